//! `previewEmailTemplate`.

use cleat_api::email_delivery::{EmailTemplate, EmailTemplatePreview, PreviewEmailTemplate};
use cleat_delivery::mail::{Variables, duration, render};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, iso};
use cleat_engine::mail::all_templates;
use cleat_engine::tenancy::pool as pools;

use super::template::{lifetime, mail_type, readable, standard};

/// `previewEmailTemplate`
pub async fn preview_email_template(
    cx: Cx,
    pool: Management,
    req: PreviewEmailTemplate,
) -> Result<EmailTemplatePreview> {
    let mut tx = cx.read().await?;
    let language = cx.request.language();
    let kind = mail_type(req.r#type)?;
    let own = all_templates(&mut tx, &pool.pool_id).await?;
    let mut own = own.into_iter().filter(|own| own.r#type == req.r#type);
    let own = own.next().unwrap_or_else(|| standard(req.r#type, language));
    let name = pools::name(&mut tx, &pool.pool_id)
        .await?
        .unwrap_or_default();
    let shown = EmailTemplate {
        subject: req.subject.unwrap_or(own.subject),
        sender: req.sender.unwrap_or(own.sender),
        content: req.content.unwrap_or(own.content),
        expires_in: lifetime(kind, req.expires_in.or(own.expires_in))?,
        tpl_engine: req.tpl_engine.or(own.tpl_engine),
        ..own
    };
    let seconds = shown.expires_in.unwrap_or_default();
    let lasts = duration(seconds, language.as_str());
    let values = made_up(&name, &iso(cx.now())).with("expires_in", lasts);
    let mail = render(&readable(kind, &shown)?, language.as_str(), &values);
    Ok(EmailTemplatePreview {
        content: mail.html.unwrap_or(mail.text),
        subject: mail.subject,
        sender: mail.sender.unwrap_or_default(),
    })
}

/// Values that show what stands where; none is anybody's.
fn made_up(name: &str, now: &str) -> Variables {
    let named = [
        "app_name",
        "client_name",
        "userpool_name",
        "userPoolName",
        "tenant_name",
    ];
    let values = named
        .iter()
        .fold(Variables::default(), |all, own| all.with(own, name));
    let values = ["TIME", "datetime", "errorTime", "password_effective_time"]
        .iter()
        .fold(values, |all, own| all.with(own, now));
    let links = [
        "verify_link",
        "invite_link",
        "update_password_link",
        "login_url",
    ];
    let values = links.iter().fold(values, |all, own| {
        all.with(own, format!("https://id.example.com/{own}"))
    });
    values
        .with("user_email", "ada@example.com")
        .with("user_display_name", "Ada")
        .with("user_name", "ada")
        .with("username", "ada")
        .with("password", "********")
        .with("verify_code", "123456")
        .with("admin_name", "Grace")
        .with("inviter_name", "Grace")
        .with("app_domain", "id.example.com")
        .with("tenant_domain", "id.example.com")
        .with("host_url", "https://id.example.com")
        .with("ip", "203.0.113.7")
}
