//! What every use case gets: time, randomness, settings, keys, the database, errors.

mod addresses;
mod batch;
mod cache;
mod clock;
mod context;
mod error;
mod hashing;
pub mod key_rotation;
pub mod keys;
pub mod metrics;
mod module;
pub mod network;
mod networks;
mod random;
mod reseal;
mod roots;
pub mod secret_fields;
pub mod settings;
mod tables;
mod text;
pub mod usage;

/// Target of the spans that are traced.
pub const SPANS: &str = "cleat_spans";

pub use addresses::AddressHeader;
pub use batch::{BATCH, Batch};
pub use cache::{Cache, Cached, Caches};
pub use clock::Clock;
pub use context::{Acting, Actor, App, Cx, RequestInfo};
pub use error::{Candidate, Error, Next, Outcome, Result, Stop, Task};
pub use hashing::{Hashing, Permit, Priority};
pub use module::{Besides, Check, Claim, Invariant, Migration, Module, Sealed, Unique};
pub use networks::Networks;
pub use random::Random;
pub use reseal::{Found, reseal};
pub use roots::{MasterKeys, SEALED_KEYS};
pub use settings::Settings;
pub use tables::{KEYS, MODULE, first_time};
pub use text::{code, entries, from_json, iso, page, read_iso, region, to_json, within};
