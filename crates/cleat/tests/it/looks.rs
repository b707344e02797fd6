//! How applications make their pages look, and what they cannot make of them.

use cleat_api::ErrorCode;
use cleat_api::application::{BrandingConfigInput, CreateApplication, UpdateApplication};
use cleat_server::Credentials;

use crate::browser::{Browser, Rp, Shown, Wanted};
use crate::harness::{Server, client, number, refused};

async fn dress(server: &Server, rp: &Rp, branding: BrandingConfigInput) {
    let update = UpdateApplication::builder().app_id(rp.id.as_str());
    let update = update.branding_config(branding).build();
    server.client.call(&update).await.unwrap();
}

/// The addresses of the style sheets of a page.
fn sheets(page: &Shown) -> Vec<String> {
    let links = page.body.split("rel=\"stylesheet\" href=\"").skip(1);
    let address = |rest: &str| rest.split('"').next().unwrap().replace("&#x2f;", "/");
    links.map(address).collect()
}

fn css(text: &str) -> BrandingConfigInput {
    BrandingConfigInput {
        custom_css_enabled: Some(true),
        custom_css: Some(text.into()),
        ..BrandingConfigInput::default()
    }
}

/// Seen to fail with the name of the sheet the same for every sheet.
#[tokio::test(flavor = "multi_thread")]
async fn pages_wear_the_sheet_of_their_application() {
    let server = Server::start().await;
    let (rp, other) = (Rp::new(&server).await, Rp::new(&server).await);
    let browser = Browser::new(&server);
    let page = async |rp: &Rp| browser.get(&rp.request(&[])).await;
    assert_eq!(sheets(&page(&rp).await).len(), 1);
    dress(&server, &rp, css("h1 { color: #123456 }")).await;
    let dressed = page(&rp).await;
    let policy = dressed.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'; img-src"),
        "{policy}"
    );
    let own = sheets(&dressed).remove(1);
    let sheet = browser.get(&own).await;
    assert_eq!(sheet.body, "h1 { color: #123456 }");
    assert!(sheet.header("content-type").starts_with("text/css"));
    assert_eq!(sheet.header("x-content-type-options"), "nosniff");
    assert!(sheet.header("cache-control").contains("immutable"));
    let code = browser.send(&dressed, &number(1)).await;
    assert_eq!(sheets(&code)[1], own, "every page of the sign-in");
    assert_eq!(sheets(&page(&other).await).len(), 1, "another application");
    // A background comes before what the sheet says.
    let branding = BrandingConfigInput {
        custom_background: Some("https://cdn.example/a \"\\b.png?c=\\".into()),
        ..BrandingConfigInput::default()
    };
    dress(&server, &rp, branding).await;
    let second = sheets(&page(&rp).await).remove(1);
    let sheet = browser.get(&second).await.body;
    let picture = "url(\"https://cdn.example/a%20%22/b.png?c=%5C\")";
    assert!(
        sheet.contains(picture) && sheet.ends_with("h1 { color: #123456 }"),
        "{sheet}"
    );
    assert_eq!(browser.get(&own).await.status, 404, "what it wore before");
    let off = BrandingConfigInput {
        custom_css_enabled: Some(false),
        custom_background: Some(String::new()),
        ..BrandingConfigInput::default()
    };
    dress(&server, &rp, off).await;
    assert_eq!(sheets(&page(&rp).await).len(), 1);
    for unknown in [
        format!("/login/look/{}/look-0.css", rp.id),
        "/login/look/nobody/look-0.css".into(),
        "/login/look/%00/x".into(),
    ] {
        assert_eq!(browser.get(&unknown).await.status, 404, "{unknown}");
    }
}

/// Seen to fail with `branding::valid` left out of `create.rs`, and of `update.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_loads_something_is_refused() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let background = |address: &str| BrandingConfigInput {
        custom_background: Some(address.into()),
        ..BrandingConfigInput::default()
    };
    for wrong in [
        css("@import 'https://evil.test/x.css';"),
        css("a { background: url(https://evil.test/x) }"),
        css("a { background: \\75rl(https://evil.test/x) }"),
        css("/* no end"),
        background("javascript:alert(1)"),
        background("http://cdn.example/a.png"),
        background("red"),
    ] {
        let update = UpdateApplication::builder().app_id(rp.id.as_str());
        let update = update.branding_config(wrong.clone()).build();
        refused(
            server.client.call(&update).await,
            ErrorCode::InvalidArgument,
        );
        let create = CreateApplication::builder().app_name("x");
        let create = create.branding_config(wrong).build();
        refused(
            server.client.call(&create).await,
            ErrorCode::InvalidArgument,
        );
    }
    assert_eq!(
        sheets(&Browser::new(&server).get(&rp.request(&[])).await).len(),
        1
    );
}

/// A code that is asked for on a page of the server is of that page for the browser (WebOTP). Seen
/// to fail with `on_page` left out of `asked.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn codes_are_of_the_page_that_asks_for_them() {
    let public = [
        ("no_address_limits", "true"),
        ("public_url", "https://login.example.com"),
    ];
    let server = Server::with(&public).await;
    let host = format!("http://{}", server.app.settings.listen);
    let credentials = Credentials {
        app_host: host.clone(),
        ..server.credentials.clone()
    };
    let rp = Rp::of(&client(&credentials), &host, Wanted::default()).await;
    let browser = Browser::at(&host);
    let page = browser.get(&rp.request(&[])).await;
    browser.send(&page, &number(1)).await;
    let sent = &server.sent(&format!("+86{}", number(1))).await[0];
    let last = format!("\n@login.example.com #{}", sent.code.as_ref().unwrap());
    assert!(sent.body.ends_with(&last), "{}", sent.body);
}
