//! Users as they are read, and asking for one.

use cleat_api_macros::wire;

use super::id::UserIdType;
use super::profile::{Details, Gender, Home, Names, Profile};
use crate::ext_idp::Identity;
use crate::scalar::Object;

/// Get one user.
#[wire(request)]
pub struct GetUser {
    /// User id, of the kind `userIdType`.
    pub user_id: String,
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
    /// Whether custom data is merged into the user itself.
    pub flat_custom_data: Option<bool>,
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
}

/// Get up to 50 users; unknown ids are left out.
#[wire(request)]
pub struct GetUserBatch {
    /// User ids.
    pub user_ids: Vec<String>,
    /// Kind of the user ids; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
    /// Whether custom data is merged into the user itself.
    pub flat_custom_data: Option<bool>,
    /// Whether to return custom data.
    pub with_custom_data: Option<bool>,
    /// Whether to return external identities.
    pub with_identities: Option<bool>,
}

/// Ask whether a user with any of these exists.
#[wire(request, "IsUserExistsReqDto")]
pub struct IsUserExists {
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Id of the user in another system; unique in the pool.
    pub external_id: Option<String>,
}

/// Whether such a user exists.
#[wire("IsUserExistsDto")]
pub struct UserExists {
    /// Whether such a user exists.
    pub exists: bool,
}

/// A user.
#[wire("UserDto")]
pub struct User {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// When it was created, ISO 8601 UTC.
    pub created_at: String,
    /// When it last changed, ISO 8601 UTC.
    pub updated_at: String,
    /// State of the account.
    pub status: UserStatus,
    /// Whether the user works here.
    pub work_status: WorkStatus,
    /// Id of the user in another system; unique in the pool.
    pub external_id: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    with: Names![],
    /// How many times the user has signed in.
    pub logins_count: Option<i64>,
    /// When the user last signed in, ISO 8601 UTC.
    pub last_login: Option<String>,
    /// Address of the last sign-in.
    pub last_ip: Option<String>,
    /// Gender.
    pub gender: Gender,
    /// Whether the e-mail address is proven.
    pub email_verified: bool,
    /// Whether the number is proven.
    pub phone_verified: bool,
    /// When the password was last set, ISO 8601 UTC.
    pub password_last_set_at: Option<String>,
    with: Home![],
    with: Details![],
    /// How the user came to be.
    pub user_source_type: UserSourceType,
    /// Id of the source.
    pub user_source_id: Option<String>,
    /// Application of the last sign-in.
    pub last_login_app: Option<String>,
    /// Main department.
    pub main_department_id: Option<String>,
    /// When a second factor was last checked, ISO 8601 UTC.
    pub last_mfa_time: Option<String>,
    /// Strength of the password: 1 low, 2 middle, 3 high.
    pub password_security_level: Option<i64>,
    /// Whether the next sign-in asks for a new password.
    pub reset_password_on_next_login: Option<bool>,
    /// How the user came to be.
    pub register_source: Option<Vec<String>>,
    /// Departments of the user.
    pub department_ids: Option<Vec<String>>,
    /// External identities linked to the user.
    pub identities: Option<Vec<Identity>>,
    with: Profile![identity_number],
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
    /// Values of metadata models.
    pub metadata_source: Option<Object>,
    /// Posts of the user.
    pub post_id_list: Option<Vec<String>>,
    /// When the state changed, ISO 8601 UTC.
    pub status_changed_at: Option<String>,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// When the user signed up, ISO 8601 UTC.
    pub signed_up: Option<String>,
}

/// State of an account; only `Activated` may sign in.
#[wire]
pub enum UserStatus {
    Suspended = "Suspended",
    Resigned = "Resigned",
    Activated = "Activated",
    Archived = "Archived",
    Deactivated = "Deactivated",
}

/// Whether the user works here.
#[wire]
pub enum WorkStatus {
    Closed = "Closed",
    Active = "Active",
}

/// How a user came to be.
#[wire]
pub enum UserSourceType {
    Excel = "excel",
    Register = "register",
    AdminCreated = "adminCreated",
    Sync = "sync",
}
