//! What every use case gets: time, randomness, settings, keys, the database, errors.

mod batch;
mod cache;
mod clock;
mod context;
mod error;
pub mod key_rotation;
pub mod keys;
pub mod metrics;
mod module;
mod random;
pub mod settings;
mod tables;
mod text;
pub mod usage;

/// Target of the spans that are traced.
pub const SPANS: &str = "cleat_spans";

pub use batch::{BATCH, Batch};
pub use cache::{Cache, Cached, Caches};
pub use clock::Clock;
pub use context::{Actor, App, Cx, RequestInfo};
pub use error::{Error, Outcome, Result, Stop};
pub use module::{Besides, Check, Claim, Invariant, Migration, Module};
pub use random::Random;
pub use settings::Settings;
pub use tables::MODULE;
pub use text::{code, entries, from_json, iso, page, to_json, within};
