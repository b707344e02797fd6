//! `cleat api`: any operation from the command line, as it is declared.

mod flags;
mod print;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use cleat_api::Language;
use cleat_api::endpoint::CallerKind;
use cleat_client::{Client, ManagementProof, Options};
use cleat_server::Credentials;
use serde_json::json;

use flags::{of_operation, params};
use print::described;

use crate::print::line;
use crate::secret_file::secret_in;
use crate::shown::{JSON, as_json, pretty, told};

/// Ends of the names of what is secret; a file may hold it.
const SECRET: [&str; 2] = ["secret", "token"];
/// Where a server in development mode listens.
const HOST: &str = "http://127.0.0.1:8080";

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
            let operations = cleat_api::operations().into_iter();
            let operations = operations.map(|operation| of_operation(operation, &document));
            command
                .args(caller())
                .subcommands(operations)
                .subcommand_required(true)
                .arg_required_else_help(true)
        })
}

/// The flags that every operation has.
fn caller() -> impl Iterator<Item = Arg> {
    let named = CALLER.iter().map(|(name, env, help)| {
        let help = match *name {
            "host" => format!("{help} [default: {HOST}; env: {env}]"),
            "access-token" => format!("{help} [env: {env}]"),
            _ => format!(
                "{help} [env: {env}; a server in development mode on this machine tells it]"
            ),
        };
        let arg = Arg::new(*name).long(*name).value_name("VALUE");
        arg.help_heading("Who calls").help(help)
    });
    let languages: Vec<&str> = Language::ALL.iter().map(|one| one.as_str()).collect();
    let language = Arg::new("lang")
        .long("lang")
        .value_parser(PossibleValuesParser::new(languages))
        .default_value("en-US")
        .help_heading("Who calls")
        .help("Language of messages");
    let files = CALLER.iter().filter(|(name, _, _)| is_secret(name));
    let files = files.map(|(name, env, _)| {
        let arg = Arg::new(in_file(name)).long(in_file(name));
        let help = format!("File that it is in [env: {env}_FILE]");
        arg.value_name("FILE").help_heading("Who calls").help(help)
    });
    let all = named.chain(files).chain([language, as_json()]);
    all.map(|arg| arg.global(true))
}

fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|end| name.ends_with(end))
}

fn in_file(name: &str) -> String {
    format!("{name}-file")
}

/// Calls the operation that was named.
pub async fn call(given: ArgMatches) -> Result<ExitCode, String> {
    let (id, fields) = given.subcommand().ok_or("name an operation")?;
    let operation = cleat_api::operations()
        .into_iter()
        .find(|operation| operation.id == id)
        .ok_or("there is no such operation")?;
    let document = cleat_api::openapi::document(&[operation]);
    let params = params(&document, id, fields)?;
    let client = client(&given, operation.caller).await?;
    let json = fields.get_flag(JSON);
    match client.call_dynamic(operation, params).await {
        Ok(data) => {
            line(&told(&data, json))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if json => {
            line(&pretty(&json!({ "error": described(&error) })))?;
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Who calls, as flags and the environment say it.
fn named(given: &ArgMatches) -> Result<BTreeMap<&'static str, String>, String> {
    let mut values = BTreeMap::new();
    for (name, env, _) in CALLER {
        let secret = |path: String| {
            let value = secret_in(&path);
            value.map_err(|why| format!("--{}: {why}", in_file(name)))
        };
        let file = |env: &str| is_secret(name).then(|| std::env::var(env).ok())?;
        let given_file = || given.get_one::<String>(&in_file(name)).cloned();
        let value = if let Some(value) = given.get_one::<String>(name) {
            Some(value.clone())
        } else if let Some(path) = is_secret(name).then(given_file).flatten() {
            Some(secret(path)?)
        } else if let Ok(value) = std::env::var(env) {
            Some(value)
        } else {
            file(&format!("{env}_FILE")).map(secret).transpose()?
        };
        values.extend(value.map(|value| (name, value)));
    }
    Ok(values)
}

async fn client(given: &ArgMatches, caller: CallerKind) -> Result<Client, String> {
    let mut values = named(given)?;
    let host = values.remove("host").unwrap_or_else(|| HOST.to_owned());
    // A server that somebody is named for is no server in development mode.
    let told = if values.is_empty() && caller != CallerKind::Public && is_here(&host) {
        development(&host).await
    } else {
        None
    };
    let of = |name: &str, own: fn(&Credentials) -> &String| {
        let told = told.as_ref().map(own).cloned();
        values.get(name).cloned().or(told).unwrap_or_default()
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
    let client = client.map_err(|error| format!("--host: {error}"))?;
    Ok(match values.get("access-token") {
        Some(token) => client.with_access_token(token.as_str()),
        None => client,
    })
}

/// Whether the address is of this machine, the only one that a server in development mode is for.
fn is_here(host: &str) -> bool {
    reqwest::Url::parse(host).is_ok_and(|url| {
        let name = url.host_str().unwrap_or_default();
        let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
        name == "localhost" || address.is_ok_and(|address| address.is_loopback())
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
