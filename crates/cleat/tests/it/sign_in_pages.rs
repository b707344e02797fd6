//! The sign-in pages, without scripts.

use std::process::Stdio;

use cleat_api::application::{
    BasicLoginMethod, ClientAuthMethod, DefaultConnectionType, DefaultLoginMethodInput,
    UpdateApplication, UpdateLoginConfigInput,
};
use cleat_api::user::{CreateUser, CreateUserOptions};

use crate::browser::{Browser, CALLBACK, Rp, Wanted, claims};
use crate::common::{need, node};
use crate::harness::{Folder, Process, Running, Server, client, figure, free_address, now, number};

/// From the application to the page, by phone and code, and back with tokens.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_a_code_and_back() {
    let server = Server::start().await;
    for method in ClientAuthMethod::ALL.iter().filter(|one| !one.is_signed()) {
        let wanted = Wanted {
            method: *method,
            ..Wanted::default()
        };
        let rp = Rp::with(&server, wanted).await;
        let browser = Browser::new(&server);
        let page = browser.get(&rp.request(&[])).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(
            page.body.contains("to continue to Shop &amp; &lt;Co&gt;"),
            "{}",
            page.body
        );
        let digits: u32 = 1000 + method.as_str().len() as u32;
        let back = browser.by_phone(&server, &page, &number(digits)).await;
        let location = back.location.as_ref().unwrap().as_str();
        assert!(location.starts_with(&format!("{CALLBACK}?")), "{location}");
        assert_eq!(back.told("state").as_deref(), Some("st ate&=#1"));
        let issuer = format!("{}/oidc", rp.host);
        assert_eq!(back.told("iss"), Some(issuer.clone()));
        let (status, tokens) = rp.exchange(&back.code()).await;
        assert_eq!(status, 200, "{tokens}");
        let id = claims(&tokens["id_token"]);
        assert_eq!(id["nonce"], "n-0S6_WzA2Mj");
        assert_eq!(id["aud"], rp.id.as_str());
        assert_eq!(id["iss"], issuer);
        assert_eq!(id["amr"], serde_json::json!(["otp", "sms"]));
        assert_eq!(id["auth_time"], id["iat"]);
        assert_eq!(id["phone_number"], format!("+86{}", number(digits)));
        let (status, me) = rp.me(tokens["access_token"].as_str().unwrap()).await;
        assert!(status == 200 && me["sub"] == id["sub"], "{me}");
        let refreshed = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ];
        let (status, next) = rp.token(&refreshed).await;
        assert_eq!(status, 200, "{next}");
        let again = claims(&next["id_token"]);
        assert_eq!(again["auth_time"], id["auth_time"]);
        assert_eq!(again["amr"], id["amr"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_email_and_by_password() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let path = page.path.trim_end_matches('?');
    let by_email = browser.get(&format!("{path}?by=email")).await;
    let address = "ada@example.com";
    let wants_code = browser.submit(&by_email, &[("email", address)]).await;
    assert!(
        wants_code.body.contains("a***@example.com"),
        "{}",
        wants_code.body
    );
    let code = server.code(address).await;
    let back = browser
        .submit(&wants_code, &[("code", code.expose())])
        .await;
    let (_, tokens) = rp.exchange(&back.code()).await;
    let id = claims(&tokens["id_token"]);
    assert!(
        id["email"] == address && id["amr"] == serde_json::json!(["otp"]),
        "{id}"
    );

    let user = CreateUser {
        username: Some("grace".into()),
        password: Some("a Long 1 password!".into()),
        options: Some(CreateUserOptions::default()),
        ..CreateUser::default()
    };
    server.client.call(&user).await.unwrap();
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    let path = page.path.trim_end_matches('?');
    let page = browser.get(&format!("{path}?by=password")).await;
    let fields = [("name", "grace"), ("password", "a Long 1 password!")];
    let back = browser.submit(&page, &fields).await;
    let (_, tokens) = rp.exchange(&back.code()).await;
    assert_eq!(
        claims(&tokens["id_token"])["amr"],
        serde_json::json!(["pwd"])
    );
}

/// Where sign-in and sign-up are apart, nobody gets an account unasked.
#[tokio::test(flavor = "multi_thread")]
async fn sign_up_apart() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let login = UpdateLoginConfigInput {
        merge_login_and_register_page: Some(false),
        enabled_basic_login_methods: Some(vec![BasicLoginMethod::PhoneCode]),
        default_login_method: Some(DefaultLoginMethodInput {
            connection_type: DefaultConnectionType::Passcode,
            ..DefaultLoginMethodInput::default()
        }),
        ..UpdateLoginConfigInput::default()
    };
    let update = UpdateApplication::builder().app_id(rp.id.as_str());
    let update = update.login_config(login).build();
    server.client.call(&update).await.unwrap();
    let browser = Browser::new(&server);
    let page = browser.get(&rp.request(&[])).await;
    assert!(!page.body.contains("by=email") && !page.body.contains("by=password"));
    let shown = browser.by_phone(&server, &page, &number(1)).await;
    assert!(
        shown.body.contains("No account has this number"),
        "{}",
        shown.body
    );
    assert_eq!(server.count("SELECT COUNT(*) FROM account").await, 0);
    server.advance(61);
    let path = page.path.trim_end_matches('?');
    let sign_up = browser.get(&format!("{path}?by=phone&signs_up=1")).await;
    assert!(
        sign_up.body.contains("<h1>Create an account</h1>"),
        "{}",
        sign_up.body
    );
    browser.by_phone(&server, &sign_up, &number(1)).await.code();
    let page = Browser::new(&server)
        .get(&rp.request(&[("prompt", "create")]))
        .await;
    assert!(
        page.body.contains("<h1>Create an account</h1>"),
        "{}",
        page.body
    );
}

