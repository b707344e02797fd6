//! Signing up.

use cleat_api_macros::wire;

use crate::password::PasswordEncryptType;
use crate::scalar::{Object, PassCode, Secret, Value};
use crate::user::Profile;

/// Create an account by code or by password.
#[wire(request, "SignUpDto")]
pub struct SignUp {
    /// How the user proves who they are.
    pub connection: SignUpConnection,
    /// Credentials of `connection` or `verifyMethod` `PASSWORD`.
    #[schemars(extend("x-when" = { "connection": "PASSWORD" }))]
    pub password_payload: Option<SignUpByPassword>,
    /// Credentials of `connection` `PASSCODE`.
    #[schemars(extend("x-when" = { "connection": "PASSCODE" }))]
    pub pass_code_payload: Option<SignUpByPassCode>,
    /// Profile page, or the fields of a new profile.
    pub profile: Option<SignUpProfile>,
    /// Options.
    pub options: Option<SignUpOptions>,
}

/// A password and a user name or e-mail address.
#[wire(request, "SignUpByPasswordDto")]
pub struct SignUpByPassword {
    /// Password, encrypted as `passwordEncryptType` says.
    pub password: Secret,
    /// User name; case matters; unique in the pool.
    pub username: Option<String>,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
}

/// A code of `CHANNEL_REGISTER` and where it was sent.
#[wire(request, "SignUpByPassCodeDto")]
pub struct SignUpByPassCode {
    /// The code. It works once, until it expires or too many wrong ones were tried.
    pub pass_code: PassCode,
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
}

/// Profile of a new account.
#[wire(request, "SignUpProfileDto")]
pub struct SignUpProfile {
    with: Profile! {
        nickname, company, photo, device, browser, name, given_name, family_name, middle_name,
        profile, preferred_username, website, gender, birthdate, zoneinfo, locale, address,
        formatted, street_address, locality, region, postal_code, country,
    },
    /// E-mail address; case does not matter.
    pub email: Option<String>,
    /// Phone number without country calling code.
    pub phone: Option<String>,
    /// Country calling code with `+`; `+86` when absent.
    pub phone_country_code: Option<String>,
    /// Free data of the application's own, a JSON object.
    pub custom_data: Option<Object>,
}

/// Options of a sign-up.
#[wire(request, "SignUpOptionsDto")]
pub struct SignUpOptions {
    /// Address of the end user's device.
    pub client_ip: Option<String>,
    /// Code of `CHANNEL_COMPLETE_PHONE` that proves `profile.phone`.
    pub phone_pass_code_for_information_completion: Option<PassCode>,
    /// Code of `CHANNEL_COMPLETE_EMAIL` that proves `profile.email`.
    pub email_pass_code_for_information_completion: Option<PassCode>,
    /// Password to set while signing up by code.
    pub password_for_phone_pass_code: Option<Secret>,
    /// Free data handed on to pipelines and logs.
    #[serde(default)]
    pub context: Value,
    /// How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2);
    /// keys from `getSystemInfo`.
    pub password_encrypt_type: Option<PasswordEncryptType>,
}

/// How a sign-up is proven.
#[wire]
pub enum SignUpConnection {
    Password = "PASSWORD",
    Passcode = "PASSCODE",
}
