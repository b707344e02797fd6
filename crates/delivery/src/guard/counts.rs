//! What was counted before a request, as sums of steps of ten minutes.

/// Milliseconds of a step.
pub const BUCKET: i64 = 600_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// The hours of which the conversion of a country is taken.
const CONVERSION: i64 = 3 * HOUR;
/// A code that is younger may still be entered.
const CODE_LIFE: i64 = BUCKET;

/// What was counted for one subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Messages in the step that now is in.
    pub step: i64,
    /// Messages of the last hour.
    pub hour: i64,
    /// Of those, the ones whose code was entered.
    pub hour_verified: i64,
    /// Messages of the last day.
    pub day: i64,
    /// Of those, the ones whose code was entered.
    pub day_verified: i64,
}

/// The beginning of the step that a time is in.
pub(super) fn step_of(at: i64) -> i64 {
    at - at.rem_euclid(BUCKET)
}

/// Steps that begin later than this have something of the last day in them.
pub(super) fn day_before(now: i64) -> i64 {
    now - DAY - BUCKET
}

impl Tally {
    /// Adds a step. No message of the last hour is left out, whenever the step began.
    pub fn add(&mut self, now: i64, started_at: i64, sent: i64, verified: i64) {
        if started_at > day_before(now) {
            self.day += sent;
            self.day_verified += verified;
        }
        if started_at > now - HOUR - BUCKET {
            self.hour += sent;
            self.hour_verified += verified;
        }
        if started_at == step_of(now) {
            self.step += sent;
        }
    }
}

/// How many of the messages to a country had their codes entered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conversion {
    /// Messages whose codes are dead by now.
    pub sent: i64,
    /// Of those, the ones whose code was entered.
    pub verified: i64,
}

impl Conversion {
    /// Adds a step, if its codes are dead and it is not too long ago.
    pub fn add(&mut self, now: i64, started_at: i64, sent: i64, verified: i64) {
        let (from, until) = Self::steps(now);
        if started_at > from && started_at <= until {
            self.sent += sent;
            self.verified += verified;
        }
    }

    /// The steps that count begin after the one and not after the other.
    pub(super) fn steps(now: i64) -> (i64, i64) {
        (now - CONVERSION - BUCKET, now - CODE_LIFE - BUCKET)
    }
}

/// What was counted before a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// For its ten thousand numbers.
    pub prefix: Tally,
    /// For its network.
    pub network: Tally,
    /// For its device, where it names one.
    pub device: Option<Tally>,
    /// For its country.
    pub conversion: Conversion,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen to fail with `- BUCKET` left out of the hour of `add`.
    #[test]
    fn no_message_of_the_last_hour_is_left_out() {
        for sent_at in (0..DAY).step_by(97_000) {
            for age in [0, 1, BUCKET, HOUR - 1] {
                let mut tally = Tally::default();
                tally.add(sent_at + age, step_of(sent_at), 1, 0);
                assert_eq!((tally.hour, tally.day), (1, 1), "{sent_at} {age}");
            }
            let mut tally = Tally::default();
            tally.add(sent_at + HOUR + BUCKET, step_of(sent_at), 1, 1);
            assert_eq!((tally.step, tally.hour, tally.day), (0, 0, 1), "{sent_at}");
            let mut tally = Tally::default();
            tally.add(sent_at + DAY + BUCKET, step_of(sent_at), 1, 1);
            assert_eq!(tally, Tally::default(), "{sent_at}");
        }
    }

    #[test]
    fn codes_that_live_say_nothing_of_a_country() {
        for (age, counts) in [
            (0, false),
            (CODE_LIFE, false),
            (CODE_LIFE + BUCKET, true),
            (CONVERSION, true),
            (CONVERSION + BUCKET, false),
        ] {
            let mut conversion = Conversion::default();
            conversion.add(age, 0, 1, 0);
            assert_eq!(conversion.sent == 1, counts, "{age}");
        }
    }
}
