//! Lists of what there is: error codes, operations, guides; for people and for programs.

use std::collections::BTreeSet;

use cleat_api::openapi::title;
use cleat_api::schema;
use cleat_api::{ErrorCode, Value};
use serde_json::json;

use crate::catalogue::{Catalogue, Tongue};
use crate::pages::{MARK, address, place};
use crate::record::Record;

/// The guides, which people write: file, English title, Chinese title.
pub const GUIDES: &[(&str, &str, &str)] = &[
    ("quick-start.md", "Quick start", "快速开始"),
    ("bind-a-phone.md", "Bind a phone", "绑定手机号"),
    ("change-a-phone.md", "Change a phone", "更换手机号"),
    (
        "unbind-and-the-last-way-in.md",
        "Unbind, and the last way in",
        "解绑与最后一种登录方式",
    ),
    (
        "move-from-genauth-or-authing.md",
        "Move from GenAuth or Authing",
        "从 GenAuth 或 Authing 迁移",
    ),
    (
        "run-in-production.md",
        "Run in production",
        "在生产环境运行",
    ),
];

/// The page of all errors.
pub fn errors(tongue: Tongue, records: &[Record]) -> String {
    let of = |en: &'static str, zh: &'static str| tongue.of(en, zh);
    let mut text = format!(
        "# {}\n\n{MARK}\n\n{}\n\n| {} | statusCode | apiCode | {} | {} | {} |\n|---|---|---|---|---|---|\n",
        of("Error codes", "错误码"),
        of(
            "The V3 operations always answer HTTP 200; `statusCode` tells the outcome and `apiCode` \
             the error, where it has one. The `/oidc` endpoints answer with a real HTTP status and \
             `error` (RFC 6749 section 5.2).",
            "V3 接口始终返回 HTTP 200；`statusCode` 表示结果，`apiCode` 表示具体错误（如有）。\
             `/oidc` 端点返回真实的 HTTP 状态码和 `error`（RFC 6749 第 5.2 节）。"
        ),
        of("Name", "名称"),
        of("error of OAuth", "OAuth 的 error"),
        of("Meaning", "含义"),
        of("Answered by", "返回它的接口"),
    );
    for code in ErrorCode::ALL {
        let mut by: Vec<String> = records
            .iter()
            .map(|record| record.example.operation)
            .filter(|operation| operation.errors.contains(code))
            .map(|operation| format!("[{}]({})", operation.id, place(operation)))
            .collect();
        if code.is_common() {
            by = vec![of("any operation", "任何接口").into()];
        }
        text.push_str(&format!(
            "| {} | {} | {} | `{}` | {} | {} |\n",
            code.name(),
            code.status_code(),
            code.api_code().map_or("-".into(), |code| code.to_string()),
            code.oauth_error(),
            code.message(tongue.messages()),
            by.join(", "),
        ));
    }
    text
}

/// The first page: guides, then operations noun by noun.
pub fn contents(
    tongue: Tongue,
    records: &[Record],
    document: &Value,
    catalogue: &Catalogue,
) -> String {
    let of = |en: &'static str, zh: &'static str| tongue.of(en, zh);
    let mut text = format!(
        "# {}\n\n{MARK}\n\n{}\n\n## {}\n\n",
        of("Cleat documentation", "Cleat 文档"),
        of(
            "Cleat is a self-hosted identity server whose heart is the phone number. It speaks the \
             GenAuth V3 API. Try every operation in the [API explorer](/docs).",
            "Cleat 是以手机号为核心的自托管身份服务器，实现 GenAuth V3 API。可在 [API 浏览器](/docs) 中试用每个接口。"
        ),
        of("Guides", "指南"),
    );
    for (file, en, zh) in GUIDES {
        text.push_str(&format!("- [{}]({file})\n", tongue.of(en, zh)));
    }
    text.push_str(&format!(
        "- [{}](errors.md)\n\n## {}\n",
        of("Error codes", "错误码"),
        of("Operations", "接口")
    ));
    let mut noun = "";
    for record in records {
        let operation = record.example.operation;
        if operation.noun != noun {
            noun = operation.noun;
            text.push_str(&format!("\n### {}\n\n", noun.replace('_', "-")));
        }
        let described = schema::operation(document, operation.id);
        let doc = described["description"].as_str().unwrap_or_default();
        let doc = title(catalogue.say(tongue, operation.noun, doc)).to_owned();
        let link = place(operation);
        text.push_str(&format!("- [`{}`]({link}): {doc}\n", operation.id));
    }
    text
}

/// The machine-readable index: every guide and every operation with its pages.
pub fn index(records: &[Record], document: &Value) -> Value {
    let guides = GUIDES
        .iter()
        .map(|(file, en, zh)| json!({ "title": { "en": en, "zh": zh }, "pages": addresses(file) }));
    let operations = records.iter().map(|record| {
        let operation = record.example.operation;
        let described = schema::operation(document, operation.id);
        let answered = schema::fields(document, schema::data(described));
        let mut fields = schema::request_fields(document, described);
        fields.extend(answered);
        let fields: BTreeSet<String> = fields.into_iter().map(|field| field.name).collect();
        json!({
            "operationId": operation.id,
            "title": described["summary"],
            "method": operation.method.as_str(),
            "path": operation.path,
            "client": operation.client(),
            "caller": format!("{:?}", operation.caller),
            "tag": described["tags"][0],
            "pages": addresses(&place(operation)),
            "fields": fields,
            "errors": described["x-errors"],
        })
    });
    json!({
        "@generated": "by `cargo xtask gen`",
        "openapi": "/openapi.json",
        "explorer": "/docs",
        "errors": addresses("errors.md"),
        "guides": guides.collect::<Vec<_>>(),
        "operations": operations.collect::<Vec<_>>(),
    })
}

/// The addresses of a page in both languages.
fn addresses(file: &str) -> Value {
    let each = Tongue::ALL.map(|tongue| (tongue.folder().to_owned(), address(tongue, file).into()));
    Value::Object(each.into_iter().collect())
}

/// `llms.txt`: what a language model should read; a page with `.md` is its Markdown.
pub fn llms(records: &[Record], document: &Value) -> String {
    let mut text = String::from(
        "# Cleat\n\n> A self-hosted identity server whose heart is the phone number: send a code, \
         sign in by code, bind, change and unbind a phone. It speaks the GenAuth (Authing) V3 API, \
         so the official SDKs work with `appHost` changed.\n\n\
         V3 operations answer HTTP 200 with `{statusCode, message, apiCode?, requestId, data?}`; \
         `statusCode` 200 is success.\n\n## Docs\n\n\
         - [OpenAPI 3.1](/openapi.json): every operation, type, error and example\n\
         - [Index](/docs/index.json): every page, for programs\n",
    );
    let markdown = |file: &str| format!("{}.md", address(Tongue::En, file));
    text.push_str(&format!("- [Error codes]({})\n", markdown("errors.md")));
    for (file, en, _) in GUIDES {
        text.push_str(&format!("- [{en}]({})\n", markdown(file)));
    }
    text.push_str("\n## Operations\n\n");
    for record in records {
        let operation = record.example.operation;
        let described = schema::operation(document, operation.id);
        let doc = described["description"].as_str().unwrap_or_default();
        let page = markdown(&place(operation));
        text.push_str(&format!("- [{}]({page}): {doc}\n", operation.id));
    }
    text
}