/// Nothing on the page tells a number that somebody has from one that nobody has (P11).
#[tokio::test(flavor = "multi_thread")]
async fn the_page_for_a_code_tells_nothing() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    server.sign_in(&number(11)).await;
    server.advance(61);
    let mut seen = Vec::new();
    for digits in [11, 111_111] {
        let browser = Browser::new(&server);
        let page = browser.get(&rp.request(&[])).await;
        let shown = browser.send(&page, &number(digits)).await;
        let id = shown.action().replace("/login/", "").replace("/code", "");
        let same = shown
            .body
            .replace(&id, "ID")
            .replace(&shown.hidden("form"), "FORM");
        seen.push((shown.status, same));
    }
    assert_eq!(seen[0], seen[1]);
}

/// What every page is guarded by, its language, and its weight.
#[tokio::test(flavor = "multi_thread")]
async fn pages_are_guarded_and_light() {
    let server = Server::start().await;
    let rp = Rp::new(&server).await;
    let browser = Browser::new(&server);
    let begun = now();
    let page = browser.get(&rp.request(&[])).await;
    let took = begun.elapsed();
    let code = browser.send(&page, &number(1)).await;
    let fault = browser.get(&rp.request(&[("client_id", "x")])).await;
    for page in [&page, &code, &fault] {
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'"),
            "{policy}"
        );
        assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        for (name, value) in [
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(page.header(name), value, "{name}");
        }
        assert_eq!(page.body.matches("<script").count(), 1);
        assert!(page.body.contains("\" defer></script>") && !page.body.contains("style="));
        assert!(page.body.contains("<html lang=\"en-US\">"), "{}", page.body);
    }
    let path = page.path.trim_end_matches('?');
    let chinese = browser.get(&format!("{path}?lang=zh-CN")).await;
    assert!(chinese.body.contains("<h1>登录</h1>"), "{}", chinese.body);
    let english = browser.get(&rp.request(&[("ui_locales", "en")])).await;
    assert!(
        english.body.contains("<h1>登录</h1>"),
        "what somebody chose counts"
    );
    let mut files = 0;
    let packed = |text: &str| packed(text.as_bytes());
    for before in ["stylesheet\" href=\"", "<script src=\""] {
        let (_, file) = page.body.split_once(before).unwrap();
        let file = file.split('"').next().unwrap().replace("&#x2f;", "/");
        let file = browser.get(&file).await;
        assert!(
            file.header("cache-control").contains("immutable"),
            "{file:?}"
        );
        files += packed(&file.body);
    }
    let weight = [&page, &code, &chinese].map(|page| packed(&page.body) + files);
    let text =
        format!("{weight:?} bytes packed, style sheet and script included; first page in {took:?}");
    figure("O4", text);
    assert!(weight.iter().all(|bytes| *bytes <= 12 * 1024), "{weight:?}");
}

