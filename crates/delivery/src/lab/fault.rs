//! Faults of carriers, as a developer asks for them. A message keeps the fault it met, so that what
//! is asked for later changes nothing of it.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::outbox::Outbox;

/// Rules that are kept at most.
const MOST: usize = 100;

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
    fn rules(&self) -> std::sync::MutexGuard<'_, Vec<FaultRule>> {
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

impl Outbox {
    /// The faults that are asked for.
    pub fn faults(&self) -> Vec<FaultRule> {
        self.lab().rules().clone()
    }

    /// Asks for a fault, in the place of the one before. Whether there was room.
    pub fn set_fault(&self, rule: FaultRule) -> bool {
        let mut rules = self.lab().rules();
        rules.retain(|known| known.to != rule.to);
        let is_default = rule.to.is_none() && rule.fault == Fault::default();
        if is_default {
            return true;
        }
        let has_room = rules.len() < MOST;
        if has_room {
            rules.push(rule);
        }
        has_room
    }

    /// Takes the fault of a number or address away, or all of them.
    pub fn clear_faults(&self, to: Option<&str>) {
        let is_meant = |rule: &FaultRule| to.is_none() || rule.to.as_deref() == to;
        self.lab().rules().retain(|rule| !is_meant(rule));
    }
}
