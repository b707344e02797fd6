//! Debian's `mod_auth_openidc` behind Apache, unmodified: a site that signs people in without a line
//! of its own.

use std::process::{Command, Stdio};
use std::time::Duration;

use cleat_api::application::{ClientAuthMethod, OidcConfig};
use cleat_api::session::KickUsers;
use cleat_client::Client;

use crate::browser::{Browser, Rp, Shown, Wanted};
use crate::common::{need, program};
use crate::harness::{Folder, Process, Running, client, free_address, number};

const MODULES: [&str; 6] = [
    "mpm_event",
    "authn_core",
    "authz_core",
    "authz_user",
    "headers",
    "auth_openidc",
];

/// A site, and how its application proves itself.
struct Site {
    address: String,
    rp: Rp,
    method: ClientAuthMethod,
}

impl Site {
    async fn new(client: &Client, host: &str, method: ClientAuthMethod) -> Self {
        let address = free_address();
        let origin = format!("http://{address}");
        let config = OidcConfig {
            redirect_uris: Some(vec![format!("{origin}/cb")]),
            post_logout_redirect_uris: Some(vec![format!("{origin}/bye")]),
            backchannel_logout_uri: Some(format!("{origin}/cb?logout=backchannel")),
            ..OidcConfig::default()
        };
        let wanted = Wanted {
            method,
            config,
            ..Wanted::default()
        };
        let rp = Rp::of(client, host, wanted).await;
        Self {
            address,
            rp,
            method,
        }
    }

    fn config(&self, home: &str) -> String {
        let (host, id, secret) = (&self.rp.host, &self.rp.id, &self.rp.secret);
        let (address, method) = (&self.address, self.method.as_str());
        format!(
            "Listen {address}\n<VirtualHost {address}>\nDocumentRoot {home}/www\n\
             OIDCProviderMetadataURL {host}/oidc/.well-known/openid-configuration\n\
             OIDCClientID {id}\nOIDCClientSecret {secret}\n\
             OIDCProviderTokenEndpointAuth {method}\n\
             OIDCRedirectURI http://{address}/cb\nOIDCCryptoPassphrase {secret}\n\
             OIDCScope \"openid phone offline_access\"\nOIDCPKCEMethod S256\n\
             OIDCPassRefreshToken On\nOIDCPassClaimsAs environment\n\
             <Location />\nAuthType openid-connect\nRequire valid-user\n\
             Header always set x-phone \"%{{OIDC_CLAIM_phone_number}}e\"\n\
             Header always set x-token \"%{{OIDC_access_token}}e\"\n</Location>\n\
             <Location /bye>\nAuthType None\nRequire all granted\n</Location>\n</VirtualHost>\n"
        )
    }
}

/// Apache with those sites.
fn apache(folder: &Folder, sites: &[Site]) -> Running {
    let home = folder.path();
    std::fs::create_dir(format!("{home}/www")).unwrap();
    for page in ["secret", "bye"] {
        std::fs::write(format!("{home}/www/{page}"), page).unwrap();
    }
    let modules = MODULES.map(|name| format!("LoadModule {name}_module modules/mod_{name}.so\n"));
    let own: Vec<String> = sites.iter().map(|site| site.config(&home)).collect();
    let config = format!(
        "ServerRoot /usr/lib/apache2\nServerName 127.0.0.1\nUser www-data\nGroup www-data\n\
         DefaultRuntimeDir {home}\nPidFile {home}/pid\nErrorLog {home}/error.log\n{}{}",
        modules.concat(),
        own.concat()
    );
    let path = format!("{home}/apache.conf");
    std::fs::write(&path, config).unwrap();
    let mut command = Command::new("apache2");
    let command = command.args(["-f", &path, "-DFOREGROUND"]);
    Running(command.stderr(Stdio::inherit()).spawn().unwrap())
}

/// One who visits the site, and the provider from there.
struct Visitor {
    at_site: Browser,
    at_provider: Browser,
}

impl Visitor {
    /// What the site shows of its secret; its way leads over the provider where nobody is signed in.
    async fn visit(&self, site: &Site, process: &Process, n: u32) -> Shown {
        let shown = self.at_site.get("/secret").await;
        let Some(away) = &shown.location else {
            return shown;
        };
        let path = away
            .as_str()
            .strip_prefix(&process.base)
            .expect("the provider");
        let mut shown = self.at_provider.get(path).await;
        if shown.location.is_none() {
            let page = self.at_provider.send(&shown, &number(n)).await;
            let code = process.code(&format!("+86{}", number(n))).await;
            shown = self
                .at_provider
                .submit(&page, &[("code", code.expose())])
                .await;
        }
        let back = shown.location.expect("the site");
        let origin = format!("http://{}", site.address);
        let path = back.as_str().strip_prefix(&origin).expect("the site");
        self.at_site.get(path).await
    }

