//! The authorization endpoint (OpenID Connect Core 1.0 section 3.1.2): what an application asks
//! for, who is signed in, what is left to ask, and the answer. Pages and cookies are the server's.

mod acr;
mod answer;
mod code;
mod consent;
mod decide;
mod hint;
mod interaction;
mod params;
mod pushed;
mod redirect;
mod request;
mod requested;

pub(super) use code::{Presented, redeem};
pub(super) use consent::{all as consents, revoke};
pub(super) use interaction::answered;
pub(super) use pushed::push_authorization_request;
pub(super) use requested::named;

pub use answer::{Answer, ResponseMode};
pub use code::{Signed, answer_with_code};
pub use consent::remember;
pub use decide::{Next, decide, session_of};
pub use hint::{Hint, hint};
pub use interaction::{
    Interaction, Opened, agreed, begin, choose, close, consented, find, sent_to, signed_in,
};
pub use params::Params;
pub use pushed::read;
pub use redirect::{is_registered, may_sign_out_to, origin_of};
pub use request::{AuthorizationRequest, Device, Fault, Prompt};

/// What keeps a sign-in on its way, the codes it gives, and what users consented to.
pub(super) const TABLES: &str = "
CREATE TABLE interaction (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    browser TEXT NOT NULL,
    request TEXT NOT NULL,
    target TEXT,
    chosen TEXT,
    signed_in TEXT,
    consented TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    answered_at BIGINT
);
CREATE INDEX interaction_end ON interaction (expires_at);

CREATE TABLE authorization_code (
    digest TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    browser_session_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    request TEXT NOT NULL,
    auth_time BIGINT NOT NULL,
    amr TEXT NOT NULL,
    credential_revision BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX authorization_code_end ON authorization_code (expires_at);
CREATE INDEX authorization_code_owner ON authorization_code (pool_id, user_id);

CREATE TABLE consent (
    pool_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id, app_id)
);
";

/// What the user agreed to on the way.
pub(super) const AGREED: &str = "ALTER TABLE interaction ADD COLUMN agreed TEXT;";

/// Requests that wait for their browser.
pub(super) const PUSHED: &str = "
CREATE TABLE pushed_request (
    digest TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    params TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pushed_request_end ON pushed_request (expires_at);
";
