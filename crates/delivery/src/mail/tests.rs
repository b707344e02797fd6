use super::{html, *};
use crate::fields::FieldError;

const LANGUAGES: [&str; 4] = ["en-US", "zh-CN", "zh-TW", "ja-JP"];

fn variables() -> Variables {
    MACROS.iter().fold(Variables::default(), |all, name| {
        all.with(name, format!("[{name}]"))
    })
}

fn source(subject: &str, sender: &str, content: &str) -> Source {
    Source {
        subject: subject.into(),
        sender: sender.into(),
        content: content.into(),
        ..Source::default()
    }
}

fn read(kind: MailType, source: &Source) -> Result<Template, FieldError> {
    Template::read(kind, source)
}

#[test]
fn there_are_the_types_and_macros_of_the_service() {
    assert_eq!((MailType::ALL.len(), MACROS.len()), (15, 41));
    for kind in MailType::ALL {
        assert_eq!(MailType::parse(kind.as_str()), Some(*kind));
    }
}

/// Every standard template is one that an operator could save, says all there is to say, in its
/// own language, and takes nothing from elsewhere.
#[test]
fn standard_templates_are_whole() {
    let mut subjects = std::collections::BTreeSet::new();
    for kind in MailType::ALL {
        for language in LANGUAGES {
            let own = standard_source(*kind, language);
            read(*kind, &own).unwrap();
            let mail = render(&standard(*kind, language), language, &variables());
            let html = mail.html.unwrap();
            assert!(
                html.contains(&format!("<html lang=\"{language}\"")),
                "{html}"
            );
            for text in [&mail.text, &html] {
                assert!(
                    !text.contains("{{") && text.contains("[app_name]"),
                    "{text}"
                );
                if let Some(needed) = kind.needs() {
                    assert!(text.contains(&format!("[{needed}]")), "{text}");
                }
                assert_eq!(text.contains("[expires_in]"), kind.verifies(), "{text}");
                assert!(!text.contains("[password]"), "{text}");
            }
            for elsewhere in ["<img", "<script", "<link", "url(", "@import", "src="] {
                assert!(!html.contains(elsewhere), "{elsewhere}");
            }
            assert_eq!(mail.sender.as_deref(), Some("[app_name]"));
            subjects.insert((language, mail.subject));
        }
    }
    // Two types ask to confirm an address by a link, and one by a code.
    assert!(subjects.len() >= 4 * 13, "{subjects:?}");
}

#[test]
fn what_is_no_language_of_the_wire_is_told_in_english() {
    let kind = MailType::Login;
    assert_eq!(
        standard_source(kind, "de-DE"),
        standard_source(kind, "en-US")
    );
}

/// Seen to fail with `escape` left out of `fill`.
#[test]
fn values_are_escaped_in_html_and_plain_elsewhere() {
    let name = "<b>Ada & \"Co\"</b>\r\nBcc: x@example.com";
    let values = Variables::default()
        .with("user_name", name)
        .with("app_name", "A<i>");
    let shown = "&lt;b&gt;Ada &amp; &quot;Co&quot;&lt;/b&gt;";
    for (engine, content) in [
        (
            Engine::Handlebar,
            "<p>{{user_name}}|{{{app_name}}}|{{ user_name }}</p>",
        ),
        (
            Engine::Ejs,
            "<p><%= user_name %>|<%- app_name %>|<%=user_name%></p>",
        ),
    ] {
        let line = match engine {
            Engine::Handlebar => "Hi {{user_name}}",
            Engine::Ejs => "Hi <%= user_name %>",
        };
        let own = Source {
            engine,
            ..source(line, line, content)
        };
        let mail = render(&read(MailType::Welcome, &own).unwrap(), "en-US", &values);
        let html = mail.html.unwrap();
        assert!(html.contains(&format!("<p>{shown}")), "{html}");
        assert!(html.contains("|A<i>|"), "{html}");
        let one_line = "Hi <b>Ada & \"Co\"</b> Bcc: x@example.com";
        assert_eq!(mail.subject, one_line);
        assert_eq!(mail.sender.as_deref(), Some(one_line));
        assert!(
            mail.text.starts_with("<b>Ada & \"Co\"</b>"),
            "{}",
            mail.text
        );
    }
}

/// A value is text: what looks like a macro in it stays as it is.
#[test]
fn a_value_is_not_read_again() {
    let values = Variables::default()
        .with("user_name", "{{verify_code}}")
        .with("verify_code", "123456");
    let own = source("s", "n", "<p>{{user_name}}</p>");
    let mail = render(&read(MailType::Welcome, &own).unwrap(), "en-US", &values);
    assert_eq!(mail.text, "{{verify_code}}");
}

/// Contents that no mail is made of, and why.
const CONTENTS: &[(Engine, &str, &str)] = &[
    (Engine::Handlebar, "no code", "is missing: verify_code"),
    (
        Engine::Handlebar,
        "{{verify_cod}}",
        "no such macro: verify_cod",
    ),
    (Engine::Handlebar, "{{#if a}}x{{/if}}", "only the name"),
    (Engine::Handlebar, "{{> partial}}", "only the name"),
    (Engine::Handlebar, "{{&verify_code}}", "only the name"),
    (Engine::Handlebar, "{{! comment }}", "only the name"),
    (Engine::Handlebar, "{{verify_code", "without its end"),
    (Engine::Handlebar, "{{{verify_code}}", "without its end"),
    (Engine::Handlebar, "{{}}", "only the name"),
    (Engine::Handlebar, "{{verify_code.length}}", "only the name"),
    (Engine::Handlebar, "{{constructor}}", "no such macro"),
    (Engine::Handlebar, "{{password}}", "may not stand here"),
    (Engine::Handlebar, "", "must not be empty"),
    (
        Engine::Handlebar,
        "\u{0}{{verify_code}}",
        "control characters",
    ),
    (Engine::Ejs, "{{verify_code}}", "is missing"),
    (Engine::Ejs, "<% if (1) { %>x<% } %>", "only the name"),
    (Engine::Ejs, "<%= verify_code + 1 %>", "only the name"),
    (Engine::Ejs, "<%= process.env %>", "only the name"),
    (Engine::Ejs, "<%# verify_code %>", "only the name"),
    (Engine::Ejs, "<%_ verify_code %>", "only the name"),
    (Engine::Ejs, "<%% verify_code %>", "only the name"),
    (Engine::Ejs, "<% verify_code %>", "only the name"),
    (Engine::Ejs, "<%= verify_code", "without its end"),
];

