//! Lists of users for whoever sees numbers and addresses masked: what is masked in the answer is
//! found by its whole value alone, and orders nothing.

use cleat_api::Value;
use cleat_api::user::{FilterOperator, FuzzyField, Sorting, UserFilter};
use cleat_store::{Is, Select};

use super::columns::{exact_field, field};
use cleat_engine::account::email::{AT, key};
use cleat_engine::kernel::{Error, Result};

/// Fields that are never masked; every other one may hold a number or an address.
const OPEN: &[&str] = &[
    "id",
    "userId",
    "externalId",
    "createdAt",
    "updatedAt",
    "emailVerified",
    "phoneVerified",
    "phoneCountryCode",
    "status",
    "statusChangedAt",
    "passwordLastSetAt",
    "passwordSecurityLevel",
    "loginsCount",
    "lastLogin",
    "lastIp",
    "userSourceType",
];

/// Fields with names of people, which are looked for by their parts.
const NAMES: &[FuzzyField] = &[
    FuzzyField::Name,
    FuzzyField::Nickname,
    FuzzyField::GivenName,
    FuzzyField::FamilyName,
    FuzzyField::MiddleName,
    FuzzyField::Company,
];

/// Refuses what would find out, bit by bit, what is masked.
///
/// # Errors
/// The field at fault.
pub fn check(filter: &[UserFilter], sort: &[Sorting]) -> Result<()> {
    for condition in filter {
        let whole = matches!(
            condition.operator,
            FilterOperator::Equal
                | FilterOperator::In
                | FilterOperator::IsNull
                | FilterOperator::NotNull
        );
        if !whole && !OPEN.contains(&condition.field.as_str()) {
            let why = "must be EQUAL, IN, IS_NULL or NOT_NULL for what you see masked";
            return Err(Error::field("operator", why));
        }
    }
    let is_open = |sorting: &Sorting| OPEN.contains(&sorting.field.as_str());
    match sort.iter().all(is_open) {
        true => Ok(()),
        false => Err(Error::field("sort", "must not be by what you see masked")),
    }
}

/// How many values a request compares with what may be masked. Words that no number and no address
/// can have tell nothing of any.
pub fn compared(filter: &[UserFilter], words: Option<&str>, on: &[FuzzyField]) -> usize {
    let of_filter = filter.iter().map(|condition| match condition.operator {
        FilterOperator::IsNull | FilterOperator::NotNull => 0,
        _ if OPEN.contains(&condition.field.as_str()) => 0,
        _ => {
            let list = condition.value.as_ref().and_then(Value::as_array);
            list.map_or(1, Vec::len)
        }
    });
    let is_hidden = |one: &FuzzyField| !OPEN.contains(&one.as_str());
    let tells = |words: &str| match by_part(words) {
        // A number of a person has any signs.
        true => on.contains(&FuzzyField::IdentityNumber),
        false => on.iter().any(is_hidden),
    };
    of_filter.sum::<usize>() + usize::from(given(words).is_some_and(tells))
}

fn given(words: Option<&str>) -> Option<&str> {
    words.map(str::trim).filter(|words| !words.is_empty())
}

/// Whether words can be of no number and no address, as they are and as addresses are compared.
fn by_part(words: &str) -> bool {
    let at = AT.concat();
    let key = key(words);
    let mut signs = words.chars().chain(key.chars());
    !signs.any(|sign| sign.is_numeric() || at.contains(sign))
}

/// Looks for words: whole values, and parts of names where neither the words nor the names can be
/// of a number or an address.
///
/// # Errors
/// The field at fault.
pub fn search(users: &mut Select, words: Option<&str>, on: &[FuzzyField]) -> Result<()> {
    let Some(words) = given(words) else {
        return Ok(());
    };
    let by_part = by_part(words);
    let mut alternatives = Vec::new();
    for one in on {
        let name = one.as_str();
        let mut tests = Vec::new();
        if OPEN.contains(&name) {
            tests.push((field(name)?, Is::Contains(words.to_owned())));
        } else if by_part && NAMES.contains(one) {
            let field = field(name)?;
            tests.push((field, Is::Contains(words.to_owned())));
            let no_address = AT.map(|sign| (field, Is::NotContains(sign.to_owned())));
            tests.extend(no_address);
        } else {
            let (field, spelled) = exact_field(name)?;
            tests.push((field, Is::Equal(spelled(words).into())));
        }
        alternatives.push(tests);
    }
    let added = users.any_of(alternatives);
    added.map(drop).map_err(|why| Error::field("keywords", why))
}
