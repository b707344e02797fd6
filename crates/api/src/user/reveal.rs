//! What somebody is reached by, whole.

use cleat_api_macros::wire;

/// Get the number and the address of a user whole, for operators who see them masked.
#[wire(request, "RevealUserDto")]
pub struct RevealUser {
    /// Id of the user.
    pub user_id: String,
}

/// What a user is reached by.
#[wire("RevealedUserDto")]
pub struct RevealedUser {
    /// Phone number with its country calling code.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}
