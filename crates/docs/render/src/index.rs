//! Lists of what there is: error codes, operations, guides; for people and for programs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::catalogue::{Catalogue, Tongue};
use crate::document::{Document, Operation};
use crate::messages;
use crate::names::title;
use crate::operators;
use crate::page::MARK;
use crate::schema::{self, list, member, plain, text};

/// The guides, which people write: file, English title, Chinese title.
pub const GUIDES: &[(&str, &str, &str)] = &[
    ("quick-start.md", "Quick start", "快速开始"),
    (
        "sign-in-with-a-page.md",
        "Sign in with a page",
        "用登录页登录",
    ),
    ("bind-a-phone.md", "Bind a phone", "绑定手机号"),
    ("change-a-phone.md", "Change a phone", "更换手机号"),
    (
        "unbind-and-the-last-login-method.md",
        "Unbind, and the last login method",
        "解绑与最后一种登录方式",
    ),
    (
        "move-from-genauth-or-authing.md",
        "Move from GenAuth or Authing",
        "从 GenAuth 或 Authing 迁移",
    ),
    ("move-from-guard.md", "Move from Guard", "从 Guard 迁移"),
    (
        "run-in-production.md",
        "Run in production",
        "在生产环境运行",
    ),
];

/// The file of the contents.
pub const CONTENTS: &str = "index.md";

/// The address at which the server shows a page, given its file in the folder of its language.
pub fn address(tongue: Tongue, file: &str) -> String {
    let name = file.trim_end_matches(".md");
    format!("/docs/guide/{}/{name}", tongue.folder())
}

/// The page of all errors.
pub fn errors(document: &Document<'_>, tongue: Tongue) -> String {
    let of = |en, zh| tongue.of(en, zh);
    let mut page = format!(
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
    for error in messages::errors(document.value) {
        page.push_str(&format!(
            "| {} | {} | {} | `{}` | {} | {} |\n",
            text(error, "name"),
            plain(member(error, "statusCode")),
            messages::api_code(error),
            text(error, "oauthError"),
            messages::message(error, tongue),
            answered_by(document, error, tongue),
        ));
    }
    page
}

/// Links to the operations that may answer an error.
fn answered_by(document: &Document<'_>, error: &Value, tongue: Tongue) -> String {
    if *member(error, "common") == true {
        return tongue.of("any operation", "任何接口").into();
    }
    let answers = |operation: &&Operation<'_>| {
        let mut errors = operation.errors();
        errors.any(|own| member(own, "name") == member(error, "name"))
    };
    let operations = document.operations.iter().filter(answers);
    let links = operations.map(|operation| format!("[{}]({})", operation.id, operation.page()));
    links.collect::<Vec<_>>().join(", ")
}

/// The first page: guides, then operations noun by noun.
pub fn contents(document: &Document<'_>, catalogue: &Catalogue, tongue: Tongue) -> String {
    let of = |en, zh| tongue.of(en, zh);
    let mut page = format!(
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
        page.push_str(&format!("- [{}]({file})\n", of(en, zh)));
    }
    page.push_str(&format!(
        "- [{}](errors.md)\n\n## {}\n\n",
        of("Error codes", "错误码"),
        of("For operators", "运维"),
    ));
    for (file, en, zh) in operators::PAGES {
        let up = of("", "../en/");
        let note = of("", "（英文）");
        let folder = operators::FOLDER;
        page.push_str(&format!("- [{}{note}]({up}{folder}/{file})\n", of(en, zh)));
    }
    page.push_str(&format!("\n## {}\n", of("Operations", "接口")));
    let mut noun = "";
    for operation in &document.operations {
        if operation.noun != noun {
            noun = operation.noun;
            page.push_str(&format!("\n### {noun}\n\n"));
        }
        let doc = text(operation.described, "description");
        let doc = title(catalogue.say(tongue, noun, doc));
        let link = operation.page();
        page.push_str(&format!("- [`{}`]({link}): {doc}\n", operation.id));
    }
    page
}

/// The machine-readable index: every guide and every operation with its pages.
pub fn index(document: &Document<'_>) -> Value {
    let guides = GUIDES
        .iter()
        .map(|(file, en, zh)| json!({ "title": { "en": en, "zh": zh }, "pages": addresses(file) }));
    let operations = document.operations.iter();
    json!({
        "openapi": "/openapi.json",
        "explorer": "/docs",
        "errors": addresses("errors.md"),
        "guides": guides.collect::<Vec<_>>(),
        "operations": operations.map(|one| entry(document, one)).collect::<Vec<_>>(),
    })
}

fn entry(document: &Document<'_>, operation: &Operation<'_>) -> Value {
    let described = operation.described;
    let mut fields = schema::request_fields(document.value, described);
    fields.extend(schema::fields(document.value, schema::data(described)));
    let fields: BTreeSet<String> = fields.into_iter().map(|field| field.name).collect();
    json!({
        "operationId": operation.id,
        "title": text(described, "summary"),
        "method": operation.method,
        "path": operation.path,
        "client": operation.client,
        "caller": text(described, "x-caller"),
        "tag": list(member(described, "tags")).next(),
        "pages": addresses(&operation.page()),
        "fields": fields,
        "errors": member(described, "x-errors"),
    })
}

/// The addresses of a page in both languages.
fn addresses(file: &str) -> Value {
    let each = Tongue::ALL.map(|tongue| (tongue.folder().to_owned(), address(tongue, file).into()));
    Value::Object(each.into_iter().collect())
}

/// `llms.txt`: what a language model should read; a page with `.md` is its Markdown.
pub fn llms(document: &Document<'_>) -> String {
    let mut page = String::from(
        "# Cleat\n\n> A self-hosted identity server whose heart is the phone number: send a code, \
         sign in by code, bind, change and unbind a phone. It speaks the GenAuth (Authing) V3 API, \
         so the official SDKs work with `appHost` changed.\n\n\
         V3 operations answer HTTP 200 with `{statusCode, message, apiCode?, requestId, data?}`; \
         `statusCode` 200 is success.\n\n## Docs\n\n\
         - [OpenAPI 3.1](/openapi.json): every operation, type, error and example\n\
         - [Index](/docs/index.json): every page, for programs\n",
    );
    let markdown = |file: &str| format!("{}.md", address(Tongue::En, file));
    page.push_str(&format!("- [Error codes]({})\n", markdown("errors.md")));
    for (file, en, _) in GUIDES {
        page.push_str(&format!("- [{en}]({})\n", markdown(file)));
    }
    page.push_str("\n## For operators\n\n");
    for (file, en, _) in operators::PAGES {
        let link = markdown(&format!("{}/{file}", operators::FOLDER));
        page.push_str(&format!("- [{en}]({link})\n"));
    }
    page.push_str("\n## Operations\n\n");
    for operation in &document.operations {
        let doc = text(operation.described, "description");
        let link = markdown(&operation.page());
        page.push_str(&format!("- [{}]({link}): {doc}\n", operation.id));
    }
    page
}
