use super::*;
use crate::segments::Segments;

const LANGUAGES: [&str; 4] = ["en-US", "zh-CN", "zh-TW", "ja-JP"];

fn shop<'a>(name: &'a str, pages: &'a [String]) -> AppText<'a> {
    AppText {
        id: "app",
        name,
        pages,
        typed_on: None,
    }
}

fn texts(own: OwnTexts) -> PoolTexts {
    PoolTexts([("app".to_owned(), own)].into())
}

#[test]
fn every_standard_text_can_be_read_and_fits_one_segment() {
    let pages = ["https://id.example.com/back".to_owned()];
    for language in LANGUAGES {
        for named in [true, false] {
            let text = SmsTemplate::read(standard(language, named)).unwrap();
            assert_eq!(text.is_named(), named, "{language}");
        }
        let own = OwnTexts {
            retriever_hash: Some("FA+9qCX9VSu".into()),
            ..OwnTexts::default()
        };
        let chosen = texts(own).choose(Some(shop("Shop", &pages)), "CHANNEL_LOGIN", language);
        let message = chosen.message(Filled::new("123456", 300, language), language);
        assert_eq!(Segments::of(&message).parts, 1, "{message}");
        assert!(message.ends_with("\nFA+9qCX9VSu\n@id.example.com #123456"));
    }
    assert_eq!(standard("fr", false), standard("en-US", false));
}

#[test]
fn the_name_of_an_application_costs_no_segment() {
    let pages = ["https://id.example.com".to_owned()];
    let said = |name: &str, own: OwnTexts| {
        let chosen = texts(own).choose(Some(shop(name, &pages)), "CHANNEL_LOGIN", "en-US");
        chosen.message(Filled::new("123456", 300, "en-US"), "en-US")
    };
    let none = OwnTexts::default;
    assert!(said("Shop", none()).contains("is your Shop verification code"));
    let long = "Shop ".repeat(20);
    for dear in [long.as_str(), "店铺"] {
        let message = said(dear, none());
        assert!(
            message.starts_with("123456 is your verification code"),
            "{message}"
        );
    }
    let given = OwnTexts {
        brand_name: Some("店铺".into()),
        ..none()
    };
    assert!(said("Shop", given).contains("your 店铺 verification"));
}

#[test]
fn the_page_of_an_application_is_the_first_with_tls_and_a_name() {
    for (pages, host) in [
        (
            vec!["https://shop.example.com/callback"],
            Some("shop.example.com"),
        ),
        (vec!["http://shop.example.com/"], None),
        (
            vec!["https://127.0.0.1/", "https://[::1]/", "https://localhost/"],
            None,
        ),
        (
            vec!["myapp://callback", "https://a.example"],
            Some("a.example"),
        ),
        (vec!["https://SHOP.example:8443/x"], Some("shop.example")),
        (vec!["https://店.example/"], Some("xn--hxt.example")),
        (vec!["https://*.example.com/"], None),
        (vec!["", "nonsense"], None),
    ] {
        let pages: Vec<String> = pages.into_iter().map(str::to_owned).collect();
        let tail = PoolTexts::default().tail(shop("Shop", &pages));
        assert_eq!(tail.host.as_deref(), host, "{pages:?}");
    }
    let own = |line| OwnTexts {
        origin_line: Some(line),
        origin_host: Some("id.example.com".into()),
        ..OwnTexts::default()
    };
    assert_eq!(texts(own(false)).tail(shop("Shop", &[])), Tail::default());
    // What is typed into a page of the server is of that page, whatever else is named.
    for (line, page, host) in [
        (true, "https://login.example.com", Some("login.example.com")),
        (true, "http://127.0.0.1:8080", None),
        (false, "https://login.example.com", None),
    ] {
        let app = AppText {
            typed_on: Some(page),
            ..shop("Shop", &[])
        };
        assert_eq!(texts(own(line)).tail(app).host.as_deref(), host, "{page}");
    }
}

#[test]
fn hosts_and_hashes_are_what_programs_read() {
    for (host, is_one) in [
        ("example.com", true),
        ("a-b.example.com", true),
        ("xn--hxt.example", true),
        ("Example.com", false),
        ("example", false),
        ("example.com:443", false),
        ("example.com/x", false),
        ("user@example.com", false),
        ("example.com #1", false),
        ("1.2.3.4", false),
        ("a..example", false),
        ("localhost", false),
        ("", false),
    ] {
        assert_eq!(is_host(host), is_one, "{host}");
    }
    for (hash, is_one) in [
        ("FA+9qCX9VSu", true),
        ("FA+9qCX9VS", false),
        ("FA+9qCX9VSuu", false),
        ("FA+9qCX9VS=", false),
        ("", false),
    ] {
        assert_eq!(is_hash(hash), is_one, "{hash}");
    }
}

/// An application's text comes before the pool's, and one that is switched off before neither.
#[test]
fn the_nearest_text_is_chosen() {
    let own = |content: &str, enabled| OwnTexts {
        templates: vec![OwnTemplate {
            channel: "CHANNEL_LOGIN".into(),
            language: "en-US".into(),
            enabled,
            content: content.into(),
        }],
        ..OwnTexts::default()
    };
    let said = |enabled: bool, app: Option<&str>, language: &str| {
        let texts = PoolTexts(
            [
                (String::new(), own("pool {{verify_code}}", true)),
                (
                    "app".to_owned(),
                    own("{{app_name}} {{verify_code}}", enabled),
                ),
            ]
            .into(),
        );
        let app = app.map(|id| AppText {
            id,
            ..shop("Shop", &[])
        });
        let chosen = texts.choose(app, "CHANNEL_LOGIN", language);
        chosen.message(Filled::new("1234", 60, language), language)
    };
    assert_eq!(said(true, Some("app"), "en-US"), "Shop 1234");
    assert_eq!(said(false, Some("app"), "en-US"), "pool 1234");
    assert_eq!(said(true, Some("other"), "en-US"), "pool 1234");
    assert_eq!(said(true, None, "en-US"), "pool 1234");
    assert_eq!(
        said(true, None, "zh-CN"),
        "验证码 1234，1 分钟内有效。请勿告诉他人。"
    );
}
