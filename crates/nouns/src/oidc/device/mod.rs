//! Signing in on a device without a keyboard or a browser (RFC 8628): it shows a code, its user
//! types that in elsewhere and signs in there, and the device asks until then.

mod answer;
mod begin;
mod poll;
mod typed;

pub(super) use begin::authorize_device;
pub(super) use poll::exchange;

pub use answer::{allow, deny};
pub use typed::typed;

/// Devices that wait for their user.
pub(super) const TABLES: &str = "
CREATE TABLE device_code (
    digest TEXT PRIMARY KEY,
    user_code TEXT NOT NULL,
    pool_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    session_id TEXT NOT NULL,
    pause BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_id TEXT,
    browser_session_id TEXT,
    auth_time BIGINT,
    amr TEXT,
    credential_revision BIGINT,
    denied_at BIGINT,
    used_at BIGINT
);
CREATE UNIQUE INDEX device_code_typed ON device_code (user_code);
CREATE INDEX device_code_end ON device_code (expires_at);
CREATE INDEX device_code_owner ON device_code (pool_id, user_id);
";

/// The letters of a code: no vowels, so that it is no word, and none that looks like a digit (RFC
/// 8628 section 6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// How many a code has.
const LENGTH: usize = 8;
/// What the digests of codes are made with.
const PURPOSE: &str = "device code";
