//! A day that is made up: people who want codes, and a pump.

use cleat_protocol::phone::NumberType;
use serde::{Deserialize, Serialize};

use super::decision::Standing;
use super::replay::Request;

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
/// 2026-01-01 00:00 UTC.
const START: i64 = 1_767_225_600_000;
/// How many times as many people come in each hour as in the quietest.
const CURVE: [i64; 24] = [
    2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 11, 10, 9, 9, 9, 10, 11, 12, 12, 10, 7, 4,
];

/// What a day is made of. Every figure that is told of it goes with these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Day {
    /// Codes that people want.
    pub real_requests: i64,
    /// Percent of them who come from a network or with a session that is known.
    pub real_known_percent: i64,
    /// Percent of them who enter the code.
    pub real_conversion_percent: i64,
    /// Most seconds until they do.
    pub real_seconds_to_enter: i64,
    /// Groups of ten thousand numbers that they spread over; half of them have a tenth of these.
    pub real_prefixes: i64,
    /// Networks that they spread over; half of them share a hundredth of these, as behind the
    /// translators of mobile carriers.
    pub real_networks: i64,
    /// Requests of the pump.
    pub pump_requests: i64,
    /// The hour of the day that it begins in.
    pub pump_hour: i64,
    /// Hours that it lasts.
    pub pump_hours: i64,
    /// Groups of ten thousand numbers that it uses, one beside the other.
    pub pump_prefixes: i64,
    /// Of those, the ones that people have numbers in as well.
    pub pump_shared_prefixes: i64,
    /// Networks that it comes from.
    pub pump_networks: i64,
    /// Percent of its codes that it enters.
    pub pump_conversion_percent: i64,
    /// What a message costs, in millionths.
    pub price: i64,
    /// Where the chances begin.
    pub seed: u64,
}

impl Default for Day {
    fn default() -> Self {
        Self {
            real_requests: 20_000,
            real_known_percent: 30,
            real_conversion_percent: 85,
            real_seconds_to_enter: 90,
            real_prefixes: 4_000,
            real_networks: 20_000,
            pump_requests: 10_000,
            pump_hour: 12,
            pump_hours: 1,
            pump_prefixes: 20,
            pump_shared_prefixes: 2,
            pump_networks: 1_000,
            pump_conversion_percent: 0,
            price: 50_000,
            seed: 1,
        }
    }
}

/// Most of what a day may have of anything.
const MOST: i64 = 10_000_000;

impl Day {
    /// The parameter that cannot be meant, and why.
    ///
    /// # Errors
    /// The same.
    pub fn check(&self) -> Result<(), String> {
        let percent = |value: i64| (0..=100).contains(&value);
        let some = |value: i64| (1..=MOST).contains(&value);
        let any = |value: i64| (0..=MOST).contains(&value);
        let checks = [
            ("realRequests", any(self.real_requests)),
            ("realKnownPercent", percent(self.real_known_percent)),
            (
                "realConversionPercent",
                percent(self.real_conversion_percent),
            ),
            (
                "realSecondsToEnter",
                (1..=600).contains(&self.real_seconds_to_enter),
            ),
            ("realPrefixes", some(self.real_prefixes)),
            ("realNetworks", some(self.real_networks)),
            ("pumpRequests", any(self.pump_requests)),
            ("pumpHour", (0..24).contains(&self.pump_hour)),
            (
                "pumpHours",
                (1..=24 - self.pump_hour).contains(&self.pump_hours),
            ),
            ("pumpPrefixes", some(self.pump_prefixes)),
            (
                "pumpSharedPrefixes",
                any(self.pump_shared_prefixes) && self.pump_shared_prefixes <= self.pump_prefixes,
            ),
            ("pumpNetworks", some(self.pump_networks)),
            (
                "pumpConversionPercent",
                percent(self.pump_conversion_percent),
            ),
            ("price", any(self.price)),
        ];
        match checks.into_iter().find(|(_, is_right)| !is_right) {
            Some((name, _)) => Err(format!("{name} is out of its range")),
            None => Ok(()),
        }
    }

    /// Its requests, in the order of their time.
    pub fn requests(&self) -> Vec<Request> {
        let mut chance = Chance(self.seed);
        let real = (0..self.real_requests).map(|_| self.real(&mut chance));
        let mut all: Vec<_> = real.collect();
        all.extend((0..self.pump_requests).map(|_| self.pump(&mut chance)));
        all.sort_by_key(|request| request.at);
        all
    }

