//! Providers of pools: sealed as a whole, since all of it leads to a mailbox.

use cleat_api::Secret;
use cleat_api::email_delivery::{EmailProvider, EmailProviderType};
use cleat_delivery::http::Reachable;
use cleat_delivery::provider::{Carrier, Server, Smtp, Tls};
use cleat_delivery::vendor::vendor;
use cleat_protocol::seal::Vault;
use cleat_store::Tx;
use serde_json::json;

use crate::kernel::{Cx, Error, Result, from_json, to_json};

/// Context of a sealed provider.
pub(super) const CONTEXT: &str = "email provider";
/// Alibaba's enterprise mail, TLS from the start.
const ALI: (&str, i64) = ("smtp.qiye.aliyun.com", 465);
/// Tencent's enterprise mail, TLS from the start.
const TENCENT: (&str, i64) = ("smtp.exmail.qq.com", 465);

/// Who carries the e-mail of a pool.
#[derive(Clone)]
pub enum PoolProvider {
    /// An SMTP server, and the address that e-mail comes from.
    Smtp {
        /// The server.
        server: Server,
        /// The address.
        from: String,
    },
    /// SendGrid.
    SendGrid {
        /// The address that e-mail comes from.
        from: String,
        /// API key.
        api_key: Secret,
    },
}

/// How the provider of a pool is spoken to; nothing where it cannot be used.
///
/// # Errors
/// When it is not opened.
pub fn open_mail(
    vault: &Vault,
    sealed: &str,
    reachable: Reachable,
) -> cleat_store::Result<Option<(&'static str, Carrier)>> {
    let plain = vault.open_text(CONTEXT, sealed);
    let plain = plain.map_err(|_| cleat_delivery::shut(sealed))?;
    let own = from_json(&plain).ok().and_then(of);
    Ok(own.and_then(|own| carrier(own, reachable)))
}

fn carrier(own: PoolProvider, reachable: Reachable) -> Option<(&'static str, Carrier)> {
    match own {
        PoolProvider::Smtp { server, from } => {
            let smtp = Smtp::to(server, from.parse().ok()?).ok()?;
            Some(("SMTP", Carrier::Smtp(Box::new(smtp))))
        }
        PoolProvider::SendGrid { from, api_key } => {
            let fields = json!({ "apiKey": api_key.expose(), "sender": from });
            let vendor = vendor("SENDGRID")?;
            let service = (vendor.open)(fields).ok()?.service()?;
            Some((vendor.name, Carrier::Service(service, reachable)))
        }
    }
}

/// What a pool sealed of its provider; nothing where it cannot be used.
pub fn opened(vault: &Vault, sealed: &str) -> Option<PoolProvider> {
    of(open(vault, sealed).ok()?)
}

fn of(own: EmailProvider) -> Option<PoolProvider> {
    let mailbox = |(host, port): (&str, i64), implicit, from: String, password: Secret| {
        let server = Server {
            host: host.to_owned(),
            port: u16::try_from(port).ok()?,
            tls: if implicit {
                Tls::Implicit
            } else {
                Tls::Required
            },
            login: Some((from.clone(), password.0)),
            authorities: None,
            hello: None,
        };
        Some(PoolProvider::Smtp { server, from })
    };
    match own.r#type? {
        EmailProviderType::Ali => {
            let own = own.ali_exmail_config?;
            mailbox(ALI, true, own.sender, own.sender_pass)
        }
        EmailProviderType::Qq => {
            let own = own.tencent_exmail_config?;
            mailbox(TENCENT, true, own.sender, own.sender_pass)
        }
        EmailProviderType::Custom => {
            let own = own.smtp_config?;
            let place = (own.smtp_host.as_str(), own.smtp_port);
            mailbox(place, own.secure, own.sender, own.sender_pass)
        }
        EmailProviderType::Sendgrid => {
            let own = own.send_grid_config?;
            Some(PoolProvider::SendGrid {
                from: own.sender,
                api_key: own.apikey,
            })
        }
    }
}

/// What a pool set, its passwords open.
///
/// # Errors
/// When the database fails or the row was sealed by another key.
pub async fn stored(tx: &mut Tx, cx: &Cx, pool_id: &str) -> Result<Option<EmailProvider>> {
    read(tx, &cx.app.vault, pool_id).await
}

async fn read(tx: &mut Tx, vault: &Vault, pool_id: &str) -> Result<Option<EmailProvider>> {
    let found: Option<(String,)> = tx
        .sql("SELECT sealed FROM email_provider WHERE pool_id = $1")
        .bind(pool_id)
        .optional()
        .await?;
    found.map(|(sealed,)| open(vault, &sealed)).transpose()
}

fn open(vault: &Vault, sealed: &str) -> Result<EmailProvider> {
    let wrong = |_| Error::internal("an e-mail provider was sealed by another key");
    from_json(&vault.open_text(CONTEXT, sealed).map_err(wrong)?)
}

/// Keeps what a pool set, sealed.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &mut Tx, cx: &Cx, pool_id: &str, own: &EmailProvider) -> Result<()> {
    let sealed = cx.app.vault.seal(CONTEXT, to_json(own)?.as_bytes())?;
    tx.sql(
        "INSERT INTO email_provider (pool_id, enabled, sealed, updated_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (pool_id) DO UPDATE SET enabled = $2, sealed = $3, updated_at = $4",
    )
    .bind(pool_id)
    .bind(own.enabled)
    .bind(sealed)
    .bind(cx.now())
    .run()
    .await?;
    Ok(())
}

/// Pools whose provider cannot be opened.
pub(super) async fn unreadable(vault: &Vault, tx: &mut Tx) -> Result<Vec<String>> {
    let rows: Vec<(String, String)> = tx
        .sql("SELECT pool_id, sealed FROM email_provider")
        .all()
        .await?;
    let faults = rows
        .into_iter()
        .filter(|(_, sealed)| open(vault, sealed).is_err());
    Ok(faults.map(|(pool_id, _)| pool_id).collect())
}
