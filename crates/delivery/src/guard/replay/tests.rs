use super::*;
use crate::guard::Day;

/// D3: of 10,000 requests in an hour to 20 prefixes from 1,000 networks at most 50 pass to each, and
/// of the people of that day at most one in two hundred is refused.
///
/// Seen to fail with the room of the prefix left out of `rooms`.
#[test]
fn d3_a_pump_is_not_worth_it() {
    for shared in [0, 2, 20] {
        for seed in 1..=3 {
            let day = Day {
                pump_shared_prefixes: shared,
                seed,
                ..Day::default()
            };
            let pumped = replay(&GuardPolicy::default(), day.requests());
            assert!(pumped.most_to_a_prefix <= 50, "{pumped:?}");
            let share = pumped.real_refused * 1000 / pumped.real;
            assert!(share <= 5, "{shared} {seed}: {pumped:?}");
            let passed = 10_000 - (pumped.requests - pumped.passed - pumped.real_refused);
            assert!(passed <= 20 * 50, "{shared} {seed}: {pumped:?}");
        }
    }
}

#[test]
fn a_day_without_a_pump_refuses_nearly_nobody() {
    let day = Day {
        pump_requests: 0,
        ..Day::default()
    };
    let quiet = replay(&GuardPolicy::default(), day.requests());
    assert!(quiet.real_refused * 1000 <= quiet.real, "{quiet:?}");
}

/// A wide pump is stopped by the country, which opens again when it is over.
#[test]
fn a_wide_pump_meets_the_conversion_of_its_country() {
    let day = Day {
        real_requests: 1000,
        pump_prefixes: 5000,
        pump_shared_prefixes: 0,
        pump_hours: 3,
        ..Day::default()
    };
    let wide = replay(&GuardPolicy::default(), day.requests());
    assert!(wide.refused_by(Reason::Conversion) > 5000, "{wide:?}");
    let open = GuardPolicy {
        conversion_percent: 0,
        ..GuardPolicy::default()
    };
    let open = replay(&open, day.requests());
    assert_eq!(open.refused_by(Reason::Conversion), 0);
}
