//! The guard: which requests for a message pass.

use cleat_api_macros::wire;

/// Get what the guard of the pool lets pass.
#[wire(request)]
pub struct GetSmsGuard {}

/// How a request that does not pass is answered. Either way numbers that are known are answered
/// like all others.
#[wire("SmsGuardAnswer")]
pub enum SmsGuardAnswer {
    Error = "ERROR",
    Silence = "SILENCE",
}

/// Type of a number, as its numbering plan has it.
#[wire("SmsNumberType")]
pub enum SmsNumberType {
    Mobile = "MOBILE",
    FixedLineOrMobile = "FIXED_LINE_OR_MOBILE",
    FixedLine = "FIXED_LINE",
    Voip = "VOIP",
    TollFree = "TOLL_FREE",
}

/// What the guard of a pool lets pass. What is not given has its default.
#[wire(request, "SmsGuardDto")]
pub struct SmsGuard {
    /// Whether what it decides is done; false if absent. Until then decisions are only written
    /// down.
    pub enforced: Option<bool>,
    /// How a request that does not pass is answered. `ERROR`, if absent, is 429 for everybody who
    /// is not known to the owner of the number. `SILENCE` is the answer of a message that was sent:
    /// numbers of users then get theirs, all others nothing.
    pub answer: Option<SmsGuardAnswer>,
    /// ISO 3166 regions of the numbers that get messages; absent for all that a provider or a route
    /// carries.
    pub allowed_countries: Option<Vec<String>>,
    /// ISO 3166 regions of the numbers that get none, whoever asks.
    pub denied_countries: Option<Vec<String>>,
    /// Types of numbers that get messages; `MOBILE` and `FIXED_LINE_OR_MOBILE` if absent. A fixed
    /// line gets what is spoken in any case.
    pub number_types: Option<Vec<SmsNumberType>>,
    /// Messages within ten thousand numbers (all but the last four digits) in any hour, 1 to
    /// 100000; 50 if absent.
    pub prefix_per_hour: Option<i64>,
    /// Messages within ten thousand numbers in a day whose code nobody entered, 1 to 100000; 10 if
    /// absent.
    pub prefix_unverified_per_day: Option<i64>,
    /// Messages for a network (/24 of IPv4, /48 of IPv6) in an hour whose code nobody entered, 1 to
    /// 100000; 30 if absent.
    pub network_unverified_per_hour: Option<i64>,
    /// Messages for a device that names itself in a day whose code nobody entered, 1 to 100000; 10
    /// if absent.
    pub device_unverified_per_day: Option<i64>,
    /// How many codes may stay unused for each that was entered, where that is more than the three
    /// limits before, 0 to 100; 3 if absent.
    pub unverified_per_verified: Option<i64>,
    /// Percent of the codes to a country that must be entered, 0 to 100; 25 if absent, 0 for any.
    pub conversion_percent: Option<i64>,
    /// Messages to a country from which on that is asked, 1 to 1000000; 200 if absent. Those of the
    /// last three hours count whose code is dead.
    pub conversion_sample: Option<i64>,
    /// Zero bits of the proof of work for which five times as many messages pass whose codes nobody
    /// enters, and any to a country of few entered codes, 0 to 24; 18 if absent, 0 for none. It is
    /// asked for where `answer` is `ERROR`.
    pub proof_bits: Option<i64>,
    /// Days that decisions are kept, 1 to 90; 14 if absent.
    pub decision_days: Option<i64>,
}

/// Say what the guard of the pool lets pass. Replaces what was said before.
#[wire(request, "ConfigSmsGuardDto")]
pub struct ConfigSmsGuard {
    /// What it lets pass; absent for the defaults.
    pub guard: Option<SmsGuard>,
}

/// What the guard decided on a request, and why: `NUMBER_TYPE`, `COUNTRY`, `PREFIX`, `NETWORK`,
/// `DEVICE`, `CONVERSION` or `BUDGET`.
#[wire("SmsGuardDecisionDto")]
pub struct SmsGuardDecision {
    /// `ALLOW`, `STEP` (a proof of work was asked for) or `REFUSE`.
    pub outcome: String,
    /// Why it does not pass.
    pub reason: Option<String>,
    /// Whether it was done as decided.
    pub enforced: bool,
    /// Type of the number.
    pub number_type: String,
    /// What asked: `known` (the owner's session, or a network that the owner signed in from),
    /// `verified` (anybody, the number is a user's) or `stranger`.
    pub standing: String,
    /// When the code was entered, in ISO 8601.
    pub verified_at: Option<String>,
}

/// Try what a guard would have made of the requests of the last days. Nothing changes.
#[wire(request, "SimulateSmsGuardDto")]
pub struct SimulateSmsGuard {
    /// What it lets pass; that of the pool if absent.
    pub guard: Option<SmsGuard>,
    /// Days to look back, 1 to 90; 14 if absent. Decisions are there as long as `decisionDays` of
    /// the pool says.
    pub days: Option<i64>,
}

/// What a guard would have made of requests. Real is a request whose code was entered.
#[wire("SmsGuardSimulationDto")]
pub struct SmsGuardSimulation {
    /// Requests that there were.
    pub requests: i64,
    /// Those of them that were refused in fact.
    pub refused_in_fact: i64,
    /// Those that would have passed.
    pub passed: i64,
    /// Those that would not have passed, by reason.
    pub refused: Vec<SmsGuardRefusals>,
    /// Those that would have been asked for a proof of work.
    pub stepped: i64,
    /// Real requests.
    pub real: i64,
    /// Real requests that would not have passed.
    pub real_refused: i64,
    /// Real requests that would have been asked for a proof of work.
    pub real_stepped: i64,
    /// What the messages would have cost that would not have passed.
    pub saved: String,
    /// What those would have cost that would have passed.
    pub spent: String,
    /// Most messages to strangers within ten thousand numbers in an hour.
    pub most_to_a_prefix: i64,
}

/// How many requests a guard would have refused for a reason.
#[wire("SmsGuardRefusalsDto")]
pub struct SmsGuardRefusals {
    /// The reason, as `listSmsMessages` names it.
    pub reason: String,
    /// Requests.
    pub count: i64,
}
