//! Signing up and signing in.

mod sign_in;
mod sign_up;

use cleat_api_macros::operations;

use crate::error::CODE;
use crate::user::User;

pub use sign_in::*;
pub use sign_up::*;

operations! {
    signUp = POST "/api/v3/signup"
        by Visitor, counts Register, audits Register,
        SignUp -> User,
        errors CODE
            + [RegisterDisabled, RegisterTooOften, UserExists]
            + [UsernameTaken, EmailTaken, PhoneTaken]
            + [PasswordTooWeak] + [LoginMethodDisabled];
    signInByCredentials = POST "/api/v3/signin"
        by Client, counts Guess, audits Login, proof Body,
        SignInByCredentials -> LoginTokens,
        errors CODE
            + [InvalidCredentials, UserNotFound, EmailNotVerified]
            + [RegisterDisabled, RegisterTooOften, UserExists]
            + [PasswordTooWeak] + [LoginMethodDisabled, MethodUnsupported, InvalidScope]
            + [ExtIdpUnreachable, ExtIdpFailed, BindingRequired, ExistingAccountRequired];
}
