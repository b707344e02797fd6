//! `cleat doctor`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Command;
use cleat_server::Settings;
use cleat_server::doctor::{Finding, Grade, examine};
use serde_json::json;

use crate::print::line;
use crate::shown::{as_json, pretty};

/// Name of the command.
pub const NAME: &str = "doctor";

/// The command line of `cleat doctor`.
pub fn command() -> Command {
    let about = "Look at everything that a server of these settings needs, and say what to do; \
                 status 1 where something is at fault";
    Command::new(NAME).about(about).arg(as_json())
}

/// `cleat doctor`; status 1 where there is a fault. Settings that cannot be read are one.
pub async fn doctor(
    settings: Result<Settings, String>,
    secrets: Vec<PathBuf>,
    json: bool,
) -> Result<ExitCode, String> {
    let found = match settings {
        Ok(settings) => examine(&settings, &secrets).await,
        Err(why) => vec![Finding::unread(why)],
    };
    if json {
        line(&pretty(&json!(found)))?;
    } else {
        for one in &found {
            let (grade, advice) = (one.grade.as_str(), one.advice.iter());
            let words: Vec<_> = [&one.finding].into_iter().chain(advice).cloned().collect();
            line(&format!("{grade:<8}{:<12}{}", one.about, words.join(" ")))?;
        }
    }
    Ok(match found.iter().any(|one| one.grade == Grade::Fault) {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}
