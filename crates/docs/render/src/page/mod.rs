//! The page of an operation, in one language.

mod answer;
mod structures;
mod table;

use crate::catalogue::{Catalogue, Tongue};
use crate::document::{Caller, Document, Operation};
use crate::messages;
use crate::names::title;
use crate::samples::{self, Given, Language, Sample};
use crate::schema::{self, Field, member, text};

use table::{cell, linked, row};

/// First line of a page that was rendered.
pub const MARK: &str = "<!-- rendered from docs/openapi.json -->";

/// The page of an operation.
///
/// # Errors
/// When a sample cannot be written.
pub fn page(
    document: &Document<'_>,
    operation: &Operation<'_>,
    catalogue: &Catalogue,
    tongue: Tongue,
) -> Result<String, String> {
    let page = Page {
        document,
        operation,
        catalogue,
        tongue,
        fields: schema::request_fields(document.value, operation.described),
    };
    page.text()
}

struct Page<'p> {
    document: &'p Document<'p>,
    operation: &'p Operation<'p>,
    catalogue: &'p Catalogue,
    tongue: Tongue,
    fields: Vec<Field>,
}

impl Page<'_> {
    fn text(&self) -> Result<String, String> {
        let doc = self.say(text(self.operation.described, "description"));
        let parts = [
            format!("# {}\n\n{MARK}\n\n{doc}\n\n", title(doc)),
            format!("{}\n\n", self.caller()),
            self.method(),
            self.parameters(),
            self.samples()?,
            self.answer(),
            self.errors(),
            self.structures(),
        ];
        Ok(format!("{}\n", parts.concat().trim_end()))
    }

    fn of<'t>(&self, en: &'t str, zh: &'t str) -> &'t str {
        self.tongue.of(en, zh)
    }

    fn heading(&self, en: &str, zh: &str) -> String {
        format!("## {}\n\n", self.of(en, zh))
    }

    /// A sentence of the operation's noun.
    fn say<'t>(&'t self, english: &'t str) -> &'t str {
        self.catalogue
            .say(self.tongue, self.operation.noun, english)
    }

    fn caller(&self) -> &'static str {
        let (en, zh) = match self.operation.caller {
            Caller::Public => ("Anybody may call it.", "任何人都可以调用。"),
            Caller::Visitor => (
                "An application calls it, named by its id; nobody need be signed in.",
                "由应用调用，以应用 id 标识，无需用户登录。",
            ),
            Caller::Client => (
                "An application calls it, authenticated by its secret, unless its settings ask for none.",
                "由应用调用，并用应用密钥证明身份，除非应用设置为无需密钥。",
            ),
            Caller::User => (
                "A signed-in user calls it, with their access token.",
                "由已登录用户调用，需要其 access token。",
            ),
            Caller::Management => (
                "The user pool itself calls it, with its access key.",
                "由用户池自身调用，需要其 access key。",
            ),
        };
        self.tongue.of(en, zh)
    }

    fn method(&self) -> String {
        let Operation {
            id,
            client,
            method,
            path,
            ..
        } = self.operation;
        let heading = self.heading("Method name", "方法名称");
        let try_it = self.of("Try it in the explorer", "在 API 浏览器中试用");
        let noun = self.operation.noun;
        let text = format!(
            "{heading}`{client}.{id}`\n\n`{method} {path}` · [{try_it}](/docs#tag/{noun}/{method}{path})\n\n"
        );
        if self.operation.caller != Caller::User {
            return text;
        }
        let elsewhere = match self.tongue {
            Tongue::En => format!(
                "In TypeScript also `ManagementClient.{id}`, with the user's token as the last argument."
            ),
            Tongue::Zh => format!(
                "在 TypeScript 中也可使用 `ManagementClient.{id}`，最后一个参数为用户的 token。"
            ),
        };
        format!("{text}{elsewhere}\n\n")
    }

    fn parameters(&self) -> String {
        let mut text = self.heading("Request parameters", "请求参数");
        if self.fields.is_empty() {
            return format!("{text}{}\n\n", self.of("None.", "无。"));
        }
        text.push_str(&table::head(&[
            self.of("Name", "名称"),
            self.of("Type", "类型"),
            self.of("Required", "必填"),
            self.of("Default value", "默认值"),
            self.of("Description", "描述"),
            self.of("Sample value", "示例值"),
        ]));
        let request = self.operation.request();
        for field in &self.fields {
            let example = request.get(&field.name).map(schema::plain);
            text.push_str(&row(&[
                &field.name,
                &linked(field),
                self.yes(field.required),
                &code(field.default.as_deref()),
                &cell(self.say(&field.description)),
                &cell(&code(example.as_deref())),
            ]));
        }
        format!("{text}\n")
    }

    fn yes(&self, yes: bool) -> &'static str {
        match yes {
            true => self.tongue.of("Yes", "是"),
            false => self.tongue.of("No", "否"),
        }
    }

    fn samples(&self) -> Result<String, String> {
        let sample = Sample {
            document: self.document,
            operation: self.operation,
            request: &self.operation.request(),
            given: &Given::placeholders(),
            tongue: self.tongue,
        };
        let mut text = self.heading("Sample code", "示例代码");
        for language in Language::ALL {
            let code = samples::text(language, &sample)?;
            let (name, fence) = (language.name(), language.fence());
            text.push_str(&format!("### {name}\n\n```{fence}\n{code}```\n\n"));
        }
        Ok(text)
    }

    fn errors(&self) -> String {
        let heading = self.heading("Errors", "错误");
        let rest = self.of(
            "Besides the [errors that any operation may answer](../../errors.md).",
            "另见[任何接口都可能返回的错误](../../errors.md)。",
        );
        let mut rows = self
            .operation
            .errors()
            .map(|error| self.error(error))
            .peekable();
        if rows.peek().is_none() {
            let none = self.of("None of its own.", "没有自己的错误。");
            return format!("{heading}{none} {rest}\n\n");
        }
        let head = table::head(&[
            "statusCode",
            "apiCode",
            self.of("Name", "名称"),
            self.of("Meaning", "含义"),
        ]);
        format!("{heading}{head}{}\n{rest}\n\n", rows.collect::<String>())
    }

    fn error(&self, error: &serde_json::Value) -> String {
        let name = text(error, "name");
        let status = schema::plain(member(error, "statusCode"));
        let message = messages::of_error(self.document.value, name, self.tongue);
        row(&[&status, &messages::api_code(error), name, message])
    }
}

/// A value as code, or a stroke.
fn code(value: Option<&str>) -> String {
    value.map_or("-".into(), |value| format!("`{value}`"))
}
