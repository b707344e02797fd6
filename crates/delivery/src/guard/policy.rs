//! What a pool lets pass.

use cleat_protocol::phone::NumberType;
use serde::{Deserialize, Serialize};

/// How many times as many messages pass whose codes nobody enters, where a proof of work is paid.
const PROVEN: i64 = 5;

/// What a pool lets pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GuardPolicy {
    /// Whether what it decides is done, and not only written down.
    pub enforced: bool,
    /// Whether a refusal is answered as if the message had been sent.
    pub silent: bool,
    /// Regions that get messages; nothing for all that somebody carries.
    pub allowed_countries: Option<Vec<String>>,
    /// Regions that get none.
    pub denied_countries: Vec<String>,
    /// Types of numbers that get messages.
    pub number_types: Vec<NumberType>,
    /// Messages to strangers within ten thousand numbers, in any hour.
    pub prefix_per_hour: i64,
    /// The same whose codes nobody entered, in a day.
    pub prefix_unverified_per_day: i64,
    /// Messages for a network whose codes nobody entered, in an hour.
    pub network_unverified_per_hour: i64,
    /// The same for a device, in a day.
    pub device_unverified_per_day: i64,
    /// How many codes may stay unused for each that was entered, where that is more.
    pub unverified_per_verified: i64,
    /// Percent of the codes to a country that must be entered.
    pub conversion_percent: i64,
    /// Messages from which on that is asked.
    pub conversion_sample: i64,
    /// Zero bits of the proof of work that whoever would be refused may pay; 0 for none.
    pub proof_bits: i64,
    /// Days that decisions are kept.
    pub decision_days: i64,
}

impl Default for GuardPolicy {
    fn default() -> Self {
        Self {
            enforced: false,
            silent: false,
            allowed_countries: None,
            denied_countries: Vec::new(),
            number_types: vec![NumberType::Mobile, NumberType::FixedLineOrMobile],
            prefix_per_hour: 50,
            prefix_unverified_per_day: 10,
            network_unverified_per_hour: 30,
            device_unverified_per_day: 10,
            unverified_per_verified: 3,
            conversion_percent: 25,
            conversion_sample: 200,
            proof_bits: 18,
            decision_days: 14,
        }
    }
}

impl GuardPolicy {
    /// Whether messages go to numbers of that type; a fixed line takes what is spoken.
    pub(super) fn takes(&self, number_type: NumberType, by_voice: bool) -> bool {
        let spoken = by_voice && number_type == NumberType::FixedLine;
        number_type.person().is_ok() && (spoken || self.number_types.contains(&number_type))
    }

    /// What it lets pass of those who paid a proof of work.
    #[must_use]
    pub fn proven(&self) -> Self {
        Self {
            prefix_unverified_per_day: self.prefix_unverified_per_day.saturating_mul(PROVEN),
            network_unverified_per_hour: self.network_unverified_per_hour.saturating_mul(PROVEN),
            device_unverified_per_day: self.device_unverified_per_day.saturating_mul(PROVEN),
            conversion_percent: 0,
            ..self.clone()
        }
    }

    /// Whether a proof of work is asked for. Where refusals are silent, it would tell which numbers
    /// are known.
    pub(super) fn asks_proof(&self) -> bool {
        self.proof_bits > 0 && !self.silent
    }

    /// Whether messages go to that region.
    pub fn serves(&self, country: &str) -> bool {
        let names = |list: &[String]| list.iter().any(|name| name == country);
        let allowed = self.allowed_countries.as_deref();
        !names(&self.denied_countries) && allowed.is_none_or(names)
    }
}