/// About what `gzip` makes of it.
fn packed(bytes: &[u8]) -> usize {
    let mut child = std::process::Command::new("gzip")
        .arg("-9c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), bytes).unwrap();
    child.wait_with_output().unwrap().stdout.len()
}

/// The program of a guide, for that server and at that address.
fn program(tongue: &str, (host, address): (&str, &str), folder: &Folder) -> std::path::PathBuf {
    let guide = format!("../../docs/guide/{tongue}/sign-in-with-a-page.md");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(guide);
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("```js\n").nth(1).unwrap();
    let port = address.split_once(':').unwrap().1;
    let code = code.split("```").next().unwrap();
    let code = code
        .replace("http://127.0.0.1:8080", host)
        .replace("http://localhost:3000", &format!("http://{address}"))
        .replace("listen(3000)", &format!("listen({port})"));
    let program = folder.0.join("guide.mjs");
    std::fs::write(&program, code).unwrap();
    program
}

/// The application of the guide, as it stands there, in both languages.
#[tokio::test(flavor = "multi_thread")]
async fn the_guide_signs_in() {
    let (_, modules) = need!(node("tests/standards/node"));
    let data = Folder::new();
    let flags = ["--no-address-limits"];
    let process = Process::start(&data.path(), &free_address(), &flags, Stdio::null()).await;
    let client = client(&process.credentials().await);
    for (n, tongue) in (1..).zip(["en", "zh"]) {
        let address = free_address();
        let origin = format!("http://{address}");
        let folder = Folder::new();
        std::os::unix::fs::symlink(&modules, folder.0.join("node_modules")).unwrap();
        let program = program(tongue, (&process.base, &address), &folder);
        let wanted = Wanted {
            method: ClientAuthMethod::ClientSecretPost,
            ..Wanted::default()
        };
        let rp = Rp::of(&client, &process.base, wanted).await;
        let update = UpdateApplication::builder().app_id(rp.id.as_str());
        let update = update
            .redirect_uris(vec![format!("{origin}/callback")])
            .build();
        client.call(&update).await.unwrap();
        let (mut command, _) = need!(node("tests/standards/node"));
        command.arg(&program).stderr(Stdio::inherit());
        let command = command.env("APP_ID", &rp.id).env("APP_SECRET", &rp.secret);
        let _running = Running(command.spawn().unwrap());
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let http = http.build().unwrap();
        let sent = loop {
            match http.get(&origin).send().await {
                Ok(sent) => break sent,
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        };
        let kept = sent.headers()["set-cookie"].to_str().unwrap().to_owned();
        let to = sent.headers()["location"].to_str().unwrap().to_owned();
        let browser = Browser::at(&process.base);
        let page = browser.get(to.strip_prefix(&process.base).unwrap()).await;
        let wants_code = browser.send(&page, &number(n)).await;
        let code = process.code(&format!("+86{}", number(n))).await;
        let back = browser
            .submit(&wants_code, &[("code", code.expose())])
            .await;
        let url = back.location.unwrap();
        let cookie = kept.split(';').next().unwrap();
        let answer = http.get(url.clone()).header("cookie", cookie).send().await;
        let text = answer.unwrap().text().await.unwrap();
        assert!(
            text.starts_with(&format!("Hello +86{}", number(n))),
            "{tongue}: {text}"
        );
        // Whoever has the address alone is nobody.
        let answer = http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{tongue}");
    }
}
