//! What operators do on the console itself, as their trail names it.

/// The first owner, or one who comes to the rescue.
pub const SET_UP: &str = "createOwner";
/// A sign-in.
pub const SIGN_IN: &str = "signIn";
/// The password, given once more.
pub const STEP_UP: &str = "stepUp";
/// The end of a session.
pub const END_SESSION: &str = "endSession";
/// Another operator.
pub const CREATE: &str = "createOperator";
/// Another role, or the console taken from somebody.
pub const CHANGE: &str = "changeOperator";
/// A new password of one's own.
pub const CHANGE_PASSWORD: &str = "changePassword";
/// A one-time password for somebody else.
pub const SET_PASSWORD: &str = "setOperatorPassword";

/// All of them.
pub const ALL: [&str; 8] = [
    SET_UP,
    SIGN_IN,
    STEP_UP,
    END_SESSION,
    CREATE,
    CHANGE,
    CHANGE_PASSWORD,
    SET_PASSWORD,
];
