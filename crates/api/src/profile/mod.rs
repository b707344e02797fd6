//! What signed-in users see and change of themselves.

mod country;
mod delete_account;
mod history;
mod me;

use cleat_api_macros::operations;

use crate::error::CODE;
use crate::scalar::Success;
use crate::user::User;

pub use country::*;
pub use delete_account::*;
pub use history::*;
pub use me::*;

operations! {
    getProfile = GET "/api/v3/get-profile"
        by User,
        GetProfile -> User;
    updateProfile = POST "/api/v3/update-profile"
        by User, audits UpdateUserPrefile,
        UpdateProfile -> User,
        errors [UsernameTaken, ExternalIdTaken];
    getSecurityLevel = GET "/api/v3/get-security-info"
        by User,
        GetSecurityLevel -> SecurityLevel;
    verifyDeleteAccountRequest = POST "/api/v3/verify-delete-account-request"
        by User, counts Guess, audits DeleteAccount,
        VerifyDeleteAccountRequest -> DeleteAccountGrant,
        errors CODE
            + [PhoneNotBound, EmailNotBound, OldPhoneMismatch, OldEmailMismatch]
            + [DeleteByPasswordRefused, InvalidCredentials];
    deleteAccount = POST "/api/v3/delete-account"
        by User, counts Guess, audits DeleteAccount,
        DeleteAccount -> Success,
        errors [GrantInvalid];
    getLoginHistory = GET "/api/v3/get-my-login-history"
        by User,
        GetLoginHistory -> LoginHistory;
    getLoggedInApps = GET "/api/v3/get-my-logged-in-apps"
        by User,
        GetLoggedInApps -> Vec<LoggedInApp>;
    getCountryList = GET "/api/v3/get-country-list"
        by Public,
        GetCountryList -> Vec<Country>;
}
