//! `getSecuritySettings` and `updateSecuritySettings`.

use cleat_api::security::{
    ChangeEmailStrategy, ChangePhoneStrategy, CookieSettings, GetSecuritySettings,
    LoginAnomalyDetection, LoginFailCheck, LoginPasswordFailCheck, QrcodeLoginStrategy,
    RegisterAnomalyDetection, SecuritySettings, UpdateSecuritySettings,
};

use super::{settings, store};
use crate::core::{Cx, Error, Result};
use crate::http::Management;

/// What a new pool has.
pub fn defaults() -> SecuritySettings {
    let password = LoginPasswordFailCheck {
        enabled: true,
        limit: 100,
        time_interval: 86_400,
        unit: Some("second".into()),
    };
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
        login_anomaly_detection: LoginAnomalyDetection {
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
        },
        login_require_email_verified: false,
        qrcode_login_strategy: QrcodeLoginStrategy {
            qrcode_expires_in: 120,
            ticket_expires_in: 300,
            ..QrcodeLoginStrategy::default()
        },
        ..SecuritySettings::default()
    }
}

/// `getSecuritySettings`
pub async fn get_security_settings(
    cx: Cx,
    pool: Management,
    _: GetSecuritySettings,
) -> Result<SecuritySettings> {
    settings(&mut *cx.read().await?, &pool.pool_id).await?
}

/// `updateSecuritySettings`
pub async fn update_security_settings(
    cx: Cx,
    pool: Management,
    req: UpdateSecuritySettings,
) -> Result<SecuritySettings> {
    let within = |field: &str, value: Option<i64>, low: i64, high: i64| match value {
        Some(value) if !(low..=high).contains(&value) => {
            Err(Error::field(field, format_args!("must be {low} to {high}")))
        }
        _ => Ok(()),
    };
    within("verifyCodeLength", req.verify_code_length, 4, 8)?;
    within("verifyCodeMaxAttempts", req.verify_code_max_attempts, 1, 20)?;
    within(
        "genauthTokenExpiresIn",
        req.genauth_token_expires_in,
        1,
        315_360_000,
    )?;
    within(
        "authingTokenExpiresIn",
        req.authing_token_expires_in,
        1,
        315_360_000,
    )?;
    if let Some(check) = &req.register_anomaly_detection {
        within(
            "registerAnomalyDetection.limit",
            Some(check.limit),
            1,
            1_000_000,
        )?;
        within(
            "registerAnomalyDetection.timeInterval",
            Some(check.time_interval),
            1,
            86_400,
        )?;
    }
    cx.write((pool, req), |tx, (pool, req)| {
        Box::pin(async move {
            store::lock(tx, &pool.pool_id).await?;
            let old = match settings(tx, &pool.pool_id).await? {
                Ok(old) => old,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let new = changed(old, req.clone());
            let text = match serde_json::to_string(&new) {
                Ok(text) => text,
                Err(error) => return Ok(Err(Error::internal(error))),
            };
            store::set_settings(tx, &pool.pool_id, &text).await?;
            Ok(Ok(new))
        })
    })
    .await
}

fn changed(mut old: SecuritySettings, req: UpdateSecuritySettings) -> SecuritySettings {
    macro_rules! take {
        ($($field:ident),*) => { $(if let Some(value) = req.$field { old.$field = value; })* };
    }
    let token_life = req
        .genauth_token_expires_in
        .or(req.authing_token_expires_in);
    take!(
        verify_code_length,
        verify_code_max_attempts,
        change_email_strategy,
        change_phone_strategy,
        register_disabled,
        register_anomaly_detection,
        complete_password_after_pass_code_login,
        login_anomaly_detection,
        login_require_email_verified,
        self_unlock_account,
        enable_login_account_switch,
        qrcode_login_strategy
    );
    if let Some(life) = token_life {
        old.genauth_token_expires_in = life;
        old.authing_token_expires_in = life;
    }
    if let Some(origins) = req.allowed_origins {
        old.allowed_origins = Some(origins.join("\n"));
    }
    old.cookie_settings = req.cookie_settings.or(old.cookie_settings);
    old
}