/// Subjects and senders that no mail has, and why.
const LINES: &[(&str, &str, &str, &str)] = &[
    ("", "n", "subject", "must not be empty"),
    ("a\r\nBcc: x@example.com", "n", "subject", "control"),
    ("a\u{2028}b", "n", "subject", "control"),
    ("{{nobody}}", "n", "subject", "no such macro"),
    ("{{password}}", "n", "subject", "may not stand"),
    ("s", "a\nb", "sender", "control"),
    ("s", "Bank <x@example.com>", "sender", "must be a name"),
    ("s", "{{verify_code}}", "sender", "may not stand"),
    ("s", " ", "sender", "must not be empty"),
];

fn refused(own: &Source, field: &str, why: &str) {
    let error = read(MailType::Login, own).unwrap_err();
    assert_eq!(error.field, field, "{own:?}");
    assert!(error.why.contains(why), "{}: {own:?}", error.why);
}

/// Seen to fail with `<% verify_code %>`, a program of a name alone, read as a macro.
#[test]
fn what_cannot_be_used_is_refused_by_the_name_of_its_field() {
    let code = "{{verify_code}}";
    for (engine, content, why) in CONTENTS {
        let own = Source {
            engine: *engine,
            ..source("s", "n", content)
        };
        refused(&own, "content", why);
    }
    for (subject, sender, field, why) in LINES {
        refused(&source(subject, sender, code), field, why);
    }
    let most = "must have at most 65536 characters";
    refused(&source("s", "n", &"x".repeat(65_537)), "content", most);
    let most = "must have at most 256 characters";
    refused(&source(&"x".repeat(257), "n", code), "subject", most);
    let own = source(
        "s",
        "n",
        "<p>{{ verify_code }} {{{verify_code}}} }} {a} <% x %></p>",
    );
    read(MailType::Login, &own).unwrap();
    read(
        MailType::FirstCreatedUser,
        &source("s", "n", "{{password}}"),
    )
    .unwrap();
    let link = read(MailType::ConsoleConducted, &source("s", "n", code)).unwrap_err();
    assert_eq!(link.why, "this macro is missing: verify_link");
}

#[test]
fn html_says_the_same_without_its_marks() {
    for (html, text) in [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<style>p { x }</style><P>Hi<!-- < > --> you</P>", "Hi you"),
        ("<head><title>t</title></head><body>b</body>", "b"),
        (
            "<a href=\"https://x.example/?a=1&amp;b\">Go</a>",
            "Go (https://x.example/?a=1&b)",
        ),
        (
            "<a href='https://x.example'>https://x.example</a>",
            "https://x.example",
        ),
        ("<a href=\"#top\">Top</a>", "Top"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        (
            "<table><tr><td>Code</td><td>12</td></tr></table>",
            "Code 12",
        ),
        (
            "a &lt;b&gt; &amp;amp; &#39;&#x4e2d; &nope; &",
            "a <b> &amp; '中 &nope; &",
        ),
        ("1 < 2 and <3", "1 < 2 and <3"),
        (
            "<img alt=\"Logo\" src=x> <span title='>'>y</span>",
            "Logo y",
        ),
        ("  many \n\n spaces  ", "many spaces"),
        ("<script>alert('</p>')</script>after", "after"),
        ("<script>never ends", ""),
    ] {
        assert_eq!(html::to_text(html), text, "{html}");
    }
}

#[test]
fn times_are_told_as_people_do() {
    for (seconds, language, text) in [
        (300, "en-US", "5 minutes"),
        (60, "en-US", "1 minute"),
        (0, "en-US", "1 minute"),
        (7200, "en-US", "2 hours"),
        (5400, "zh-CN", "90 分钟"),
        (3600, "zh-CN", "1 小时"),
        (300, "zh-TW", "5 分鐘"),
        (300, "ja-JP", "5分"),
        (3600, "ja-JP", "1時間"),
    ] {
        assert_eq!(duration(seconds, language), text);
    }
}

#[test]
fn a_notice_looks_like_the_others() {
    let mail = plain("Your account", "It is <new>.\n\nAsk for help.", "en-US");
    let html = mail.html.unwrap();
    assert!(html.contains("It is &lt;new&gt;.") && html.contains("Ask for help."));
    assert_eq!(html::to_text(&html), mail.text);
}

#[test]
fn every_channel_of_a_code_has_its_type() {
    for (channel, kind) in [
        ("CHANNEL_LOGIN", MailType::Login),
        ("CHANNEL_UPDATE_EMAIL", MailType::EmailBind),
        ("CHANNEL_UNLOCK_ACCOUNT", MailType::SelfUnlocking),
    ] {
        assert_eq!(MailType::of_channel(channel), Some(kind));
    }
    assert_eq!(MailType::of_channel("NOTICE_PHONE_BOUND"), None);
}
