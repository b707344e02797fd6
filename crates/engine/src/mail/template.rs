//! Templates of a pool.

use cleat_api::email_delivery::{EmailTemplate, TemplateEngine};
use cleat_delivery::mail::{Engine, MailType, Source, Template, standard};
use cleat_store::Tx;

use crate::kernel::{Result, from_json, to_json};

/// The template of a mail, and what the pool says besides.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The template.
    pub template: Template,
    /// Whether it is the pool's own.
    pub is_own: bool,
    /// Seconds the code or the link is good for, where the pool says.
    pub expires_in: Option<i64>,
    /// Page that a verified link leads to in the end, where the pool says.
    pub redirect_to: Option<String>,
}

/// The template of mails of a type: the pool's own where it is switched on, else the standard one
/// in that language.
///
/// # Errors
/// When the database fails.
pub async fn template_of(
    tx: &mut Tx,
    pool_id: &str,
    kind: MailType,
    language: &str,
) -> Result<Chosen> {
    let own = one(tx, pool_id, kind).await?;
    let own = own.filter(|own| own.customize_enabled);
    // One that an older server let pass is no reason to send nothing.
    let read = own.as_ref().map(|own| Template::read(kind, &source(own)));
    let template = read.transpose().ok().flatten();
    Ok(Chosen {
        is_own: template.is_some(),
        template: template.unwrap_or_else(|| standard(kind, language)),
        expires_in: own.as_ref().and_then(|own| own.expires_in),
        redirect_to: own.and_then(|own| own.redirect_to),
    })
}

/// What is read of a template to render it.
pub fn source(own: &EmailTemplate) -> Source {
    Source {
        engine: match own.tpl_engine {
            Some(TemplateEngine::Ejs) => Engine::Ejs,
            Some(TemplateEngine::Handlebar) | None => Engine::Handlebar,
        },
        subject: own.subject.clone(),
        sender: own.sender.clone(),
        content: own.content.clone(),
        text: None,
    }
}

async fn one(tx: &mut Tx, pool_id: &str, kind: MailType) -> Result<Option<EmailTemplate>> {
    let found: Option<(String,)> = tx
        .sql("SELECT document FROM email_template WHERE pool_id = $1 AND type = $2")
        .bind(pool_id)
        .bind(kind.as_str())
        .optional()
        .await?;
    found.map(|(document,)| from_json(&document)).transpose()
}

/// The templates that a pool has of its own, switched on or off.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx, pool_id: &str) -> Result<Vec<EmailTemplate>> {
    let rows: Vec<(String,)> = tx
        .sql("SELECT document FROM email_template WHERE pool_id = $1")
        .bind(pool_id)
        .all()
        .await?;
    rows.iter().map(|(document,)| from_json(document)).collect()
}

/// Keeps a template in place of the one before.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &mut Tx, pool_id: &str, own: &EmailTemplate, now: i64) -> Result<()> {
    tx.sql(
        "INSERT INTO email_template (pool_id, type, document, updated_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (pool_id, type) DO UPDATE SET document = $3, updated_at = $4",
    )
    .bind(pool_id)
    .bind(own.r#type.as_str())
    .bind(to_json(own)?)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

/// Pool and type of the templates that cannot be used.
pub(super) async fn unreadable(tx: &mut Tx) -> Result<Vec<String>> {
    let rows: Vec<(String, String, String)> = tx
        .sql("SELECT pool_id, type, document FROM email_template")
        .all()
        .await?;
    let faults = rows.into_iter().filter(|(_, kind, document)| {
        let own = from_json::<EmailTemplate>(document).ok();
        let read = MailType::parse(kind).zip(own);
        read.is_none_or(|(kind, own)| Template::read(kind, &source(&own)).is_err())
    });
    Ok(faults
        .map(|(pool, kind, _)| format!("{pool} {kind}"))
        .collect())
}
