//! A finding: how bad it is, what it is about, what it is, what to do.

use cleat_engine::kernel::Error;
use serde::Serialize;

/// What findings about settings are about.
pub(super) const SETTINGS: &str = "settings";

/// How good or bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// All is well.
    Ok,
    /// The server works, and something about it may be wrong.
    Warning,
    /// Something does not work, or is open to strangers.
    Fault,
}

impl Grade {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }
}

/// What was found. No word of it is a secret.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// How good or bad it is.
    pub grade: Grade,
    /// What it is about.
    pub about: &'static str,
    /// What it is.
    pub finding: String,
    /// What to do.
    pub advice: Option<String>,
}

impl Finding {
    pub(super) fn ok(about: &'static str, finding: impl Into<String>) -> Self {
        Self {
            grade: Grade::Ok,
            about,
            finding: finding.into(),
            advice: None,
        }
    }

    pub(super) fn warning(
        about: &'static str,
        finding: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            grade: Grade::Warning,
            advice: Some(advice.into()),
            ..Self::ok(about, finding)
        }
    }

    pub(super) fn fault(
        about: &'static str,
        finding: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            grade: Grade::Fault,
            ..Self::warning(about, finding, advice)
        }
    }

    /// Settings that cannot be read at all.
    pub fn unread(why: String) -> Self {
        let advice = "Mend it; docs/settings.md has every setting.";
        Self::fault(SETTINGS, format!("{why}."), advice)
    }
}

/// Why something could not be done.
pub(super) fn why(error: Error) -> String {
    let code = error.code.name();
    error.cause.or(error.detail).unwrap_or_else(|| code.into())
}