    fn real(&self, chance: &mut Chance) -> Request {
        let at = START + chance.hour() * HOUR + chance.below(HOUR);
        let known = chance.percent(self.real_known_percent);
        let standing = if known {
            Standing::Known
        } else {
            Standing::Stranger
        };
        let prefix = chance.crowded(self.real_prefixes, 10);
        let network = chance.crowded(self.real_networks, 100);
        let entered = chance.percent(self.real_conversion_percent);
        let wait = 5_000.max(chance.below(self.real_seconds_to_enter * 1000));
        Request {
            is_real: true,
            verified_at: entered.then_some(at + wait),
            standing,
            ..self.request(at, prefix.to_string(), network.to_string())
        }
    }

    fn pump(&self, chance: &mut Chance) -> Request {
        let at = START + self.pump_hour * HOUR + chance.below(self.pump_hours * HOUR);
        let prefix = chance.below(self.pump_prefixes);
        // People are met in any of their ranges, not in the busiest alone.
        let prefix = if prefix < self.pump_shared_prefixes {
            (prefix * self.real_prefixes / self.pump_shared_prefixes).to_string()
        } else {
            format!("pump {prefix}")
        };
        let network = format!("pump {}", chance.below(self.pump_networks));
        let entered = chance.percent(self.pump_conversion_percent);
        Request {
            verified_at: entered.then_some(at + MINUTE),
            ..self.request(at, prefix, network)
        }
    }

    fn request(&self, at: i64, prefix: String, network: String) -> Request {
        Request {
            at,
            verified_at: None,
            is_real: false,
            country: "GB".into(),
            number_type: NumberType::Mobile,
            by_voice: false,
            prefix,
            network,
            device: None,
            standing: Standing::Stranger,
            price: self.price,
        }
    }
}

/// Chances that come out the same for the same seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 on that is less than this.
    fn below(&mut self, end: i64) -> i64 {
        let end = u64::try_from(end).unwrap_or_default().max(1);
        i64::try_from(self.next() % end).unwrap_or_default()
    }

    fn percent(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    /// A place of so many, every other time one of a few of them.
    fn crowded(&mut self, places: i64, share: i64) -> i64 {
        match self.percent(50) {
            true => self.below(places.div_euclid(share).max(1)),
            false => self.below(places),
        }
    }

    /// An hour of the day, by [`CURVE`].
    fn hour(&mut self) -> i64 {
        let mut left = self.below(CURVE.iter().sum());
        let passed = CURVE.iter().take_while(|weight| {
            left -= **weight;
            left >= 0
        });
        i64::try_from(passed.count()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_what_it_is_made_of() {
        let day = Day::default();
        let requests = day.requests();
        assert_eq!(requests.len(), 30_000);
        assert!(requests.is_sorted_by_key(|request| request.at));
        let pump: Vec<_> = requests.iter().filter(|request| !request.is_real).collect();
        assert_eq!(pump.len(), 10_000);
        let different = |of: fn(&Request) -> &String| {
            let names: std::collections::BTreeSet<_> = pump.iter().map(|one| of(one)).collect();
            names.len()
        };
        assert_eq!(different(|request| &request.prefix), 20);
        assert_eq!(different(|request| &request.network), 1000);
        let entered = requests
            .iter()
            .filter(|one| one.is_real && one.verified_at.is_some());
        assert!((16_500..17_500).contains(&entered.count()));
        assert!(
            requests
                .iter()
                .all(|one| (START..START + 24 * HOUR).contains(&one.at))
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (json, field) in [
            (r#"{"realRequests": -1}"#, "realRequests"),
            (r#"{"realKnownPercent": 101}"#, "realKnownPercent"),
            (r#"{"realSecondsToEnter": 0}"#, "realSecondsToEnter"),
            (r#"{"realPrefixes": 0}"#, "realPrefixes"),
            (r#"{"pumpHour": 24}"#, "pumpHour"),
            (r#"{"pumpHour": 23, "pumpHours": 2}"#, "pumpHours"),
            (
                r#"{"pumpPrefixes": 3, "pumpSharedPrefixes": 4}"#,
                "pumpSharedPrefixes",
            ),
            (r#"{"pumpNetworks": 0}"#, "pumpNetworks"),
            (r#"{"price": 10000001}"#, "price"),
        ] {
            let day: Day = serde_json::from_str(json).unwrap();
            assert!(day.check().unwrap_err().starts_with(field), "{json}");
        }
        assert_eq!(Day::default().check(), Ok(()));
        assert!(serde_json::from_str::<Day>(r#"{"reelRequests": 1}"#).is_err());
    }
}
