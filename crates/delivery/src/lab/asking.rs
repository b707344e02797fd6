//! Asking for faults.

use super::fault::{FaultRule, MOST};
use crate::outbox::Outbox;

impl Outbox {
    /// The faults that are asked for.
    pub fn faults(&self) -> Vec<FaultRule> {
        self.lab().rules().clone()
    }

    /// Asks for a fault, in the place of the one before. Whether there was room.
    pub fn set_fault(&self, rule: FaultRule) -> bool {
        let mut rules = self.lab().rules();
        rules.retain(|known| known.to != rule.to);
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
