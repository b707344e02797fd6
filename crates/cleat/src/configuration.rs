//! Settings from flags, the environment and a file, in that order of weight.

use std::collections::BTreeMap;
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use cleat_server::Settings;

const PREFIX: &str = "CLEAT_";
/// Names in the environment that are not settings, besides those of `cleat api`.
const CONFIG: &str = "CLEAT_CONFIG";
/// File that is read when it is there and no other is named.
const FILE: &str = "cleat.toml";

/// Adds a flag for each setting.
pub fn arguments(command: Command) -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .help("TOML file with settings [default: cleat.toml, if it is there; env: CLEAT_CONFIG]");
    Settings::TABLE
        .iter()
        .fold(command.arg(config), |command, setting| {
            let help = if setting.switch || setting.default.is_empty() {
                setting.doc.trim().to_owned()
            } else {
                format!("{} [default: {}]", setting.doc.trim(), setting.default)
            };
            let arg = Arg::new(setting.name)
                .long(setting.name.replace('_', "-"))
                .help(help);
            command.arg(if setting.switch {
                arg.action(ArgAction::SetTrue)
            } else {
                arg.value_name("VALUE").action(ArgAction::Set)
            })
        })
}

/// Reads the settings.
pub fn read(given: &ArgMatches) -> Result<Settings, String> {
    let mut settings = file(given)?;
    for (name, value) in std::env::vars() {
        let is_setting = |name: &&str| *name != "CONFIG" && !name.starts_with("API_");
        if let Some(name) = name.strip_prefix(PREFIX).filter(is_setting) {
            settings.insert(name.to_ascii_lowercase(), value);
        }
    }
    for setting in Settings::TABLE {
        if setting.switch {
            if given.get_flag(setting.name) {
                settings.insert(setting.name.into(), "true".into());
            }
        } else if let Some(value) = given.get_one::<String>(setting.name) {
            settings.insert(setting.name.into(), value.clone());
        }
    }
    Settings::read(settings).map_err(|error| error.to_string())
}

fn file(given: &ArgMatches) -> Result<BTreeMap<String, String>, String> {
    let named = given
        .get_one::<String>("config")
        .cloned()
        .or_else(|| std::env::var(CONFIG).ok());
    let path = match named {
        Some(path) => path,
        None if Path::new(FILE).exists() => FILE.to_owned(),
        None => return Ok(BTreeMap::new()),
    };
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
    table
        .into_iter()
        .map(|(name, value)| match value {
            toml::Value::String(text) => Ok((name, text)),
            toml::Value::Integer(number) => Ok((name, number.to_string())),
            toml::Value::Boolean(truth) => Ok((name, truth.to_string())),
            _ => Err(format!(
                "{path}: {name} must be text, a whole number, true or false"
            )),
        })
        .collect()
}
