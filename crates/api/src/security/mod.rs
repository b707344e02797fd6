//! Security settings of the pool.

use cleat_api_macros::{operations, wire};

operations! {
    getSecuritySettings = GET "/api/v3/get-security-settings"
        by Management,
        GetSecuritySettings -> SecuritySettings;
    updateSecuritySettings = POST "/api/v3/update-security-settings"
        by Management, audits Call,
        UpdateSecuritySettings -> SecuritySettings,
        errors [UsersStranded];
}

/// Get the security settings of the pool.
#[wire(request)]
pub struct GetSecuritySettings {}

/// Security settings of the pool.
#[wire("SecuritySettingsDto")]
pub struct SecuritySettings {
    /// Origins that may call from a browser: one a line when read, a list when written.
    pub allowed_origins: Option<String>,
    /// Life of the pool's own token, in seconds.
    pub genauth_token_expires_in: i64,
    /// The same, by the name of the other brand.
    pub authing_token_expires_in: i64,
    /// Digits of a code, 4 to 8.
    pub verify_code_length: i64,
    /// Tries at one code, 1 to 20.
    pub verify_code_max_attempts: i64,
    /// What changing an e-mail address asks for.
    pub change_email_strategy: ChangeEmailStrategy,
    /// What changing a phone number asks for.
    pub change_phone_strategy: ChangePhoneStrategy,
    /// Life of the session cookie.
    pub cookie_settings: Option<CookieSettings>,
    /// Whether users may not sign up by themselves.
    pub register_disabled: bool,
    /// Sign-ups allowed per address.
    pub register_anomaly_detection: RegisterAnomalyDetection,
    /// Whether the hosted page asks for a password after a sign-in by code.
    pub complete_password_after_pass_code_login: bool,
    /// What happens after failed sign-ins.
    pub login_anomaly_detection: LoginAnomalyDetection,
    /// Whether an e-mail address must be proven before it signs anybody in.
    pub login_require_email_verified: bool,
    /// How a user unlocks the account.
    pub self_unlock_account: SelfUnlockAccount,
    /// Whether owners are not told that a phone, an e-mail address, a password or an external
    /// account of theirs was added, changed or removed. An extension of Cleat.
    pub account_notice_disabled: bool,
    /// Whether signed-in users may switch accounts.
    pub enable_login_account_switch: bool,
    /// Life of QR codes and their tickets.
    pub qrcode_login_strategy: QrcodeLoginStrategy,
}

/// Change security settings; what is absent stays.
#[wire(request, "UpdateSecuritySettingsDto")]
pub struct UpdateSecuritySettings {
    /// Origins that may call from a browser: one a line when read, a list when written.
    pub allowed_origins: Option<Vec<String>>,
    /// Life of the pool's own token, in seconds.
    pub genauth_token_expires_in: Option<i64>,
    /// The same, by the name of the other brand.
    pub authing_token_expires_in: Option<i64>,
    /// Digits of a code, 4 to 8.
    pub verify_code_length: Option<i64>,
    /// Tries at one code, 1 to 20.
    pub verify_code_max_attempts: Option<i64>,
    /// What changing an e-mail address asks for.
    pub change_email_strategy: Option<ChangeEmailStrategy>,
    /// What changing a phone number asks for.
    pub change_phone_strategy: Option<ChangePhoneStrategy>,
    /// Life of the session cookie.
    pub cookie_settings: Option<CookieSettings>,
    /// Whether users may not sign up by themselves.
    pub register_disabled: Option<bool>,
    /// Sign-ups allowed per address.
    pub register_anomaly_detection: Option<RegisterAnomalyDetection>,
    /// Whether the hosted page asks for a password after a sign-in by code.
    pub complete_password_after_pass_code_login: Option<bool>,
    /// What happens after failed sign-ins.
    pub login_anomaly_detection: Option<LoginAnomalyDetection>,
    /// Whether an e-mail address must be proven before it signs anybody in.
    pub login_require_email_verified: Option<bool>,
    /// How a user unlocks the account.
    pub self_unlock_account: Option<SelfUnlockAccount>,
    /// Whether owners are not told that a phone, an e-mail address, a password or an external
    /// account of theirs was added, changed or removed. An extension of Cleat.
    pub account_notice_disabled: Option<bool>,
    /// Whether signed-in users may switch accounts.
    pub enable_login_account_switch: Option<bool>,
    /// Life of QR codes and their tickets.
    pub qrcode_login_strategy: Option<QrcodeLoginStrategy>,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}

/// What changing an e-mail address asks for.
#[wire(request, "ChangeEmailStrategyDto")]
pub struct ChangeEmailStrategy {
    /// Whether the old address must be proven too.
    pub verify_old_email: bool,
}

