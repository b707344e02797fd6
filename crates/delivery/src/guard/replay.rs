//! Making decisions again, against another policy.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use cleat_protocol::phone::NumberType;

use super::counts::{BUCKET, Conversion, Counts, Tally, day_before, step_of};
use super::decision::{Decision, Facts, Reason, Standing, Verdict, decide};
use super::policy::GuardPolicy;

/// A request as it was made.
#[derive(Debug, Clone)]
pub struct Request {
    /// When, in milliseconds.
    pub at: i64,
    /// When its code was entered, if it was sent.
    pub verified_at: Option<i64>,
    /// Whether somebody wanted a code.
    pub is_real: bool,
    /// ISO 3166 region of the number.
    pub country: String,
    /// Type of the number.
    pub number_type: NumberType,
    /// Whether somebody who speaks may carry it.
    pub by_voice: bool,
    /// What it is counted for.
    pub prefix: String,
    /// Its network.
    pub network: String,
    /// Its device, where it names one.
    pub device: Option<String>,
    /// What asks.
    pub standing: Standing,
    /// What the message costs, in millionths.
    pub price: i64,
}

/// What a policy comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Requests.
    pub requests: u64,
    /// Those that passed.
    pub passed: u64,
    /// Those that were asked for a proof of work. People pay it, and pass; nobody else does.
    pub stepped: u64,
    /// Of those, the ones of people who wanted a code.
    pub real_stepped: u64,
    /// Those that did not pass, by reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// Requests of people who wanted a code.
    pub real: u64,
    /// Of those, the ones that did not pass.
    pub real_refused: u64,
    /// What the messages that did not pass would have cost, in millionths.
    pub saved: i64,
    /// What those cost that passed.
    pub spent: i64,
    /// Most messages that went to strangers within ten thousand numbers in an hour by the clock.
    pub most_to_a_prefix: u64,
}

/// Decides on requests, which come in the order of their time.
pub fn replay(policy: &GuardPolicy, requests: impl IntoIterator<Item = Request>) -> Outcome {
    let mut book = Book::default();
    let mut outcome = Outcome::default();
    for request in requests {
        let mut verdict = book.decide(policy, &request);
        if matches!(verdict.decision, Decision::Step(_)) {
            outcome.stepped += 1;
            outcome.real_stepped += u64::from(request.is_real);
            if request.is_real {
                verdict = Verdict {
                    decision: Decision::Allow,
                    is_counted: true,
                };
            }
        }
        outcome.add(&request, verdict.decision);
        if verdict.is_counted {
            let most = book.charge(&request);
            outcome.most_to_a_prefix = outcome.most_to_a_prefix.max(most);
        }
    }
    outcome
}

impl Outcome {
    fn add(&mut self, request: &Request, decision: Decision) {
        self.requests += 1;
        self.real += u64::from(request.is_real);
        let Some(reason) = decision.reason() else {
            self.passed += 1;
            self.spent += request.price;
            return;
        };
        *self.refused.entry(reason.as_str()).or_default() += 1;
        self.real_refused += u64::from(request.is_real);
        self.saved += request.price;
    }

    /// How many did not pass for that reason.
    pub fn refused_by(&self, reason: Reason) -> u64 {
        self.refused
            .get(reason.as_str())
            .copied()
            .unwrap_or_default()
    }
}

impl Request {
    fn facts(&self) -> Facts<'_> {
        Facts {
            number_type: self.number_type,
            country: &self.country,
            by_voice: self.by_voice,
            standing: self.standing,
        }
    }

    /// What it is counted for; names of different kinds are different.
    fn subjects(&self) -> impl Iterator<Item = String> {
        let country = Some(format!("country:{}", self.country));
        let device = self.device.as_ref();
        [
            Some(format!("prefix:{}", self.prefix)),
            Some(format!("network:{}", self.network)),
            device.map(|device| format!("device:{device}")),
            country,
        ]
        .into_iter()
        .flatten()
    }
}

/// Messages of a step, and those whose code was entered.
type Steps = BTreeMap<i64, (i64, i64)>;

/// What is counted, as the server counts it.
#[derive(Default)]
struct Book {
    steps: HashMap<String, Steps>,
    hours: HashMap<(String, i64), u64>,
    entered: BinaryHeap<Reverse<(i64, i64, Vec<String>)>>,
}

impl Book {
    fn decide(&mut self, policy: &GuardPolicy, request: &Request) -> Verdict {
        self.verify_until(request.at);
        let tally = |book: &Self, subject: String| {
            let mut tally = Tally::default();
            let steps = book.steps.get(&subject);
            for (started_at, (sent, verified)) in steps.into_iter().flatten() {
                tally.add(request.at, *started_at, *sent, *verified);
            }
            tally
        };
        let mut conversion = Conversion::default();
        let of_country = self.steps.get(&format!("country:{}", request.country));
        for (started_at, (sent, verified)) in of_country.into_iter().flatten() {
            conversion.add(request.at, *started_at, *sent, *verified);
        }
        let device = request.device.as_ref();
        let counts = Counts {
            prefix: tally(self, format!("prefix:{}", request.prefix)),
            network: tally(self, format!("network:{}", request.network)),
            device: device.map(|device| tally(self, format!("device:{device}"))),
            conversion,
        };
        decide(policy, &request.facts(), &counts)
    }

    /// Counts a message; how many its ten thousand numbers had in this hour.
    fn charge(&mut self, request: &Request) -> u64 {
        let started_at = step_of(request.at);
        for subject in request.subjects() {
            let steps = self.steps.entry(subject).or_default();
            while let Some(oldest) = steps.first_entry() {
                if *oldest.key() > day_before(request.at) {
                    break;
                }
                oldest.remove();
            }
            steps.entry(started_at).or_default().0 += 1;
        }
        if let Some(at) = request.verified_at {
            let subjects = request.subjects().collect();
            self.entered.push(Reverse((at, started_at, subjects)));
        }
        let hour = request.at.div_euclid(6 * BUCKET);
        let hour = self.hours.entry((request.prefix.clone(), hour));
        let count = hour.or_default();
        *count += 1;
        *count
    }

    /// Counts the codes that were entered before that time.
    fn verify_until(&mut self, now: i64) {
        while let Some(Reverse((at, _, _))) = self.entered.peek() {
            if *at > now {
                return;
            }
            let Some(Reverse((_, started_at, subjects))) = self.entered.pop() else {
                return;
            };
            for subject in subjects {
                let steps = self.steps.get_mut(&subject);
                if let Some(step) = steps.and_then(|steps| steps.get_mut(&started_at)) {
                    step.1 += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
