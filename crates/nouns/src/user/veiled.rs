//! Lists of users for whoever sees numbers and addresses masked: what is masked in the answer is
//! found by its whole value alone, and orders nothing.

use cleat_api::user::{FilterOperator, FuzzyField, Sorting, UserFilter};
use cleat_store::{Is, Select};

use super::columns::{exact_field, field};
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

/// How an address is written in a text, and in a link.
const AT: [&str; 2] = ["@", "%40"];

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

/// Looks for words: whole values, and parts of names where neither the words nor the names can be
/// of a number or an address.
///
/// # Errors
/// The field at fault.
pub fn search(users: &mut Select, words: Option<&str>, on: &[FuzzyField]) -> Result<()> {
    let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) else {
        return Ok(());
    };
    let names = |sign: char| !sign.is_numeric() && !AT.concat().contains(sign);
    let by_part = words.chars().all(names);
    let too_much = |why| Error::field("keywords", why);
    let mut tests = Vec::new();
    for one in on {
        let name = one.as_str();
        if OPEN.contains(&name) {
            tests.push((field(name)?, Is::Contains(words.to_owned())));
        } else if by_part && NAMES.contains(one) {
            let field = field(name)?;
            tests.push((field, Is::Contains(words.to_owned())));
            for sign in AT {
                let is = Is::NotContains(sign.to_owned());
                users.filter(field, is).map_err(too_much)?;
            }
        } else {
            let (field, spelled) = exact_field(name)?;
            tests.push((field, Is::Equal(spelled(words).into())));
        }
    }
    users.any(tests).map(drop).map_err(too_much)
}
