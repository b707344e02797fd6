//! `getEmailProvider` and `configEmailProvider`.

use std::net::IpAddr;

use cleat_api::Secret;
use cleat_api::email_delivery as api;
use cleat_api::email_delivery::{
    ConfigEmailProvider, EmailProvider, EmailProviderType, GetEmailProvider,
};
use cleat_delivery::Outbox;
use cleat_delivery::http::is_public;
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::login_methods::{Policy, keep_users};
use cleat_engine::mail::{save_provider, stored_provider};
use cleat_engine::tenancy::pool as pools;
use cleat_protocol::email::Email;
use cleat_store::Tx;

/// What stands for a secret that was set, and keeps it when it comes back.
const MASK: &str = "********";
/// Port of TLS from the start (RFC 8314).
const IMPLICIT: i64 = 465;

/// `getEmailProvider`
pub async fn get_email_provider(
    cx: Cx,
    pool: Management,
    _: GetEmailProvider,
) -> Result<EmailProvider> {
    let own = stored_provider(&mut *cx.read().await?, &cx, &pool.pool_id).await?;
    Ok(masked(own.unwrap_or_default()))
}

/// `configEmailProvider`
pub async fn config_email_provider(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &ConfigEmailProvider,
) -> Outcome<EmailProvider> {
    audit::note(tx).target(req.r#type.as_str());
    pools::lock(tx, &pool.pool_id).await?;
    let before = Policy::of(tx, &cx.app, &pool.pool_id).await?;
    let old = stored_provider(tx, cx, &pool.pool_id).await?;
    let new = changed(old.clone().unwrap_or_default(), req)?;
    check_host(cx, &new)?;
    audit::note(tx).differs(&old, &new);
    save_provider(tx, cx, &pool.pool_id, &new).await?;
    Outbox::changed(tx, &pool.pool_id).await?;
    keep_users(tx, cx, &pool.pool_id, &before, req.force).await?;
    Ok(masked(new))
}

/// Who manages a pool need not own the network of the server.
fn check_host(cx: &Cx, new: &EmailProvider) -> Result<()> {
    let Some(smtp) = &new.smtp_config else {
        return Ok(());
    };
    let host = smtp.smtp_host.trim_start_matches('[').trim_end_matches(']');
    let is_private = match host.parse::<IpAddr>() {
        Ok(address) => !is_public(address),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    };
    if is_private && !cx.app.settings.private_providers {
        return Err(Error::field(
            "smtpConfig.smtp_host",
            "is one of a private network",
        ));
    }
    Ok(())
}

fn masked(mut own: EmailProvider) -> EmailProvider {
    let secrets = [
        own.smtp_config.as_mut().map(|own| &mut own.sender_pass),
        own.send_grid_config.as_mut().map(|own| &mut own.apikey),
        own.ali_exmail_config
            .as_mut()
            .map(|own| &mut own.sender_pass),
        own.tencent_exmail_config
            .as_mut()
            .map(|own| &mut own.sender_pass),
    ];
    for secret in secrets.into_iter().flatten() {
        *secret = MASK.into();
    }
    own
}

fn changed(old: EmailProvider, req: &ConfigEmailProvider) -> Result<EmailProvider> {
    let mut new = EmailProvider {
        enabled: req.enabled,
        r#type: Some(req.r#type),
        ..old
    };
    if let Some(given) = &req.smtp_config {
        new.smtp_config = Some(smtp(given, new.smtp_config.as_ref())?);
    }
    mailboxes(&mut new, req)?;
    is_complete(&new, req.r#type)?;
    Ok(new)
}

/// The configurations that are an address and its secret.
fn mailboxes(new: &mut EmailProvider, req: &ConfigEmailProvider) -> Result<()> {
    if let Some(given) = &req.send_grid_config {
        let fields = ["sendGridConfig.sender", "sendGridConfig.apikey"];
        let before = new.send_grid_config.as_ref();
        let before = before.map(|own| (own.sender.as_str(), &own.apikey));
        let (sender, apikey) = mailbox(fields, (&given.sender, &given.apikey), before)?;
        new.send_grid_config = Some(api::SendGridConfig { sender, apikey });
    }
    if let Some(given) = &req.ali_exmail_config {
        let fields = ["aliExmailConfig.sender", "aliExmailConfig.senderPass"];
        let before = new.ali_exmail_config.as_ref();
        let before = before.map(|own| (own.sender.as_str(), &own.sender_pass));
        let (sender, sender_pass) = mailbox(fields, (&given.sender, &given.sender_pass), before)?;
        new.ali_exmail_config = Some(api::AliExmailConfig {
            sender,
            sender_pass,
        });
    }
    if let Some(given) = &req.tencent_exmail_config {
        let fields = [
            "tencentExmailConfig.sender",
            "tencentExmailConfig.senderPass",
        ];
        let before = new.tencent_exmail_config.as_ref();
        let before = before.map(|own| (own.sender.as_str(), &own.sender_pass));
        let (sender, sender_pass) = mailbox(fields, (&given.sender, &given.sender_pass), before)?;
        new.tencent_exmail_config = Some(api::TencentExmailConfig {
            sender,
            sender_pass,
        });
    }
    Ok(())
}

/// A provider that is switched on needs its configuration.
fn is_complete(new: &EmailProvider, kind: EmailProviderType) -> Result<()> {
    let (field, there) = match kind {
        EmailProviderType::Custom => ("smtpConfig", new.smtp_config.is_some()),
        EmailProviderType::Sendgrid => ("sendGridConfig", new.send_grid_config.is_some()),
        EmailProviderType::Ali => ("aliExmailConfig", new.ali_exmail_config.is_some()),
        EmailProviderType::Qq => ("tencentExmailConfig", new.tencent_exmail_config.is_some()),
    };
    if new.enabled && !there {
        return Err(Error::field(field, "is missing"));
    }
    Ok(())
}

fn smtp(given: &api::SmtpConfigInput, before: Option<&api::SmtpConfig>) -> Result<api::SmtpConfig> {
    if !is_host(&given.smtp_host) {
        return Err(Error::field("smtpConfig.smtp_host", "is no host"));
    }
    if !(1..=65_535).contains(&given.smtp_port) {
        return Err(Error::field("smtpConfig.smtp_port", "must be 1 to 65535"));
    }
    let sender = given.sender.as_ref().filter(|sender| !sender.is_empty());
    let sender = sender.or(before.map(|own| &own.sender));
    let sender = sender.ok_or_else(|| Error::field("smtpConfig.sender", "is missing"))?;
    // A password is not sent to another server than the one it was set for.
    let same = before.filter(|own| {
        own.smtp_host.eq_ignore_ascii_case(&given.smtp_host) && own.smtp_port == given.smtp_port
    });
    let secure = given.secure.or(same.map(|own| own.secure));
    let secure = secure.unwrap_or(given.smtp_port == IMPLICIT);
    let same = same.map(|own| (own.sender.as_str(), &own.sender_pass));
    let fields = ["smtpConfig.sender", "smtpConfig.senderPass"];
    let (sender, sender_pass) = mailbox(fields, (sender, &given.sender_pass), same)?;
    Ok(api::SmtpConfig {
        smtp_host: given.smtp_host.clone(),
        smtp_port: given.smtp_port,
        sender,
        sender_pass,
        secure,
    })
}

/// An address and its secret, which is the one before where the mask stands for it.
fn mailbox(
    [address_field, secret_field]: [&str; 2],
    (address, secret): (&str, &Secret),
    before: Option<(&str, &Secret)>,
) -> Result<(String, Secret)> {
    if Email::parse(address).is_err() {
        return Err(Error::field(address_field, "is not an e-mail address"));
    }
    if secret.expose() == MASK {
        let kept = before.filter(|(own, _)| *own == address);
        let (_, kept) = kept.ok_or_else(|| {
            Error::field(
                secret_field,
                "must be given anew for another mailbox or server",
            )
        })?;
        return Ok((address.to_owned(), kept.clone()));
    }
    if secret.expose().is_empty() {
        return Err(Error::field(secret_field, "must not be empty"));
    }
    if secret.expose().contains(char::is_control) {
        return Err(Error::field(secret_field, "has control characters"));
    }
    Ok((address.to_owned(), secret.clone()))
}

/// A name of a host or an address of IP.
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let fits = !label.is_empty() && label.len() <= 63 && label.bytes().all(sign);
        fits && !label.starts_with('-') && !label.ends_with('-')
    };
    text.parse::<IpAddr>().is_ok() || (text.len() <= 253 && text.split('.').all(label))
}
