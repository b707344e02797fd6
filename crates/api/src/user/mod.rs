//! Users, as the pool manages them.

mod create;
mod delete;
mod export;
mod id;
mod list;
mod lock;
mod profile;
mod read;
mod reveal;
mod update;

use cleat_api_macros::operations;

use crate::error::{NEW_PASSWORD, TAKEN};
use crate::scalar::Success;

pub use create::*;
pub use delete::*;
pub use export::*;
pub use id::*;
pub use list::*;
pub use lock::*;
pub use profile::*;
pub use read::*;
pub use reveal::*;
pub use update::*;

operations! {
    createUser = POST "/api/v3/create-user"
        by Management, audits Register,
        CreateUser -> User,
        errors TAKEN + [IdentityTaken] + NEW_PASSWORD;
    createUsersBatch = POST "/api/v3/create-users-batch"
        by Management, audits Register,
        CreateUsersBatch -> Vec<User>,
        errors TAKEN + [IdentityTaken] + NEW_PASSWORD;
    getUser = GET "/api/v3/get-user"
        by Management,
        GetUser -> User,
        errors [UserNotFound];
    getUserBatch = GET "/api/v3/get-user-batch"
        by Management,
        GetUserBatch -> Vec<User>;
    listUsers = POST "/api/v3/list-users"
        by Management,
        ListUsers -> UserPage;
    updateUser = POST "/api/v3/update-user"
        by Management, audits UpdateUserPrefile,
        UpdateUser -> User,
        errors [UserNotFound] + TAKEN + [LastLoginMethod] + NEW_PASSWORD;
    updateUserBatch = POST "/api/v3/update-user-batch"
        by Management, audits UpdateUserPrefile,
        UpdateUserBatch -> Vec<User>,
        errors [UserNotFound] + TAKEN + [LastLoginMethod] + NEW_PASSWORD;
    deleteUsersBatch = POST "/api/v3/delete-users-batch"
        by Management, audits DeleteAccount,
        DeleteUsersBatch -> Success,
        errors [UserNotFound];
    isUserExists = POST "/api/v3/is-user-exists"
        by Management,
        IsUserExists -> UserExists;
    exportUsers = POST "/api/v3/export-users"
        by Management, audits Call, origin Cleat,
        ExportUsers -> UserExport;
    getUserLock = GET "/api/v3/get-user-lock"
        by Management, origin Cleat,
        GetUserLock -> UserLock,
        errors [UserNotFound];
    revealUser = POST "/api/v3/reveal-user"
        by Management, audits Call, origin Cleat,
        RevealUser -> RevealedUser,
        errors [UserNotFound];
    unlockUser = POST "/api/v3/unlock-user"
        by Management, audits Call, origin Cleat,
        UnlockUser -> Success,
        errors [UserNotFound];
}
