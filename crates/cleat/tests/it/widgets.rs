//! The official widgets and their SDK, unmodified, in Chromium.

use cleat_api::application::{
    BrandingConfigInput, ClientAuthMethod, OidcConfig, UpdateApplication, UpdateLoginConfigInput,
};
use cleat_api::security::UpdateSecuritySettings;
use serde_json::json;

use crate::browser::{Rp, Wanted};
use crate::common::{self, need};
use crate::harness::{Server, free_address};

/// Two hosts of one site, where browsers are told to look for them.
const SITE: (&str, &str) = ("https://id.shop.localhost", "https://app.shop.localhost");

/// An application whose users sign in by a widget on a page of its own.
struct Page {
    server: Server,
    app_id: String,
    /// Where the page is served.
    address: String,
    /// Server and page as the browser sees them.
    host: String,
    origin: String,
}

impl Page {
    async fn new(merges: bool) -> Self {
        let address = free_address();
        let origin = format!("http://{address}");
        let mut page = Self::at(merges, address, &origin).await;
        page.host.clone_from(&page.server.credentials.app_host);
        page
    }

    /// A page of the same site as the server.
    async fn same_site() -> Self {
        Self::at(true, free_address(), SITE.1).await
    }

    async fn at(merges: bool, address: String, origin: &str) -> Self {
        let server = Server::start().await;
        let none = Some(ClientAuthMethod::None);
        let wanted = Wanted {
            method: ClientAuthMethod::None,
            config: OidcConfig {
                revocation_endpoint_auth_method: none,
                introspection_endpoint_auth_method: none,
                ..OidcConfig::default()
            },
            ..Wanted::default()
        };
        let rp = Rp::with(&server, wanted).await;
        let login = UpdateLoginConfigInput {
            merge_login_and_register_page: Some(merges),
            ..UpdateLoginConfigInput::default()
        };
        let update = UpdateApplication::builder()
            .app_id(rp.id.as_str())
            .redirect_uris(vec![format!("{origin}/callback")])
            .logout_redirect_uris(vec![origin.to_owned()])
            .branding_config(BrandingConfigInput {
                show_forget_password_button: Some(true),
                ..BrandingConfigInput::default()
            })
            .login_config(login);
        server.client.call(&update.build()).await.unwrap();
        let update = UpdateSecuritySettings::builder().allowed_origins(vec![origin.to_owned()]);
        server.client.call(&update.build()).await.unwrap();
        Self {
            server,
            app_id: rp.id,
            address,
            host: SITE.0.to_owned(),
            origin: origin.to_owned(),
        }
    }

    /// The page of the guide, for this application at that server.
    fn of_guide(&self, tongue: &str) -> String {
        let guide = format!("../../docs/guide/{tongue}/move-from-guard.md");
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(guide);
        let text = std::fs::read_to_string(path).unwrap();
        let (_, page) = text.split_once("```html\n").unwrap();
        let (page, _) = page.split_once("```").unwrap();
        page.replace("APP_ID", &self.app_id)
            .replace("http://127.0.0.1:8080", &self.host)
            .replace("http://localhost:3000", &self.origin)
    }

    /// Runs a story in the browser; what it printed.
    async fn run(&self, script: &str, widget: &str) -> String {
        let (_, port) = self.address.split_once(':').unwrap();
        let credentials = &self.server.credentials;
        let options = json!({
            "appId": self.app_id, "userPoolId": credentials.user_pool_id, "widget": widget,
            "host": self.host, "direct": credentials.app_host,
            "origin": self.origin, "port": port.parse::<u16>().unwrap(),
            "html": self.of_guide("en"),
        });
        let mut node = tokio::process::Command::new("node");
        node.current_dir(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/widgets/node"
        ));
        node.arg(script).arg(options.to_string());
        let done = node.kill_on_drop(true).output().await.unwrap();
        let [said, wrong] = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap());
        assert!(done.status.success(), "{said}{wrong}");
        said
    }
}

macro_rules! need_widgets {
    () => {
        need!(common::node("tests/widgets/node"));
        need!(common::node("tests/sdk/node"));
        need!(common::program("chromium"));
    };
}

/// Codes by phone and e-mail, a forgotten password, a password, wrong ones, a locked account, and
/// out again; the page is that of the guide.
#[tokio::test(flavor = "multi_thread")]
async fn guard_where_signing_in_signs_up() {
    need_widgets!();
    let said = Page::new(true).await.run("guard.mjs", "together").await;
    assert!(said.contains("together: 18 checks passed"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn guard_for_react() {
    need_widgets!();
    let said = Page::new(true).await.run("guard.mjs", "react").await;
    assert!(said.contains("react: 3 checks passed"), "{said}");
}

/// Signing up by phone and by e-mail, then in; nobody gets an account unasked.
#[tokio::test(flavor = "multi_thread")]
async fn guard_where_signing_up_is_apart() {
    need_widgets!();
    let said = Page::new(false).await.run("guard.mjs", "apart").await;
    assert!(said.contains("apart: 7 checks passed"), "{said}");
}

/// To the sign-in page and back, and out of both.
/// Seen to fail with the token alone ended by `logout`: the next redirect asked nobody.
#[tokio::test(flavor = "multi_thread")]
async fn guard_by_redirect() {
    need_widgets!();
    need!(common::program("openssl"));
    let said = Page::same_site().await.run("guard.mjs", "redirect").await;
    assert!(said.contains("redirect: 2 checks passed"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_for_javascript() {
    need_widgets!();
    let page = Page::new(false).await;
    let said = page.run("js-sdk.mjs", "").await;
    assert!(said.contains("authing-js-sdk: 22 checks passed"), "{said}");
}

/// Silently, by redirect, by popup, refreshed, and out again.
#[tokio::test(flavor = "multi_thread")]
async fn web_and_browser() {
    need_widgets!();
    need!(common::program("openssl"));
    for (widget, checks) in [("web", 13), ("browser", 12)] {
        let said = Page::same_site().await.run("web.mjs", widget).await;
        assert!(said.contains(&format!("{checks} checks passed")), "{said}");
    }
}
