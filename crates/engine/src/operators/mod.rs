//! Operators of the server: the users of a pool of its own. It has no row among the pools, so that
//! no list shows it, no client can name it and no application serves it. What its users have is the
//! product's own: accounts, passwords, failures, sessions of browsers, the audit trail.

pub mod calls;
mod changes;
mod link;
mod passwords;
mod people;
mod person;
mod role;
mod session;
mod setup;
mod sign_in;
mod store;

use crate::kernel::{Invariant, Migration, Module};

pub use changes::count;
pub use link::setup_link;
pub use passwords::{ChangePassword, SetPassword, change_password, set_password};
pub use people::{Change, New, change, create, list};
pub use person::Person;
pub use role::{Role, reveals, tells_secret};
pub use session::{Operator, end_session, sessions, signed_in};
pub use setup::setup;
pub use sign_in::{sign_in, step_up};
pub use store::has_owner;

/// The pool of operators.
pub const POOL: &str = "operators";
/// What rows call the console, where others have the id of an application.
pub const CONSOLE: &str = "console";
/// Path of the console.
pub const PATH: &str = "/console";

/// There is one link to begin with, and one to recover by: a new one takes the place of the one
/// before.
const TABLES: &str = "
CREATE TABLE operator (
    pool_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, user_id)
);
CREATE TABLE setup_link (
    kind TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
";

/// A password that somebody else chose is changed before anything else is done.
const ONE_TIME: &str = "
ALTER TABLE operator ADD COLUMN must_change_password BOOLEAN NOT NULL DEFAULT FALSE;
";

/// Operators and the links that make an owner.
pub const MODULE: Module = Module {
    name: "operators",
    tables: &["operator", "setup_link"],
    migrations: &[
        Migration {
            number: 19,
            sql: TABLES,
        },
        Migration {
            number: 20,
            sql: ONE_TIME,
        },
    ],
    expired: &["DELETE FROM setup_link WHERE expires_at < $1"],
    single_use: &["DELETE FROM setup_link"],
    owned_by_user: &["DELETE FROM operator WHERE pool_id = $1 AND user_id = $2"],
    invariants: &[Invariant::sql(
        "an operator is a user",
        "SELECT o.pool_id, o.user_id FROM operator o WHERE NOT EXISTS
             (SELECT 1 FROM account a WHERE a.pool_id = o.pool_id AND a.id = o.user_id)",
    )],
    ..Module::EMPTY
};
