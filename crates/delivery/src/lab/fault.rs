//! Faults of carriers, as a developer asks for them. A message keeps the fault it met, so that what
//! is asked for later changes nothing of it.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// Rules that are kept at most.
pub(super) const MOST: usize = 100;

/// What a carrier does to a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Fault {
    /// Seconds until it arrives.
    pub delay_seconds: u32,
    /// Whether it never arrives.
    pub lost: bool,
    /// Whether it arrives twice.
    pub twice: bool,
    /// Seconds from its arrival to its receipt.
    pub receipt_seconds: u32,
}

/// A fault, and whose messages meet it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FaultRule {
    /// E.164 number or e-mail address; absent for all that have no rule of their own.
    pub to: Option<String>,
    /// What happens.
    #[serde(flatten)]
    pub fault: Fault,
}

/// The faults that are asked for. They end with the process.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<FaultRule>>);

impl Faults {
    pub(super) fn rules(&self) -> std::sync::MutexGuard<'_, Vec<FaultRule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a message to that number or address meets.
    pub(crate) fn of(&self, to: &str) -> Fault {
        let rules = self.rules();
        let of = |wanted: Option<&str>| rules.iter().find(|rule| rule.to.as_deref() == wanted);
        let rule = of(Some(to)).or_else(|| of(None));
        rule.map(|rule| rule.fault).unwrap_or_default()
    }
}
