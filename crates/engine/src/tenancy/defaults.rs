//! What a new pool has.

use cleat_api::security::{
    ChangeEmailStrategy, ChangePhoneStrategy, CookieSettings, LoginAnomalyDetection,
    LoginFailCheck, LoginPasswordFailCheck, QrcodeLoginStrategy, RegisterAnomalyDetection,
    SecuritySettings,
};

/// What a new pool has.
pub fn defaults() -> SecuritySettings {
    SecuritySettings {
        allowed_origins: Some(String::new()),
        genauth_token_expires_in: 1_296_000,
        authing_token_expires_in: 1_296_000,
        verify_code_length: 6,
        verify_code_max_attempts: 5,
        change_email_strategy: ChangeEmailStrategy {
            verify_old_email: true,
        },
        change_phone_strategy: ChangePhoneStrategy {
            verify_old_phone: true,
        },
        cookie_settings: Some(CookieSettings {
            cookie_expires_in: 1_209_600,
            cookie_expires_on_browser_session: false,
        }),
        register_disabled: false,
        register_anomaly_detection: RegisterAnomalyDetection {
            enabled: true,
            limit: 100,
            time_interval: 600,
        },
        complete_password_after_pass_code_login: false,
        login_anomaly_detection: login_failures(),
        login_require_email_verified: false,
        qrcode_login_strategy: QrcodeLoginStrategy {
            qrcode_expires_in: 120,
            ticket_expires_in: 300,
            ..QrcodeLoginStrategy::default()
        },
        ..SecuritySettings::default()
    }
}

/// What becomes of failing sign-ins.
fn login_failures() -> LoginAnomalyDetection {
    let password = LoginPasswordFailCheck {
        enabled: true,
        limit: 100,
        time_interval: 86_400,
        unit: Some("second".into()),
    };
    LoginAnomalyDetection {
        robot_verify: "disable".into(),
        account_lock: "condition_set".into(),
        login_fail_check: LoginFailCheck {
            enabled: true,
            limit: 600,
            time_interval: 600,
            unit: Some("second".into()),
        },
        login_password_fail_check: password.clone(),
        account_lock_login_password_fail_check: Some(password.clone()),
        robot_verify_login_password_fail_check: password,
        ..LoginAnomalyDetection::default()
    }
}
