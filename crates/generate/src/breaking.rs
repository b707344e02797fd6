//! What a change of the document would break for those who use it.

use std::collections::BTreeSet;

use cleat_api::Value;

use cleat_api::schema::{self, entries, target};

/// The breaking changes from one document to the next, one a line.
pub fn breaking(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Changes {
        old,
        new,
        seen: BTreeSet::new(),
        list: Vec::new(),
    };
    for (path, methods) in entries(&old["paths"]) {
        for (method, before) in entries(methods) {
            let after = &new["paths"][path][method];
            let id = before["operationId"].as_str().unwrap_or(path);
            if after.is_null() {
                found.list.push(format!("{id}: {method} {path} is gone"));
                continue;
            }
            found.operation(id, before, after);
        }
    }
    found.list
}

/// Which side reads a value, and so what hurts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reader {
    Server,
    Client,
}

struct Changes<'d> {
    old: &'d Value,
    new: &'d Value,
    seen: BTreeSet<(String, String, Reader)>,
    list: Vec<String>,
}

impl<'d> Changes<'d> {
    fn operation(&mut self, id: &str, before: &'d Value, after: &'d Value) {
        for what in ["operationId", "security"] {
            if before[what] != after[what] {
                let (old, new) = (&before[what], &after[what]);
                self.list.push(format!("{id}: {what} was {old}, is {new}"));
            }
        }
        self.parameters(id, before, after);
        let (old, new) = (schema::body(before), schema::body(after));
        if !old.is_null() || !new.is_null() {
            self.schema(&format!("{id} request"), old, new, Reader::Server);
        }
        if schema::is_enveloped(before) != schema::is_enveloped(after) {
            self.list.push(format!("{id}: the envelope came or went"));
        }
        let (old, new) = (schema::data(before), schema::data(after));
        if !old.is_null() {
            self.schema(&format!("{id} answer"), old, new, Reader::Client);
        }
    }

    fn parameters(&mut self, id: &str, before: &'d Value, after: &'d Value) {
        let list = |operation: &'d Value| operation["parameters"].as_array().into_iter().flatten();
        for new in list(after) {
            let name = &new["name"];
            let old = list(before).find(|old| old["name"] == *name);
            if new["required"] == true && old.is_none_or(|old| old["required"] != true) {
                self.list
                    .push(format!("{id}: parameter {name} is required now"));
            }
            if let Some(old) = old {
                let place = format!("{id} parameter {name}");
                self.schema(&place, &old["schema"], &new["schema"], Reader::Server);
            }
        }
        for old in list(before) {
            if !list(after).any(|new| new["name"] == old["name"]) {
                self.list
                    .push(format!("{id}: parameter {} is gone", old["name"]));
            }
        }
    }

    fn schema(&mut self, place: &str, old: &'d Value, new: &'d Value, reader: Reader) {
        let (old_name, old) = target(self.old, old);
        let (new_name, new) = target(self.new, new);
        if let (Some(a), Some(b)) = (old_name, new_name)
            && !self.seen.insert((a.into(), b.into(), reader))
        {
            return;
        }
        let (was, is) = (kinds(old), kinds(new));
        if was != is {
            self.list.push(format!("{place}: was {was:?}, is {is:?}"));
            return;
        }
        let (was, is) = (values(old), values(new));
        let lost = match reader {
            Reader::Server => was.difference(&is),
            Reader::Client => is.difference(&was),
        };
        let verb = match reader {
            Reader::Server => "is refused now",
            Reader::Client => "may be answered now",
        };
        for value in lost {
            self.list.push(format!("{place}: {value} {verb}"));
        }
        if !old["items"].is_null() {
            let place = format!("{place}[]");
            self.schema(&place, &old["items"], &new["items"], reader);
        }
        for (name, field) in entries(&old["properties"]) {
            let after = &new["properties"][name];
            if after.is_null() {
                self.list.push(format!("{place}.{name} is gone"));
                continue;
            }
            if reader == Reader::Client && required(old, name) && !required(new, name) {
                self.list.push(format!("{place}.{name} may be missing now"));
            }
            self.schema(&format!("{place}.{name}"), field, after, reader);
        }
        for (name, _) in entries(&new["properties"]) {
            if reader == Reader::Server && required(new, name) && !required(old, name) {
                self.list.push(format!("{place}.{name} is required now"));
            }
        }
    }
}

fn required(schema: &Value, name: &str) -> bool {
    schema["required"]
        .as_array()
        .is_some_and(|list| list.iter().any(|one| one == name))
}

fn kinds(schema: &Value) -> BTreeSet<String> {
    let kinds = match &schema["type"] {
        Value::Array(list) => list.iter().map(schema::plain).collect(),
        Value::Null => BTreeSet::new(),
        one => BTreeSet::from([schema::plain(one)]),
    };
    kinds.into_iter().filter(|kind| kind != "null").collect()
}

fn values(schema: &Value) -> BTreeSet<String> {
    schema::values(schema).into_iter().collect()
}
