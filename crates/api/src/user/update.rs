//! Changing users.

use cleat_api_macros::wire;

use super::id::UserIdType;
use super::profile::{Details, Home, Names, Profile};
use super::read::UserStatus;
use crate::password::PasswordEncryptType;
use crate::patch::Patch;
use crate::scalar::{Object, Secret};

/// Change a user; no code is needed. A value of `null` clears phone, e-mail, user name or external
/// id.
#[wire(request, "UpdateUserReqDto")]
pub struct UpdateUser {
    with: UpdateUserInfo![],
    /// Options.
    pub options: Option<UpdateUserOptions>,
}

/// Changes to one user.
#[wire(request, fields, "UpdateUserInfoDto")]
pub struct UpdateUserInfo {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    with: Names![],
    /// Id of the user in another system; unique in the pool.
    pub external_id: Patch,
    /// State of the account.
    pub status: Option<UserStatus>,
    /// Whether the e-mail address is proven.
    pub email_verified: Option<bool>,
    /// Whether the number is proven.
    pub phone_verified: Option<bool>,
    with: Home![],
    with: Profile![gender],
    /// User name; case matters; unique in the pool.
    pub username: Patch,
    /// E-mail address; case does not matter.
    pub email: Patch,
    /// Phone number without country calling code.
    pub phone: Patch,
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Option<Secret>,
    with: Details![],
    with: Profile![identity_number],
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    /// Values of metadata models.
    pub metadata: Option<Object>,
}

/// Options of changing a user.
#[wire(request, "UpdateUserOptionsDto")]
pub struct UpdateUserOptions {
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
    /// Whether the first sign-in asks for a new password.
    pub reset_password_on_first_login: Option<bool>,
    with: UpdateUserBatchOptions![],
}

/// Change up to 50 users, all or none.
#[wire(request, "UpdateUserBatchReqDto")]
pub struct UpdateUserBatch {
    /// The rows.
    pub list: Vec<UpdateUserInfo>,
    /// Options.
    pub options: Option<UpdateUserBatchOptions>,
}

/// Options of changing users.
#[wire(request, fields, "UpdateUserBatchOptionsDto")]
pub struct UpdateUserBatchOptions {
    /// Whether the next sign-in asks for a new password.
    pub reset_password_on_next_login: Option<bool>,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2);
    /// keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
    /// Whether the server makes up a password.
    pub auto_generate_password: Option<bool>,
    /// Whether the user is told.
    pub send_password_reseted_notification: Option<ResetPasswordNotification>,
}

/// Who is told of a new password.
#[wire(request, "SendResetPasswordNotificationDto")]
pub struct ResetPasswordNotification {
    /// Whether the user's own e-mail address is told.
    pub send_default_email_notification: Option<bool>,
    /// Whether the user's own number is told.
    pub send_default_phone_notification: Option<bool>,
    /// Another e-mail address to tell.
    pub input_send_email_notification: Option<String>,
    /// Another phone number to tell.
    pub input_send_phone_notification: Option<String>,
    /// Application id.
    pub app_id: Option<String>,
}
