//! What a change of the document would break for those who use it.

use std::collections::BTreeSet;

use cleat_api::Value;
use cleat_render::schema::{self, entries, list, member, target, text};

/// The breaking changes from one document to the next, one a line.
pub fn breaking(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Changes {
        old,
        new,
        seen: BTreeSet::new(),
        list: Vec::new(),
    };
    for (path, methods) in entries(member(old, "paths")) {
        for (method, before) in entries(methods) {
            let after = member(member(member(new, "paths"), path), method);
            let id = member(before, "operationId").as_str().unwrap_or(path);
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
            let (old, new) = (member(before, what), member(after, what));
            if old != new {
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
        let all = |operation: &'d Value| list(member(operation, "parameters"));
        let of = |operation: &'d Value, wanted: &Value| {
            all(operation).find(|one| member(one, "name") == member(wanted, "name"))
        };
        let is_required = |parameter: &Value| *member(parameter, "required") == true;
        for new in all(after) {
            let name = member(new, "name");
            let old = of(before, new);
            if is_required(new) && !old.is_some_and(is_required) {
                self.list
                    .push(format!("{id}: parameter {name} is required now"));
            }
            if let Some(old) = old {
                let place = format!("{id} parameter {name}");
                let (old, new) = (member(old, "schema"), member(new, "schema"));
                self.schema(&place, old, new, Reader::Server);
            }
        }
        for old in all(before).filter(|old| of(after, old).is_none()) {
            let name = member(old, "name");
            self.list.push(format!("{id}: parameter {name} is gone"));
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
        self.values(place, old, new, reader);
        let (items, new_items) = (member(old, "items"), member(new, "items"));
        if !items.is_null() {
            self.schema(&format!("{place}[]"), items, new_items, reader);
        }
        self.fields(place, old, new, reader);
    }

    fn values(&mut self, place: &str, old: &Value, new: &Value, reader: Reader) {
        let (was, is) = (values(old), values(new));
        let (lost, verb) = match reader {
            Reader::Server => (was.difference(&is), "is refused now"),
            Reader::Client => (is.difference(&was), "may be answered now"),
        };
        let lost = lost.map(|value| format!("{place}: {value} {verb}"));
        self.list.extend(lost);
    }

    fn fields(&mut self, place: &str, old: &'d Value, new: &'d Value, reader: Reader) {
        for (name, field) in entries(member(old, "properties")) {
            let after = member(member(new, "properties"), name);
            if after.is_null() {
                self.list.push(format!("{place}.{name} is gone"));
                continue;
            }
            if reader == Reader::Client && required(old, name) && !required(new, name) {
                self.list.push(format!("{place}.{name} may be missing now"));
            }
            self.schema(&format!("{place}.{name}"), field, after, reader);
        }
        for (name, _) in entries(member(new, "properties")) {
            if reader == Reader::Server && required(new, name) && !required(old, name) {
                self.list.push(format!("{place}.{name} is required now"));
            }
        }
    }
}

fn required(schema: &Value, name: &str) -> bool {
    list(member(schema, "required")).any(|one| one == name)
}

fn kinds(schema: &Value) -> BTreeSet<String> {
    let kinds = match member(schema, "type") {
        Value::Array(list) => list.iter().map(schema::plain).collect(),
        Value::Null => BTreeSet::new(),
        _ => BTreeSet::from([text(schema, "type").to_owned()]),
    };
    kinds.into_iter().filter(|kind| kind != "null").collect()
}

fn values(schema: &Value) -> BTreeSet<String> {
    schema::values(schema).into_iter().collect()
}
