//! What a room or a noun declares of itself, so that the server can loop over all of them.

use cleat_api::{ErrorCode, Value};
use cleat_delivery::Outbox;
use cleat_protocol::seal::Vault;
use cleat_store::{BoxFuture, JsonList, Tx};

use super::Result;

/// Its part of a numbered migration. Parts with one number are applied together, in the order of
/// the modules.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Number of the migration.
    pub number: i64,
    /// Statements. They only add, so that replicas of the version before go on beside this one.
    pub sql: &'static str,
}

/// A claim about users that a scope brings into tokens and `/oidc/me`.
#[derive(Clone, Copy)]
pub struct Claim {
    /// The scope, and the name of the claim.
    pub scope: &'static str,
    /// What it is for the user of that pool and id, at that time in milliseconds.
    pub read: for<'a> fn(&'a mut Tx, &'a str, &'a str, i64) -> BoxFuture<'a, Result<Value>>,
}

/// Something that must hold for every row.
#[derive(Clone, Copy)]
pub struct Invariant {
    /// In words.
    pub name: &'static str,
    /// Finds the rows at fault.
    pub check: Check,
}

/// What an invariant may depend on besides the database.
#[derive(Clone, Copy)]
pub struct Besides<'a> {
    /// Keys that are not in the database.
    pub vault: &'a Vault,
    /// Who carries messages.
    pub outbox: &'a Outbox,
}

/// How the rows at fault are found.
#[derive(Clone, Copy)]
pub enum Check {
    /// By a query that answers pool and row of each.
    Sql(&'static str),
    /// By looking at every row.
    Rows(for<'a> fn(Besides<'a>, &'a mut Tx) -> BoxFuture<'a, Result<Vec<String>>>),
}

impl Invariant {
    /// An invariant that a query checks; it answers pool and row of every fault.
    pub const fn sql(name: &'static str, query: &'static str) -> Self {
        Self {
            name,
            check: Check::Sql(query),
        }
    }

    /// An invariant that code checks, row by row.
    pub const fn rows(
        name: &'static str,
        check: for<'a> fn(Besides<'a>, &'a mut Tx) -> BoxFuture<'a, Result<Vec<String>>>,
    ) -> Self {
        Self {
            name,
            check: Check::Rows(check),
        }
    }
}

/// A column of values that the master key seals. An empty one is none.
#[derive(Debug, Clone, Copy)]
pub struct Sealed {
    /// Table.
    pub table: &'static str,
    /// What a row is known by, in this order; one column stands there twice.
    pub key: [&'static str; 2],
    /// Column.
    pub column: &'static str,
    /// What the values are sealed for.
    pub context: &'static str,
}

/// What a unique index says when a row is there already.
#[derive(Debug, Clone, Copy)]
pub struct Unique {
    /// Name of the index, as PostgreSQL tells it.
    pub index: &'static str,
    /// Its columns with their table, separated by a comma and a space, as SQLite tells them.
    pub columns: &'static str,
    /// What that means to the caller.
    pub error: ErrorCode,
}

impl Unique {
    /// Whether an engine calls it that.
    pub fn is_named(&self, name: &str) -> bool {
        self.index == name || self.columns == name
    }
}

/// What a room or a noun owns in the database.
pub struct Module {
    /// Its name.
    pub name: &'static str,
    /// Its tables. Each table has one owner.
    pub tables: &'static [&'static str],
    /// What makes them.
    pub migrations: &'static [Migration],
    /// What its unique indexes mean.
    pub unique: &'static [Unique],
    /// Its views of lists in JSON columns.
    pub lists: &'static [JsonList],
    /// Its views, as name and query.
    pub views: &'static [(&'static str, &'static str)],
    /// Statements that delete the rows that ended before the time `$1`.
    pub expired: &'static [&'static str],
    /// Deletes what operators look at for as long as the setting `message_days` says; `$1` is the
    /// time before which it goes.
    pub shown: &'static [&'static str],
    /// Statements that end what must not live again after a restore; `$1`, where it stands, is now.
    pub single_use: &'static [&'static str],
    /// Statements that delete what belongs to the user `$2` of the pool `$1`.
    pub owned_by_user: &'static [&'static str],
    /// Statements that end every way into the account of the user `$2` of the pool `$1`; with a
    /// `$3`, of the user `$3` of the pool `$2`, and `$1` is now. SQLite counts parameters in the
    /// order in which they stand.
    pub access_of_user: &'static [&'static str],
    /// Statements that delete what belongs to the namespace `$2` of the pool `$1`.
    pub owned_by_namespace: &'static [&'static str],
    /// Statements that move it to the code `$1`, in the pool `$2`, from the namespace `$3`.
    pub moved_with_namespace: &'static [&'static str],
    /// Its columns of what the master key seals.
    pub sealed: &'static [Sealed],
    /// Claims about users.
    pub claims: &'static [Claim],
    /// Queries that answer `pool_id, user_id, method, usable`, for the view `login_method`.
    pub login_methods: &'static [&'static str],
    /// What must hold.
    pub invariants: &'static [Invariant],
}

impl Module {
    /// A module that owns nothing; others are written as changes of it.
    pub const EMPTY: Self = Self {
        name: "",
        tables: &[],
        migrations: &[],
        unique: &[],
        lists: &[],
        views: &[],
        expired: &[],
        shown: &[],
        single_use: &[],
        owned_by_user: &[],
        access_of_user: &[],
        owned_by_namespace: &[],
        moved_with_namespace: &[],
        sealed: &[],
        claims: &[],
        login_methods: &[],
        invariants: &[],
    };
}
