//! The templates of a pool, and what goes out in them.

use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::email_delivery::{
    EmailTemplateType, GetEmailTemplates, PreviewEmailTemplate, TemplateEngine, UpdateEmailTemplate,
};
use cleat_api::{ErrorCode, Language};
use cleat_client::{Client, Options};
use cleat_engine::mail::template_of;

use crate::email_delivery::detail;
use crate::harness::{Server, by_phone, client, refused};
use crate::tenants::second_pool;

fn login(subject: &str, content: &str) -> UpdateEmailTemplate {
    UpdateEmailTemplate {
        r#type: EmailTemplateType::Login,
        customize_enabled: true,
        name: "Ours".into(),
        subject: subject.into(),
        sender: "{{app_name}}".into(),
        content: content.into(),
        ..UpdateEmailTemplate::default()
    }
}

fn speaking(server: &Server, language: Language) -> Client {
    let options = server.client.options().clone();
    Client::new(Options {
        language,
        ..options
    })
    .unwrap()
}

/// The subject of a sign-in mail of a pool, as those who send choose it.
async fn chosen(server: &Server, pool_id: &str) -> (String, Option<i64>) {
    let mut tx = server.app.db.read().await.unwrap();
    let kind = cleat_delivery::mail::MailType::Login;
    let chosen = template_of(&mut tx, pool_id, kind, "zh-CN").await.unwrap();
    let values = cleat_delivery::mail::Variables::default().with("app_name", "Shop");
    let mail = cleat_delivery::mail::render(&chosen.template, "zh-CN", &values);
    (mail.subject, chosen.expires_in)
}

/// A template is the pool's own once it is switched on, for all languages, and nobody else's.
///
/// Seen to fail with the pool left out of the statement in `template.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_used_where_it_is_switched_on() {
    let server = Server::start().await;
    let pool = &server.client;
    let credentials = second_pool(&server).await;
    let other = client(&credentials);
    let own = &server.credentials.user_pool_id;
    let chinese = speaking(&server, Language::ZhCn);
    let standard = chinese.call(&GetEmailTemplates {}).await.unwrap();
    assert_eq!(
        (standard.templates.len(), standard.categories.len()),
        (15, 2)
    );
    assert_eq!(standard.categories[0].title_en, "Notification Template");
    let of_login = &standard.templates[3];
    assert_eq!(of_login.r#type, EmailTemplateType::Login);
    assert_eq!(of_login.subject, "{{app_name}} 登录验证码");
    assert!(!of_login.customize_enabled && of_login.expires_in == Some(300));
    assert_eq!(standard.templates[0].expires_in, None);
    let mut update = login("Ours {{app_name}}", "<p>{{verify_code}}</p>");
    update.expires_in = Some(120);
    let told = pool.call(&update).await.unwrap();
    assert_eq!(
        (told.subject.as_str(), told.expires_in),
        ("Ours {{app_name}}", Some(120))
    );
    assert_eq!(told.tpl_engine, Some(TemplateEngine::Handlebar));
    assert_eq!(chosen(&server, own).await, ("Ours Shop".into(), Some(120)));
    let theirs = chosen(&server, &credentials.user_pool_id).await;
    assert_eq!(theirs, ("Shop 登录验证码".into(), None));
    let listed = other.call(&GetEmailTemplates {}).await.unwrap();
    assert!(!listed.templates[3].customize_enabled);
    update.customize_enabled = false;
    pool.call(&update).await.unwrap();
    assert_eq!(chosen(&server, own).await, ("Shop 登录验证码".into(), None));
    let listed = pool.call(&GetEmailTemplates {}).await.unwrap();
    assert_eq!(
        listed.templates[3].subject, "Ours {{app_name}}",
        "it is kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_cannot_be_sent_is_refused() {
    let server = Server::start().await;
    let code = "<p>{{verify_code}}</p>";
    let with = |change: fn(&mut UpdateEmailTemplate)| {
        let mut update = login("Ours", "<p>{{verify_code}}</p>");
        change(&mut update);
        update
    };
    for (update, why) in [
        (
            login("Ours", "<p>no code</p>"),
            "content: this macro is missing: verify_code",
        ),
        (
            login("Ours", "{{verify_code}}{{secret}}"),
            "content: there is no such macro: secret",
        ),
        (
            login("Ours", "{{#each users}}{{/each}}"),
            "content: only the name of a macro",
        ),
        (
            login("a\r\nBcc: eve@example.com", code),
            "subject: has control characters",
        ),
        (
            login("{{password}}", code),
            "subject: this macro may not stand here: password",
        ),
        (
            with(|own| own.sender = "x\ny".into()),
            "sender: has control characters",
        ),
        (
            with(|own| own.sender = "Bank <a@b.example>".into()),
            "sender: must be a name",
        ),
        (with(|own| own.name = " ".into()), "name: must not be empty"),
        (
            with(|own| own.expires_in = Some(59)),
            "expiresIn: must be 60 to 600",
        ),
        (
            with(|own| own.expires_in = Some(601)),
            "expiresIn: must be 60 to 600",
        ),
        (
            with(|own| own.tpl_engine = Some(TemplateEngine::Ejs)),
            "content: this macro is missing",
        ),
        (
            with(|own| {
                own.tpl_engine = Some(TemplateEngine::Ejs);
                own.content = "<%= verify_code %><% process.exit() %>".into();
            }),
            "content: only the name of a macro",
        ),
        (
            with(|own| {
                own.r#type = EmailTemplateType::FirstEmailLogin;
                own.content = "{{verify_link}}".into();
                own.redirect_to = Some("javascript:alert(1)".into());
            }),
            "redirectTo: must be the address of a page",
        ),
    ] {
        let told = detail(server.client.call(&update).await);
        assert!(told.contains(why), "{told}, not {why}");
    }
    let long = login("Ours", &"x".repeat(65_537));
    assert!(detail(server.client.call(&long).await).contains("content: must have at most 65536"));
    let chinese = speaking(&server, Language::ZhCn);
    let told = detail(chinese.call(&login("Ours", "no code")).await);
    assert!(told.contains("content: 缺少宏: verify_code"), "{told}");
    assert_eq!(server.count("SELECT COUNT(*) FROM email_template").await, 0);
}

/// A preview shows what is asked for, the pool's own where that says nothing, and else the
/// standard mail, with made-up values and nothing of a program.
#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_the_mail() {
    let server = Server::start().await;
    let pool = &server.client;
    let preview = |r#type| PreviewEmailTemplate {
        r#type,
        ..PreviewEmailTemplate::default()
    };
    let standard = pool.call(&preview(EmailTemplateType::Login)).await.unwrap();
    assert_eq!(standard.subject, "Your sign-in code for Demo");
    assert_eq!(standard.sender, "Demo");
    for part in ["<html lang=\"en-US\"", "123456", "5 minutes", "Demo"] {
        assert!(standard.content.contains(part), "{part}");
    }
    let chinese = speaking(&server, Language::ZhCn);
    for kind in EmailTemplateType::ALL {
        let shown = chinese.call(&preview(*kind)).await.unwrap();
        assert!(
            shown.content.contains("<html lang=\"zh-CN\""),
            "{}",
            kind.as_str()
        );
        assert!(!shown.content.contains("{{") && !shown.subject.contains("{{"));
    }
    pool.call(&login(
        "Ours {{verify_code}}",
        "<p>{{verify_code}}|{{expires_in}}</p>",
    ))
    .await
    .unwrap();
    let own = PreviewEmailTemplate {
        subject: Some("Hi {{user_name}}".into()),
        expires_in: Some(60),
        ..preview(EmailTemplateType::Login)
    };
    let shown = pool.call(&own).await.unwrap();
    assert_eq!(shown.subject, "Hi ada");
    assert!(
        shown.content.contains("<p>123456|1 minute</p>"),
        "{}",
        shown.content
    );
    let ejs = PreviewEmailTemplate {
        content: Some("<p><%= verify_code %></p>".into()),
        tpl_engine: Some(TemplateEngine::Ejs),
        ..preview(EmailTemplateType::Login)
    };
    assert!(
        pool.call(&ejs)
            .await
            .unwrap()
            .content
            .contains("<p>123456</p>")
    );
    let wrong = PreviewEmailTemplate {
        content: Some("{{nobody}}".into()),
        ..preview(EmailTemplateType::Login)
    };
    assert!(detail(pool.call(&wrong).await).contains("no such macro: nobody"));
}

