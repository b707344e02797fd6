//! Kinds of events.

use cleat_api_macros::wire;

/// What a user did. `updateUserPrefile` is spelled so on the wire.
#[wire]
pub enum EventType {
    Login = "login",
    Logout = "logout",
    Register = "register",
    VerifyMfa = "verifyMfa",
    UpdateUserPrefile = "updateUserPrefile",
    UpdateUserPassword = "updateUserPassword",
    UpdateUserEmail = "updateUserEmail",
    UpdateUserPhone = "updateUserPhone",
    BindMfa = "bindMfa",
    BindEmail = "bindEmail",
    BindPhone = "bindPhone",
    UnbindPhone = "unbindPhone",
    UnbindEmail = "unbindEmail",
    UnbindMfa = "unbindMFA",
    RefreshUserTokenBySelf = "refreshUserTokenBySelf",
    DeleteAccount = "deleteAccount",
    VerifyFirstLogin = "verifyFirstLogin",
    SecurityResourceAccess = "securityResourceAccess",
}
