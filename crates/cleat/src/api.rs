//! `cleat api`: any operation from the command line, as it is declared.

use std::process::ExitCode;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use cleat_api::schema::{self, Field};
use cleat_api::{Language, Object, Operation, Value};
use cleat_client::{Client, Error, ManagementProof, Options};
use cleat_server::Credentials;
use serde_json::json;

/// Where a server in development mode listens.
const HOST: &str = "http://127.0.0.1:8080";
/// How deep the fields of a field have flags of their own; deeper ones are given as JSON.
const DEPTH: usize = 2;

/// What says who calls: flag, environment, help.
const CALLER: [(&str, &str, &str); 6] = [
    ("host", "CLEAT_API_HOST", "Address of the server"),
    ("app-id", "CLEAT_API_APP_ID", "Application id"),
    (
        "app-secret",
        "CLEAT_API_APP_SECRET",
        "Application secret, where it has one",
    ),
    (
        "access-key-id",
        "CLEAT_API_ACCESS_KEY_ID",
        "Access key id: the id of the user pool",
    ),
    (
        "access-key-secret",
        "CLEAT_API_ACCESS_KEY_SECRET",
        "Access key secret: the secret of the user pool",
    ),
    (
        "access-token",
        "CLEAT_API_ACCESS_TOKEN",
        "Access token of a signed-in user",
    ),
];

/// `cleat api` with every operation below it.
pub fn command() -> Command {
    Command::new("api")
        .about("Call any operation of a server")
        .defer(|command| {
            let document = cleat_api::openapi::document(&cleat_api::operations());
            let command = CALLER.iter().fold(command, |command, (name, env, help)| {
                let help = match *name {
                    "host" => format!("{help} [default: {HOST}; env: {env}]"),
                    "access-token" => format!("{help} [env: {env}]"),
                    _ => format!("{help} [env: {env}; a server in development mode tells it]"),
                };
                command.arg(
                    Arg::new(*name)
                        .long(*name)
                        .value_name("VALUE")
                        .global(true)
                        .help_heading("Who calls")
                        .help(help),
                )
            });
            let languages: Vec<&str> = Language::ALL.iter().map(|one| one.as_str()).collect();
            let language = Arg::new("lang")
                .long("lang")
                .value_parser(PossibleValuesParser::new(languages))
                .default_value("en-US")
                .global(true)
                .help_heading("Who calls")
                .help("Language of messages");
            let json = Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .global(true)
                .help("Print JSON");
            cleat_api::operations()
                .into_iter()
                .fold(command.arg(language).arg(json), |command, operation| {
                    command.subcommand(of_operation(operation, &document))
                })
                .subcommand_required(true)
                .arg_required_else_help(true)
        })
}

fn of_operation(operation: &'static Operation, document: &Value) -> Command {
    let described = schema::operation(document, operation.id);
    let text = |name: &str| described.get(name).and_then(Value::as_str);
    let mut command = Command::new(operation.id)
        .about(text("summary").unwrap_or_default().to_owned())
        .long_about(format!(
            "{}\n\n{} {}",
            text("description").unwrap_or_default(),
            operation.method,
            operation.path
        ));
    for (path, field) in flags(document, schema::request_fields(document, described), "", 1) {
        command = command.arg(flag(path, &field));
    }
    let errors = operation.errors.iter().map(|code| {
        let api_code = code.api_code().map_or("-".into(), |code| code.to_string());
        let (status, message) = (code.status_code(), code.message(Language::EnUs));
        format!("\n  {status} {api_code:>5}  {message}")
    });
    let errors: String = errors.collect();
    if errors.is_empty() {
        command
    } else {
        command.after_long_help(format!("Errors (statusCode, apiCode):{errors}"))
    }
}

/// The fields that have a flag, with the path of each: `options.pagination`.
fn flags(document: &Value, fields: Vec<Field>, above: &str, depth: usize) -> Vec<(String, Field)> {
    let mut found = Vec::new();
    for field in fields {
        let path = format!("{above}{}", field.name);
        let inner = match &field.structure {
            Some(name) if depth < DEPTH && !field.kind.ends_with("[]") => {
                let schemas = document.pointer("/components/schemas");
                let own = schemas.and_then(|schemas| schemas.get(name));
                own.map(|own| schema::fields(document, own))
            }
            _ => None,
        };
        found.push((path.clone(), field));
        let below = format!("{path}.");
        found.extend(flags(
            document,
            inner.unwrap_or_default(),
            &below,
            depth + 1,
        ));
    }
    found
}

fn flag(path: String, field: &Field) -> Arg {
    let mut help = field.description.clone();
    if let Some(default) = &field.default {
        help = format!("{help} [default: {default}]");
    }
    let plain = !path.contains('.') && (field.structure.is_none() || !field.values.is_empty());
    let arg = Arg::new(path.clone())
        .long(path)
        .required(field.required && plain)
        .help(help);
    let list = field.kind.ends_with("[]");
    let arg = match list {
        true => arg.action(ArgAction::Append),
        false => arg.action(ArgAction::Set),
    };
    match field.kind.trim_end_matches("[]") {
        "boolean" => arg.value_name("true|false").value_parser(["true", "false"]),
        "number" => arg.value_name("NUMBER").allow_negative_numbers(true),
        "string" => arg.value_name("TEXT"),
        _ if !field.values.is_empty() => arg
            .value_name("VALUE")
            .value_parser(PossibleValuesParser::new(field.values.clone())),
        _ => arg.value_name("JSON").value_parser(value_parser!(String)),
    }
}

