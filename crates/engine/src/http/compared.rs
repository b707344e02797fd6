//! Whoever sees numbers and addresses masked still asks whether a whole one is somebody's. Each of
//! these is counted, so that nobody tries all that a mask may stand for.

use cleat_api::user::UserIdType;
use cleat_store::Tx;

use super::Management;
use crate::kernel::usage::{HOUR, Window};
use crate::kernel::{Cx, Error, Outcome, Result};
use crate::operators::POOL;

/// Most values of one call.
const MOST: usize = 5;
/// Most values of an operator in an hour.
const MOST_PER_HOUR: i64 = 100;
/// What the refusal calls that.
const LIMIT: &str = "masked_comparisons_per_hour";

impl Management {
    /// Counts values that are compared with what the caller sees masked, before anything is
    /// compared.
    ///
    /// # Errors
    /// The field, where they are too many for one call; `TooManyRequests`.
    pub async fn compares(&self, cx: &Cx, field: &str, values: usize) -> Result<()> {
        match self.comparing(field, values)? {
            Some(counted) => cx.beside(counted, count).await,
            None => Ok(()),
        }
    }

    /// The same for users that are looked up by ids of a kind.
    ///
    /// # Errors
    /// As [`Management::compares`].
    pub async fn looks_up(
        &self,
        cx: &Cx,
        (field, kind): (&str, Option<UserIdType>),
        ids: usize,
    ) -> Result<()> {
        match is_open(kind) {
            true => Ok(()),
            false => self.compares(cx, field, ids).await,
        }
    }

    /// The same for one user, inside a transaction.
    ///
    /// # Errors
    /// As [`Management::compares`].
    pub async fn looks_up_in(
        &self,
        (tx, cx): (&mut Tx, &Cx),
        (field, kind): (&str, Option<UserIdType>),
    ) -> Outcome<()> {
        match self.comparing(field, 1)? {
            Some(counted) if !is_open(kind) => count(tx, cx, &counted).await,
            _ => Ok(()),
        }
    }

    fn comparing(&self, field: &str, values: usize) -> Result<Option<(String, i64)>> {
        let masked = self.operator.as_ref();
        let masked = masked.filter(|operator| operator.sees_masked && values > 0);
        if masked.is_some() && values > MOST {
            let why = format_args!("has more than {MOST} values of what you see masked");
            return Err(Error::field(field, why));
        }
        let counted = i64::try_from(values).unwrap_or(MOST_PER_HOUR);
        Ok(masked.map(|operator| (format!("masked:{}", operator.id), counted)))
    }
}

/// Whether nobody sees ids of that kind masked.
fn is_open(kind: Option<UserIdType>) -> bool {
    matches!(
        kind.unwrap_or_default(),
        UserIdType::UserId | UserIdType::ExternalId
    )
}

async fn count(tx: &mut Tx, cx: &Cx, (subject, values): &(String, i64)) -> Outcome<()> {
    let window = Window::new(POOL, subject, cx.now(), HOUR);
    window.spend(tx, (*values, MOST_PER_HOUR), LIMIT).await
}
