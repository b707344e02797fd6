//! `getSecuritySettings` and `updateSecuritySettings`.

use cleat_api::security::{GetSecuritySettings, SecuritySettings, UpdateSecuritySettings};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result, to_json};
use cleat_engine::login_methods::{Policy, keep_users};
use cleat_engine::session::LONGEST_LIFE;
use cleat_engine::tenancy::pool as pools;
use cleat_store::Tx;

/// `getSecuritySettings`
pub async fn get_security_settings(
    cx: Cx,
    pool: Management,
    _: GetSecuritySettings,
) -> Result<SecuritySettings> {
    Ok(pools::settings(&mut *cx.read().await?, &pool.pool_id).await?)
}

/// `updateSecuritySettings`
pub async fn update_security_settings(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &UpdateSecuritySettings,
) -> Outcome<SecuritySettings> {
    check(req)?;
    pools::lock(tx, &pool.pool_id).await?;
    let before = Policy::of(tx, &cx.app, &pool.pool_id).await?;
    let old = pools::settings(tx, &pool.pool_id).await?;
    let new = changed(old.clone(), req.clone());
    audit::note(tx).differs(&old, &new);
    pools::set_settings(tx, &pool.pool_id, &to_json(&new)?).await?;
    keep_users(tx, cx, &pool.pool_id, &before, req.force).await?;
    Ok(new)
}

fn check(req: &UpdateSecuritySettings) -> Result<()> {
    let register = req.register_anomaly_detection.as_ref();
    let bounds = [
        ("verifyCodeLength", req.verify_code_length, 4, 8),
        ("verifyCodeMaxAttempts", req.verify_code_max_attempts, 1, 20),
        (
            "genauthTokenExpiresIn",
            req.genauth_token_expires_in,
            1,
            LONGEST_LIFE,
        ),
        (
            "authingTokenExpiresIn",
            req.authing_token_expires_in,
            1,
            LONGEST_LIFE,
        ),
        (
            "registerAnomalyDetection.limit",
            register.map(|check| check.limit),
            1,
            1_000_000,
        ),
        (
            "registerAnomalyDetection.timeInterval",
            register.map(|check| check.time_interval),
            1,
            86_400,
        ),
    ];
    for (field, value, low, high) in bounds {
        if value.is_some_and(|value| !(low..=high).contains(&value)) {
            return Err(Error::field(field, format_args!("must be {low} to {high}")));
        }
    }
    Ok(())
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
        account_notice_disabled,
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
