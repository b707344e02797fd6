//! The guard: which requests for a message look as if somebody earned by them.
//!
//! [`decide`] is pure: the facts of a request, the pool's policy and what was counted go in, a
//! decision comes out. The server and the simulator call the same function.

mod counts;
mod day;
mod decision;
mod policy;
mod record;
mod replay;
mod store;

pub use counts::{BUCKET, Conversion, Counts, Tally};
pub use day::Day;
pub use decision::{Decision, Facts, Reason, Standing, Verdict, decide, rooms};
pub use policy::GuardPolicy;
pub use record::Recorded;
pub use replay::{Outcome, Request, replay};
pub use store::{Counted, Subjects, conversion, verify};
