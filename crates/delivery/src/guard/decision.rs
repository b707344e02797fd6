//! The decision on one request.

use cleat_protocol::phone::NumberType;

use super::counts::{Counts, Tally};
use super::policy::GuardPolicy;

/// What asks, and what it is to the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The owner's session, or a network that the owner signed in from.
    Known,
    /// Anybody; the number is somebody's.
    Verified,
    /// Anybody; the number is nobody's.
    Stranger,
}

impl Standing {
    const ALL: [Self; 3] = [Self::Known, Self::Verified, Self::Stranger];

    /// Its name in rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Verified => "verified",
            Self::Stranger => "stranger",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.as_str() == name)
            .unwrap_or(Self::Stranger)
    }
}

/// What is known of a request besides what was counted.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Type of the number.
    pub number_type: NumberType,
    /// ISO 3166 region of the number.
    pub country: &'a str,
    /// Whether somebody who speaks may carry it.
    pub by_voice: bool,
    /// What asks.
    pub standing: Standing,
}

/// Why a request does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// No messages go to numbers of this type.
    NumberType,
    /// No messages go to this country.
    Country,
    /// Too many went to its ten thousand numbers, or too few of those codes were entered.
    Prefix,
    /// Too few of the codes for its network were entered.
    Network,
    /// Too few of the codes for its device were entered.
    Device,
    /// Too few of the codes to its country were entered.
    Conversion,
    /// A budget is used up.
    Budget,
}

impl Reason {
    /// All of them, in the order in which they are looked at.
    pub const ALL: [Self; 7] = [
        Self::NumberType,
        Self::Country,
        Self::Prefix,
        Self::Network,
        Self::Device,
        Self::Conversion,
        Self::Budget,
    ];

    /// Its name in rows and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NumberType => "NUMBER_TYPE",
            Self::Country => "COUNTRY",
            Self::Prefix => "PREFIX",
            Self::Network => "NETWORK",
            Self::Device => "DEVICE",
            Self::Conversion => "CONVERSION",
            Self::Budget => "BUDGET",
        }
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It passes.
    Allow,
    /// It passes with a proof of work.
    Step(Reason),
    /// It does not pass.
    Refuse(Reason),
}

impl Decision {
    /// Its name in rows and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "ALLOW",
            Self::Step(_) => "STEP",
            Self::Refuse(_) => "REFUSE",
        }
    }

    /// Why it does not pass.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Allow => None,
            Self::Step(reason) | Self::Refuse(reason) => Some(reason),
        }
    }
}

/// A decision, and whether the message is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The decision.
    pub decision: Decision,
    /// Whether the message takes room from others: it passes, and by no exemption.
    pub is_counted: bool,
}

/// Decides on a request. Who is known is exempt from what is counted; where refusals are silent, so
/// are numbers that are somebody's. Where a refusal is an error, it would tell who they are.
pub fn decide(policy: &GuardPolicy, facts: &Facts<'_>, counts: &Counts) -> Verdict {
    let uncounted = |decision| Verdict {
        decision,
        is_counted: false,
    };
    let known = facts.standing == Standing::Known;
    if !known && !policy.takes(facts.number_type, facts.by_voice) {
        return uncounted(Decision::Refuse(Reason::NumberType));
    }
    if !policy.serves(facts.country) {
        return uncounted(Decision::Refuse(Reason::Country));
    }
    if known {
        return uncounted(Decision::Allow);
    }
    let Some(reason) = by_counts(policy, counts) else {
        // Numbers are counted alike as long as there is room, so that no time tells them apart.
        return Verdict {
            decision: Decision::Allow,
            is_counted: true,
        };
    };
    if policy.silent && facts.standing == Standing::Verified {
        return uncounted(Decision::Allow);
    }
    let helps = || by_counts(&policy.proven(), counts).is_none();
    uncounted(match policy.asks_proof() && helps() {
        true => Decision::Step(reason),
        false => Decision::Refuse(reason),
    })
}

/// Why a request does not pass by what was counted.
fn by_counts(policy: &GuardPolicy, counts: &Counts) -> Option<Reason> {
    let mut full = rooms(policy, counts).filter(|(_, room)| *room < 1);
    if let Some((reason, _)) = full.next() {
        return Some(reason);
    }
    let conversion = counts.conversion;
    let enough = conversion.sent >= policy.conversion_sample;
    let few = conversion.verified * 100 < conversion.sent * policy.conversion_percent;
    (enough && few).then_some(Reason::Conversion)
}

/// How many more messages pass, by what counts them.
pub fn rooms(policy: &GuardPolicy, counts: &Counts) -> impl Iterator<Item = (Reason, i64)> {
    let unused = |limit: i64, sent: i64, verified: i64| {
        limit.max(policy.unverified_per_verified * verified) - (sent - verified)
    };
    let of_day = |limit, tally: Tally| unused(limit, tally.day, tally.day_verified);
    let Counts {
        prefix, network, ..
    } = *counts;
    let by_hour = policy.prefix_per_hour - prefix.hour;
    let by_day = of_day(policy.prefix_unverified_per_day, prefix);
    let network = unused(
        policy.network_unverified_per_hour,
        network.hour,
        network.hour_verified,
    );
    let device = counts
        .device
        .map(|tally| of_day(policy.device_unverified_per_day, tally));
    [
        (Reason::Prefix, Some(by_hour.min(by_day))),
        (Reason::Network, Some(network)),
        (Reason::Device, device),
    ]
    .into_iter()
    .filter_map(|(reason, room)| Some((reason, room?)))
}

#[cfg(test)]
mod tests;
