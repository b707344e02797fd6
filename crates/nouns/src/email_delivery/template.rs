//! `getEmailTemplates` and `updateEmailTemplate`.

use cleat_api::Language;
use cleat_api::email_delivery::{
    EmailTemplate, EmailTemplateType, EmailTemplates, GetEmailTemplates, TemplateEngine,
    UpdateEmailTemplate,
};
use cleat_delivery::mail::{MailType, Template, standard_source};
use cleat_engine::audit;
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::mail::{all_templates, save_template, source};
use cleat_store::Tx;

use super::names;

/// Seconds that codes may be good for, as in the settings of the server.
const CODE: (i64, i64) = (60, 600);
/// Seconds that links may be good for.
const LINK: (i64, i64) = (60, 604_800);
/// What they are good for where nobody says.
const USUAL: i64 = 300;

/// `getEmailTemplates`
pub async fn get_email_templates(
    cx: Cx,
    pool: Management,
    _: GetEmailTemplates,
) -> Result<EmailTemplates> {
    let own = all_templates(&mut *cx.read().await?, &pool.pool_id).await?;
    let language = cx.request.language();
    let templates = EmailTemplateType::ALL.iter().map(|kind| {
        let found = own.iter().find(|own| own.r#type == *kind);
        found.cloned().unwrap_or_else(|| standard(*kind, language))
    });
    Ok(EmailTemplates {
        templates: templates.collect(),
        categories: names::categories(),
    })
}

/// `updateEmailTemplate`
pub async fn update_email_template(
    tx: &mut Tx,
    cx: &Cx,
    pool: &Management,
    req: &UpdateEmailTemplate,
) -> Outcome<EmailTemplate> {
    audit::note(tx).target(req.r#type.as_str());
    let new = checked(req)?;
    let old = all_templates(tx, &pool.pool_id).await?;
    let old = old.into_iter().find(|old| old.r#type == new.r#type);
    let old = old.unwrap_or_else(|| standard(new.r#type, cx.request.language()));
    audit::note(tx).differs(&old, &new);
    save_template(tx, &pool.pool_id, &new, cx.now()).await?;
    Ok(new)
}

/// The type as those who send know it.
pub fn mail_type(kind: EmailTemplateType) -> Result<MailType> {
    let unknown = || Error::internal("a type of e-mail is not known to the delivery");
    MailType::parse(kind.as_str()).ok_or_else(unknown)
}

/// The standard template of a type as the wire has it.
pub fn standard(kind: EmailTemplateType, language: Language) -> EmailTemplate {
    let mail = MailType::parse(kind.as_str());
    let source = mail.map(|mail| standard_source(mail, language.as_str()));
    let source = source.unwrap_or_default();
    EmailTemplate {
        customize_enabled: false,
        r#type: kind,
        name: names::of_type(kind, language).into(),
        subject: source.subject,
        sender: source.sender,
        content: source.content,
        expires_in: mail.filter(|mail| mail.verifies()).map(|_| USUAL),
        redirect_to: None,
        tpl_engine: Some(TemplateEngine::Handlebar),
    }
}

fn checked(req: &UpdateEmailTemplate) -> Result<EmailTemplate> {
    let kind = mail_type(req.r#type)?;
    if req.name.trim().is_empty() {
        return Err(Error::field("name", "must not be empty"));
    }
    let new = EmailTemplate {
        customize_enabled: req.customize_enabled,
        r#type: req.r#type,
        name: req.name.clone(),
        subject: req.subject.clone(),
        sender: req.sender.clone(),
        content: req.content.clone(),
        expires_in: lifetime(kind, req.expires_in)?,
        redirect_to: page(kind, req.redirect_to.as_deref())?,
        tpl_engine: Some(req.tpl_engine.unwrap_or_default()),
    };
    readable(kind, &new)?;
    Ok(new)
}

/// The template as those who send read it.
pub fn readable(kind: MailType, own: &EmailTemplate) -> Result<Template> {
    let read = Template::read(kind, &source(own));
    read.map_err(|error| Error::field(&error.field, error.why))
}

/// How long the code or the link is good for; other types have no such time.
pub fn lifetime(kind: MailType, given: Option<i64>) -> Result<Option<i64>> {
    if !kind.verifies() {
        return Ok(None);
    }
    let given = given.unwrap_or(USUAL);
    let (low, high) = if kind.has_link() { LINK } else { CODE };
    if !(low..=high).contains(&given) {
        let why = format_args!("must be {low} to {high}");
        return Err(Error::field("expiresIn", why));
    }
    Ok(Some(given))
}

/// The page that a verified link leads to; other types have none.
fn page(kind: MailType, given: Option<&str>) -> Result<Option<String>> {
    let given = given.filter(|page| kind.has_link() && !page.is_empty());
    let Some(page) = given else {
        return Ok(None);
    };
    let is_plain = page.bytes().all(|byte| byte.is_ascii_graphic());
    let rest = page.strip_prefix("https://");
    let rest = rest.or_else(|| page.strip_prefix("http://"));
    let has_host = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#']));
    if !is_plain || !has_host {
        return Err(Error::field("redirectTo", "must be the address of a page"));
    }
    Ok(Some(page.to_owned()))
}
