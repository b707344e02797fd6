//! Settings from flags, the environment and a file, in that order of weight.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use cleat_server::Settings;
use cleat_server::kernel::settings::{Setting, Shown};

use crate::injected::is_injected;
use crate::providers;
use crate::secret_file::secret_in;

const PREFIX: &str = "CLEAT_";
/// Names in the environment that are not settings, besides those of `cleat api`.
const CONFIG: &str = "CLEAT_CONFIG";
/// File that is read when it is there and no other is named.
const FILE: &str = "cleat.toml";
/// The setting that is a list of tables in the file.
const PROVIDERS: &str = "providers";
/// The settings of the demo. It has a database of its own, and sends nothing.
const OF_DEMO: [&str; 4] = ["listen", "dev_anywhere", "no_docs", "log"];

type Given = BTreeMap<String, String>;

/// Adds a flag for each setting.
pub fn arguments(command: Command) -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .help("TOML file with settings [default: cleat.toml, if it is there; env: CLEAT_CONFIG]");
    let settings = Settings::TABLE.iter();
    settings.fold(command.arg(config), |command, setting| {
        let command = command.arg(argument(setting));
        if setting.secret {
            command.arg(from_file(setting))
        } else {
            command
        }
    })
}

/// Adds a flag for each setting of the demo.
pub fn demo_arguments(command: Command) -> Command {
    command.args(of_demo().map(argument))
}

fn of_demo() -> impl Iterator<Item = &'static Setting> {
    let settings = Settings::TABLE.iter();
    settings.filter(|setting| OF_DEMO.contains(&setting.name))
}

fn argument(setting: &Setting) -> Arg {
    let help = if setting.switch || setting.default.is_empty() {
        setting.doc.trim().to_owned()
    } else {
        format!("{} [default: {}]", setting.doc.trim(), setting.default)
    };
    let arg = Arg::new(setting.name)
        .long(setting.name.replace('_', "-"))
        .help(help);
    if setting.switch {
        arg.action(ArgAction::SetTrue)
    } else {
        arg.value_name("VALUE").action(ArgAction::Set)
    }
}

/// A flag that names a file instead of the value: other users of the machine see a command line.
fn from_file(setting: &Setting) -> Arg {
    let name = setting.in_file();
    Arg::new(name.clone())
        .long(name.replace('_', "-"))
        .value_name("FILE")
        .help(format!("File that {} is in", setting.name))
}

/// Reads the settings.
pub fn read(given: &ArgMatches) -> Result<Settings, String> {
    let mut settings = Given::new();
    let mut told = BTreeMap::new();
    let sources = [
        ("file", file(given)?),
        ("environment", environment()?),
        ("flag", flags(Settings::TABLE.iter(), given)),
    ];
    for (source, layer) in sources {
        let layer = resolved(layer)?;
        told.extend(layer.iter().map(|(name, value)| shown(name, value, source)));
        settings.extend(layer);
    }
    if let Some(list) = settings.get_mut(PROVIDERS) {
        *list =
            providers::with_secrets(list).map_err(|why| format!("setting {PROVIDERS}: {why}"))?;
    }
    let settings = Settings::read(settings).map_err(|error| error.to_string())?;
    Ok(Settings {
        given: told,
        ..settings
    })
}

/// A setting as it is shown to operators, without secrets.
fn shown(name: &str, value: &str, source: &'static str) -> (String, Shown) {
    let is_secret = Settings::TABLE
        .iter()
        .any(|setting| setting.name == name && setting.secret);
    let value = (!is_secret).then(|| value.to_owned());
    (name.to_owned(), Shown { value, source })
}

/// Reads the settings of the demo: its flags and nothing else, whatever is configured beside it.
pub fn read_demo(given: &ArgMatches) -> Result<Settings, String> {
    let mut settings = flags(of_demo(), given);
    settings.insert("dev".into(), "true".into());
    let told = settings.iter();
    let told = told.map(|(name, value)| shown(name, value, "flag"));
    let told = told.collect();
    let settings = Settings::read(settings).map_err(|error| error.to_string())?;
    Ok(Settings {
        given: told,
        ..settings
    })
}

