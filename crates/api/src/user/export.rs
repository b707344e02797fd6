//! Users out, in the order of their ids.

use cleat_api_macros::wire;

use super::list::{FuzzyField, UserFilter};
use super::read::User;

/// Take users out, up to 1000 at a time, in the order of their ids. Passwords are not among it.
#[wire(request, "ExportUsersDto")]
pub struct ExportUsers {
    /// Id of the last user that was taken out; absent at the beginning.
    pub after: Option<String>,
    /// Users at a time, 1 to 1000; 1000 if absent.
    pub limit: Option<i64>,
    /// Words to look for.
    pub keywords: Option<String>,
    /// Fields that `keywords` is looked for in.
    pub fuzzy_search_on: Option<Vec<FuzzyField>>,
    /// Conditions that must all hold.
    pub advanced_filter: Option<Vec<UserFilter>>,
}

/// Users that were taken out.
#[wire("UserExportDto")]
pub struct UserExport {
    /// The users.
    pub list: Vec<User>,
    /// What to give as `after` for the next ones; absent where these were the last.
    pub next: Option<String>,
}
