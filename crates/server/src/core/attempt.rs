//! Leaving a transaction early with a refusal that is kept.

/// The value of an `Outcome`, or out with its refusal; what was written so far stays.
#[macro_export]
macro_rules! attempt {
    ($outcome:expr) => {
        match $outcome {
            Ok(value) => value,
            Err(refusal) => return Ok(Err(refusal.into())),
        }
    };
}