fn flags<'s>(settings: impl Iterator<Item = &'s Setting>, given: &ArgMatches) -> Given {
    let mut found = Given::new();
    for setting in settings {
        if setting.switch {
            if given.get_flag(setting.name) {
                found.insert(setting.name.into(), "true".into());
            }
            continue;
        }
        let file = setting.secret.then(|| setting.in_file());
        for name in [Some(setting.name.to_owned()), file].into_iter().flatten() {
            if let Some(value) = given.get_one::<String>(&name) {
                found.insert(name, value.clone());
            }
        }
    }
    found
}

fn environment() -> Result<Given, String> {
    let mut found = Given::new();
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str().filter(|name| *name != CONFIG) else {
            continue;
        };
        let Some(setting) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let value = value
            .to_str()
            .ok_or_else(|| format!("{name} is not UTF-8"))?;
        if !setting.starts_with("API_") && !is_injected(setting, value) {
            found.insert(setting.to_ascii_lowercase(), value.to_owned());
        }
    }
    Ok(found)
}

/// Reads the files that are named instead of values.
fn resolved(mut given: Given) -> Result<Given, String> {
    for setting in Settings::TABLE.iter().filter(|setting| setting.secret) {
        let in_file = setting.in_file();
        let Some(path) = given.remove(&in_file) else {
            continue;
        };
        if given.contains_key(setting.name) {
            return Err(format!(
                "setting {in_file}: {} is there as well",
                setting.name
            ));
        }
        let value = secret_in(&path).map_err(|why| format!("setting {in_file}: {why}"))?;
        given.insert(setting.name.into(), value);
    }
    Ok(given)
}

/// The files that secrets are read from: those that are named for one, and the file of settings where
/// a secret stands in it. What cannot be read is told by [`read`].
pub fn secret_files(given: &ArgMatches) -> Vec<PathBuf> {
    let in_file = file(given).unwrap_or_default();
    let secret = |setting: &&Setting| setting.secret;
    let mut own = Settings::TABLE.iter().filter(secret);
    let holds_one = own.any(|setting| in_file.contains_key(setting.name));
    let own = path(given).filter(|_| holds_one);
    let all = [
        in_file,
        environment().unwrap_or_default(),
        flags(Settings::TABLE.iter(), given),
    ];
    let named = all.iter().flat_map(|given| {
        let secrets = Settings::TABLE.iter().filter(secret);
        let files = secrets.filter_map(move |setting| given.get(&setting.in_file()).cloned());
        files.chain(
            given
                .get(PROVIDERS)
                .into_iter()
                .flat_map(|list| providers::files(list)),
        )
    });
    own.into_iter().chain(named).map(PathBuf::from).collect()
}

/// The file of settings, where there is one.
fn path(given: &ArgMatches) -> Option<String> {
    let named = given
        .get_one::<String>("config")
        .cloned()
        .or_else(|| std::env::var(CONFIG).ok());
    named.or_else(|| Path::new(FILE).exists().then(|| FILE.to_owned()))
}

fn file(given: &ArgMatches) -> Result<Given, String> {
    let Some(path) = path(given) else {
        return Ok(Given::new());
    };
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let parsed = toml::from_str::<toml::Table>(&text);
    let table = parsed.map_err(|error| format!("{path}: {}", slip(&text, &error)))?;
    table
        .into_iter()
        .map(|(name, value)| match value {
            toml::Value::String(text) => Ok((name, text)),
            toml::Value::Integer(number) => Ok((name, number.to_string())),
            toml::Value::Boolean(truth) => Ok((name, truth.to_string())),
            toml::Value::Array(list) if name == PROVIDERS => {
                let list = serde_json::to_string(&list);
                Ok((name, list.map_err(|error| format!("{path}: {error}"))?))
            }
            _ => Err(format!(
                "{path}: {name} must be text, a whole number, true or false"
            )),
        })
        .collect()
}

/// What is wrong with a file, and where. The line itself may hold a secret.
fn slip(text: &str, error: &toml::de::Error) -> String {
    let why = error.message().lines().next().unwrap_or_default();
    let before = error.span().and_then(|span| text.get(..span.start));
    let Some(before) = before else {
        return why.to_owned();
    };
    let line = before.matches('\n').count() + 1;
    let column = before
        .chars()
        .rev()
        .take_while(|sign| *sign != '\n')
        .count()
        + 1;
    format!("line {line}, column {column}: {why}")
}