    async fn is_signed_in(&self) -> bool {
        self.at_site.get("/secret").await.location.is_none()
    }
}

/// W8: the code flow with PKCE by a secret in both places, the refresh token, the sign-out that the
/// site asks for, and the one that it is told of.
#[tokio::test(flavor = "multi_thread")]
async fn w8_apache_signs_people_in() {
    need!(program("apache2"));
    let data = Folder::new();
    let flags = ["--no-address-limits"];
    let process = Process::start(&data.path(), &free_address(), &flags, Stdio::null()).await;
    let client = client(&process.credentials().await);
    let mut sites = Vec::new();
    for method in [
        ClientAuthMethod::ClientSecretBasic,
        ClientAuthMethod::ClientSecretPost,
    ] {
        sites.push(Site::new(&client, &process.base, method).await);
    }
    let folder = Folder::new();
    let _apache = apache(&folder, &sites);
    for (n, site) in (1..).zip(&sites) {
        let origin = format!("http://{}", site.address);
        serves(&format!("{origin}/bye")).await;
        let visitor = Visitor {
            at_site: Browser::at(&origin),
            at_provider: Browser::at(&process.base),
        };
        let shown = visitor.visit(site, &process, n).await;
        assert_eq!(
            (shown.status, shown.body.as_str()),
            (200, "secret"),
            "{shown:?}"
        );
        assert_eq!(shown.header("x-phone"), format!("+86{}", number(n)));
        let first = shown.header("x-token").to_owned();
        let query = [
            ("refresh", format!("{origin}/secret")),
            ("access_token", first.clone()),
        ];
        let refresh = reqwest::Url::parse_with_params(&format!("{origin}/cb"), query).unwrap();
        let shown = visitor
            .at_site
            .get(refresh.as_str().strip_prefix(&origin).unwrap())
            .await;
        let second = shown.header("x-token");
        assert!(
            shown.body == "secret" && second != first && !second.is_empty(),
            "{shown:?}"
        );
        signs_out(&visitor, &origin, &process).await;
        // Another number: the first one had a code just now.
        let shown = visitor.visit(site, &process, n + 10).await;
        assert_eq!(shown.body, "secret");
        is_told(&visitor, &client, site, shown.header("x-token")).await;
    }
}

/// Waits until a page is there.
async fn serves(page: &str) {
    for _ in 0..200 {
        if reqwest::get(page).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("Apache did not start");
}

/// The site signs out, and so does the provider.
async fn signs_out(visitor: &Visitor, origin: &str, process: &Process) {
    let to = reqwest::Url::parse_with_params(
        &format!("{origin}/cb"),
        [("logout", format!("{origin}/bye"))],
    );
    let shown = visitor
        .at_site
        .get(to.unwrap().as_str().strip_prefix(origin).unwrap())
        .await;
    let away = shown.location.expect("the provider");
    let shown = visitor
        .at_provider
        .get(away.as_str().strip_prefix(&process.base).unwrap())
        .await;
    assert_eq!(
        shown.location.expect("the site").as_str(),
        format!("{origin}/bye")
    );
    let shown = visitor.at_site.get("/secret").await;
    let path = shown.location.expect("the provider");
    let page = visitor
        .at_provider
        .get(path.as_str().strip_prefix(&process.base).unwrap())
        .await;
    assert!(
        page.location.is_none() && page.body.contains("name=\"phone\""),
        "{page:?}"
    );
}

/// The site hears that its user was kicked out.
async fn is_told(visitor: &Visitor, client: &Client, site: &Site, token: &str) {
    let (status, me) = site.rp.me(token).await;
    assert_eq!(status, 200, "{me}");
    let kick = KickUsers::builder().user_id(me["sub"].as_str().unwrap());
    let kick = kick.app_ids(vec![site.rp.id.clone()]).build();
    client.call(&kick).await.map(drop).unwrap();
    for _ in 0..200 {
        if !visitor.is_signed_in().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the site was not told");
}
