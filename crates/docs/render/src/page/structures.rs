//! The data structures that a request or an answer is made of.

use serde_json::Value;

use super::Page;
use super::table::{cell, head, linked, row};
use crate::document::rust_type;
use crate::schema::{self, Field};

impl Page<'_> {
    pub(super) fn structures(&self) -> String {
        let fields = self.fields.iter();
        let mut names: Vec<String> = fields.filter_map(|field| field.structure.clone()).collect();
        let data = schema::data(self.operation.described);
        names.extend(schema::kind(self.document.value, data).1);
        let mut text = self.heading("Data structure", "数据结构");
        if names.is_empty() {
            text.push_str(self.of("None.\n", "无。\n"));
        }
        let mut at = 0;
        while let Some(name) = names.get(at).cloned() {
            let seen = names.iter().take(at).any(|earlier| *earlier == name);
            at += 1;
            if !seen {
                let (own, below) = self.structure(&name);
                text.push_str(&own);
                names.extend(below);
            }
        }
        text
    }

    /// A data structure, and the names of those in it.
    fn structure(&self, name: &str) -> (String, Vec<String>) {
        let own = self.document.schema(name);
        let doc = self.say_of(own, schema::text(own, "description"));
        let start = format!("### <a id=\"{name}\"></a> {name}\n\n{doc}\n\n");
        let values = schema::values(own);
        if !values.is_empty() {
            let list: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            let heading = self.of("Values", "取值");
            return (
                format!("{start}{heading}: {}\n\n", list.join(", ")),
                Vec::new(),
            );
        }
        let fields = schema::fields(self.document.value, own);
        let text = format!("{start}{}\n", self.fields_of(own, &fields));
        let below = fields.into_iter().filter_map(|field| field.structure);
        (text, below.collect())
    }

    fn fields_of(&self, own: &Value, fields: &[Field]) -> String {
        let mut text = head(&[
            self.of("Name", "名称"),
            self.of("Type", "类型"),
            self.of("Required", "必填"),
            self.of("Description", "描述"),
        ]);
        for field in fields {
            text.push_str(&row(&[
                &field.name,
                &linked(field),
                self.yes(field.required),
                &cell(self.say_of(own, &field.description)),
            ]));
        }
        text
    }

    /// A sentence of the noun that a schema belongs to.
    fn say_of<'t>(&'t self, schema: &Value, english: &'t str) -> &'t str {
        let module = rust_type(schema).map_or("", |(module, _)| module);
        self.catalogue
            .say(self.tongue, &module.replace('_', "-"), english)
    }
}