/// Calls the operation that was named.
pub async fn call(given: ArgMatches) -> Result<ExitCode, String> {
    let (id, fields) = given.subcommand().ok_or("name an operation")?;
    let operation = cleat_api::operations()
        .into_iter()
        .find(|operation| operation.id == id)
        .ok_or("there is no such operation")?;
    let params = params(operation, fields)?;
    let client = client(&given).await?;
    let as_json = fields.get_flag("json");
    match client.call_dynamic(operation, params).await {
        Ok(data) => {
            say(&if as_json { pretty(&data) } else { lines(&data) });
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if as_json => {
            say(&pretty(&json!({ "error": described(&error) })));
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.to_string()),
    }
}

fn described(error: &Error) -> Value {
    json!({
        "statusCode": error.status_code(),
        "apiCode": error.api_code(),
        "message": error.to_string(),
        "requestId": error.refusal().map(|refusal| &refusal.request_id),
    })
}

fn params(operation: &Operation, given: &ArgMatches) -> Result<Object, String> {
    let document = cleat_api::openapi::document(&[operation]);
    let described = schema::operation(&document, operation.id);
    let mut params = Object::new();
    for (path, field) in flags(
        &document,
        schema::request_fields(&document, described),
        "",
        1,
    ) {
        let Some(values) = given.get_many::<String>(&path) else {
            continue;
        };
        let kind = field.kind.trim_end_matches("[]");
        let mut read = Vec::new();
        for text in values {
            read.push(value(kind, &field, text).map_err(|why| format!("--{path}: {why}"))?);
        }
        let value = match field.kind.ends_with("[]") {
            // A list may be given at once, as JSON.
            true => match read.as_slice() {
                [Value::Array(list)] => list.clone().into(),
                _ => read.into(),
            },
            false => read.pop().unwrap_or_default(),
        };
        insert(&mut params, &path, value);
    }
    Ok(params)
}

fn value(kind: &str, field: &Field, text: &str) -> Result<Value, String> {
    match kind {
        "boolean" => Ok(json!(text == "true")),
        "number" => {
            let number: i64 = text
                .parse()
                .map_err(|_| format!("{text} is no whole number"))?;
            Ok(json!(number))
        }
        "string" => Ok(json!(text)),
        _ if !field.values.is_empty() => Ok(json!(text)),
        _ => serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}")),
    }
}

fn insert(params: &mut Object, path: &str, value: Value) {
    match path.split_once('.') {
        None => drop(params.insert(path.to_owned(), value)),
        Some((first, rest)) => {
            let inner = params.entry(first).or_insert_with(|| json!({}));
            if let Some(inner) = inner.as_object_mut() {
                insert(inner, rest, value);
            }
        }
    }
}

async fn client(given: &ArgMatches) -> Result<Client, String> {
    let value = |wanted: &str| {
        let (name, env, _) = CALLER.iter().find(|(name, _, _)| *name == wanted)?;
        let flag = given.get_one::<String>(name).cloned();
        flag.or_else(|| std::env::var(env).ok())
    };
    let host = value("host").unwrap_or_else(|| HOST.to_owned());
    let told = development(&host).await;
    let of = |name: &str, own: fn(&Credentials) -> &String| {
        let told = told.as_ref().map(own).cloned();
        value(name).or(told).unwrap_or_default()
    };
    let language = given.get_one::<String>("lang");
    let client = Client::new(Options {
        app_id: of("app-id", |told| &told.app_id),
        app_secret: of("app-secret", |told| &told.app_secret).into(),
        access_key_id: of("access-key-id", |told| &told.user_pool_id),
        access_key_secret: of("access-key-secret", |told| &told.user_pool_secret).into(),
        management: ManagementProof::Signature,
        language: language
            .and_then(|name| Language::parse(name))
            .unwrap_or_default(),
        app_host: host,
        ..Options::default()
    });
    let client = client.map_err(|error| error.to_string())?;
    Ok(match value("access-token") {
        Some(token) => client.with_access_token(token),
        None => client,
    })
}

/// What a server in development mode tells of itself.
async fn development(host: &str) -> Option<Credentials> {
    let http = reqwest::Client::builder()
        .timeout(Duration::from_secs(2))
        .build()
        .ok()?;
    let url = format!("{}/dev/credentials", host.trim_end_matches('/'));
    http.get(url).send().await.ok()?.json().await.ok()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// What came back, a field a line, nothing that is not set.
fn lines(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    if text.is_empty() {
        text.push_str("done");
    }
    text.trim_end().to_owned()
}

fn write(value: &Value, indent: usize, text: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(object) => {
            let set = || object.iter().filter(|(_, value)| !is_empty(value));
            let longest = set().map(|(name, _)| name.len()).max().unwrap_or_default();
            for (name, value) in set() {
                if value.is_object() || value.is_array() {
                    text.push_str(&format!("{pad}{name}\n"));
                    write(value, indent + 2, text);
                } else {
                    let value = schema::plain(value);
                    text.push_str(&format!("{pad}{name:longest$}  {value}\n"));
                }
            }
        }
        Value::Array(list) => {
            for item in list {
                if item.is_object() || item.is_array() {
                    text.push_str(&format!("{pad}-\n"));
                    write(item, indent + 2, text);
                } else {
                    text.push_str(&format!("{pad}- {}\n", schema::plain(item)));
                }
            }
        }
        Value::Null => {}
        plain => text.push_str(&format!("{pad}{}\n", schema::plain(plain))),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

#[expect(clippy::print_stdout, reason = "the answer is the output")]
fn say(text: &str) {
    println!("{text}");
}