/// What a pool writes is what its users read, and the code lives as long as the template says.
///
/// Seen to fail with the standard template always taken in `template_of`.
#[tokio::test(flavor = "multi_thread")]
async fn codes_go_out_in_the_words_of_the_pool() {
    let server = Server::start().await;
    let words = UpdateEmailTemplate {
        expires_in: Some(120),
        ..login(
            "Come in to {{app_name}}",
            "<p>Dear {{user_email}}, <b>{{verify_code}}</b> opens the door for {{expires_in}}.</p>",
        )
    };
    server.client.call(&words).await.unwrap();
    let send = SendEmail {
        channel: EmailChannel::Login,
        email: "Ada@example.com".into(),
    };
    server.client.call(&send).await.unwrap();
    let message = server.sent("ada@example.com").await.remove(0);
    let code = message.code.unwrap();
    let expected = format!("Dear ada@example.com, {code} opens the door for 2 minutes.");
    assert_eq!(message.body.trim(), expected);
    let mut sign_in = by_phone("", code.as_str().into());
    if let Some(payload) = &mut sign_in.pass_code_payload {
        payload.phone = None;
        payload.email = Some("ada@example.com".into());
    }
    server.advance(121);
    refused(server.client.call(&sign_in).await, ErrorCode::CodeExpired);
    server.client.call(&send).await.unwrap();
    let message = server.sent("ada@example.com").await.remove(0);
    let payload = sign_in.pass_code_payload.as_mut().unwrap();
    payload.pass_code = message.code.unwrap().as_str().into();
    server.advance(119);
    server.client.call(&sign_in).await.unwrap();
}
