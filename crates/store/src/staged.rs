//! Several guarded writes as one statement of PostgreSQL.
//!
//! All of its parts see the same snapshot, so no two of them may touch the same row. A part that
//! changes another number of rows than expected fails the whole.

use std::borrow::Cow;
use std::fmt::Write as _;

use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use crate::{Error, Value};

/// A statement that waits for the end of its transaction.
pub(crate) struct Staged {
    pub(crate) text: Cow<'static, str>,
    pub(crate) params: Vec<Value>,
    pub(crate) expect: Expect,
}

/// What a waiting statement is expected to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    /// Write.
    Write,
    /// Write that many rows.
    Change(usize),
    /// Find a row.
    Find,
}

/// The statement that does all of them or none.
pub(crate) fn compose(staged: &[Staged]) -> String {
    let length = staged.iter().map(|part| part.text.len() + 80).sum();
    let mut text = String::with_capacity(length);
    let mut shift = 0;
    for (number, part) in staged.iter().enumerate() {
        let lead = if number == 0 { "WITH" } else { "," };
        let _ = write!(text, "{lead} w{number} AS (");
        renumber(&mut text, &part.text, shift);
        text.push_str(if part.expect == Expect::Find {
            ")"
        } else {
            " RETURNING 1)"
        });
        shift += part.params.len();
    }
    text.push_str(" SELECT 1 / CASE WHEN TRUE");
    for (number, part) in staged.iter().enumerate() {
        match part.expect {
            Expect::Write => {}
            Expect::Change(rows) => {
                text.push_str(&format!(" AND (SELECT COUNT(*) FROM w{number}) = {rows}"));
            }
            Expect::Find => text.push_str(&format!(" AND EXISTS (SELECT 1 FROM w{number})")),
        }
    }
    text.push_str(" THEN 1 ELSE 0 END");
    text
}

/// Writes SQL with every `$n` raised by `shift`.
fn renumber(text: &mut String, sql: &str, shift: usize) {
    let mut parts = sql.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        let number: usize = number.parse().unwrap_or_default();
        let _ = write!(text, "${}{rest}", number + shift);
    }
}

/// The parameters of all, in order.
pub(crate) fn params(staged: &[Staged]) -> Vec<&(dyn ToSql + Sync)> {
    let all = staged.iter().flat_map(|part| &part.params);
    all.map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// A division by zero is a part that did not change the rows that were expected.
pub(crate) fn conflict(error: Error) -> Error {
    match &error {
        Error::Postgres(cause) if cause.code() == Some(&SqlState::DIVISION_BY_ZERO) => {
            Error::Conflict
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_own_parameters() {
        let part = |text: &'static str, params: usize, expect| Staged {
            text: text.into(),
            params: vec![Value::Null; params],
            expect,
        };
        let staged = [
            part("UPDATE a SET x = $1 WHERE y = $2", 2, Expect::Change(1)),
            part(
                "DELETE FROM b WHERE z IN ($1, $2) OR w = $1",
                2,
                Expect::Write,
            ),
            part("SELECT 1 FROM c WHERE v = $1", 1, Expect::Find),
        ];
        assert_eq!(
            compose(&staged),
            "WITH w0 AS (UPDATE a SET x = $1 WHERE y = $2 RETURNING 1), \
             w1 AS (DELETE FROM b WHERE z IN ($3, $4) OR w = $3 RETURNING 1), \
             w2 AS (SELECT 1 FROM c WHERE v = $5) \
             SELECT 1 / CASE WHEN TRUE AND (SELECT COUNT(*) FROM w0) = 1 \
             AND EXISTS (SELECT 1 FROM w2) THEN 1 ELSE 0 END"
        );
        assert_eq!(params(&staged).len(), 5);
    }
}