/// What changing a phone number asks for.
#[wire(request, "ChangePhoneStrategyDto")]
pub struct ChangePhoneStrategy {
    /// Whether the old number must be proven too.
    pub verify_old_phone: bool,
}

/// Life of the session cookie.
#[wire(request, "CookieSettingsDto")]
pub struct CookieSettings {
    /// Life of the session cookie, in seconds.
    pub cookie_expires_in: i64,
    /// Whether the cookie ends with the browser session.
    pub cookie_expires_on_browser_session: bool,
}

/// Sign-ups allowed per address.
#[wire(request, "RegisterAnomalyDetectionConfigDto")]
pub struct RegisterAnomalyDetection {
    /// Whether it is on.
    pub enabled: bool,
    /// Rows a page, or failures allowed; at least 1.
    pub limit: i64,
    /// Length of the window, in seconds.
    pub time_interval: i64,
}

/// What happens after failed sign-ins.
#[wire(request, "LoginAnomalyDetectionConfigDto")]
pub struct LoginAnomalyDetection {
    /// Obsolete; kept because clients require it.
    pub login_fail_strategy: LoginFailStrategy,
    /// When a captcha is asked for: `disable`, `condition_set` or `always_enable`.
    pub robot_verify: String,
    /// Whether accounts lock after too many failures: `disable` or `condition_set`.
    pub account_lock: String,
    /// Failures counted per address.
    pub login_fail_check: LoginFailCheck,
    /// Wrong passwords counted per account.
    pub login_password_fail_check: LoginPasswordFailCheck,
    /// When wrong passwords lock the account.
    pub account_lock_login_password_fail_check: Option<LoginPasswordFailCheck>,
    /// When wrong passwords bring a captcha.
    pub robot_verify_login_password_fail_check: LoginPasswordFailCheck,
    /// Addresses that never meet a captcha.
    pub robot_verify_login_ip_whitelist_check: LoginIpWhitelistCheck,
    /// Whether sign-ins outside the set times meet a captcha.
    pub robot_verify_login_time_check_enable: bool,
    /// Times of the week without a captcha.
    pub robot_verifylogin_week_start_end_time: Vec<String>,
}

/// Failures counted per address.
#[wire(request, "LoginFailCheckConfigDto")]
pub struct LoginFailCheck {
    /// Whether it is on.
    pub enabled: bool,
    /// Rows a page, or failures allowed; at least 1.
    pub limit: i64,
    /// Length of the window, in seconds.
    pub time_interval: i64,
    /// Unit shown in the console.
    pub unit: Option<String>,
}

/// Wrong passwords counted per account.
#[wire(request, "LoginPassowrdFailCheckConfigDto")]
pub struct LoginPasswordFailCheck {
    /// Whether it is on.
    pub enabled: bool,
    /// Rows a page, or failures allowed; at least 1.
    pub limit: i64,
    /// Length of the window, in seconds.
    pub time_interval: i64,
    /// Unit shown in the console.
    pub unit: Option<String>,
}

/// Addresses that are never checked.
#[wire(request, "LoginIpWhitelistCheckConfigDto")]
pub struct LoginIpWhitelistCheck {
    /// Whether it is on.
    pub enabled: bool,
    /// Addresses that are never checked.
    pub ip_whitelist: String,
}

/// How a user unlocks the account.
#[wire(request, "SelfUnlockAccountConfigDto")]
pub struct SelfUnlockAccount {
    /// Whether it is on.
    pub enabled: bool,
    /// Strategy.
    pub strategy: UnlockStrategy,
}

/// Life of QR codes and their tickets.
#[wire(request, "QrcodeLoginStrategyDto")]
pub struct QrcodeLoginStrategy {
    /// Life of a QR code, in seconds.
    pub qrcode_expires_in: i64,
    /// Unit shown in the console.
    pub qrcode_expires_in_unit: Option<String>,
    /// Life of a ticket, in seconds.
    pub ticket_expires_in: i64,
    /// Unit shown in the console.
    pub ticket_expires_in_unit: Option<String>,
    /// Whether a browser may exchange the ticket for the user.
    pub allow_exchange_user_info_from_browser: bool,
    /// Whether the whole user is returned.
    pub return_full_user_info: bool,
}

/// What failed sign-ins lead to.
#[wire]
pub enum LoginFailStrategy {
    Captcha = "captcha",
    BlockAccount = "block-account",
}

/// How a user unlocks the account.
#[wire]
pub enum UnlockStrategy {
    Captcha = "captcha",
    PasswordCaptcha = "password-captcha",
}
