//! What operators do: move users, back up, rotate keys, watch.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use cleat_api::oidc::FetchJwks;
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::password::{
    ResetPassword, ResetPasswordByPhone, ResetPasswordMethod, VerifyResetPasswordRequest,
};
use cleat_api::profile::GetProfile;
use cleat_api::signin::{SignInByCredentials, SignInByPassword, SignInConnection};
use cleat_api::system::GetSystemInfo;
use cleat_api::user::{CreateUser, GetUser};
use cleat_api::{Endpoint as _, ErrorCode, Value};
use serde_json::json;

use crate::harness::{
    Folder, Process, Server, by_phone, client, database, free_address, number, refused,
};
use crate::management::{LIST, send, signed};

pub async fn cleat(folder: &Folder, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
    command.args(args).args(["--data", &folder.path()]);
    if let Some(url) = database(&folder.path()).await {
        command.args(["--database-url", &url]);
    }
    command.output().unwrap()
}

pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn by_password(account: &str) -> SignInByCredentials {
    SignInByCredentials {
        connection: SignInConnection::Password,
        password_payload: Some(SignInByPassword {
            account: Some(account.into()),
            password: "correct horse".into(),
            ..SignInByPassword::default()
        }),
        ..SignInByCredentials::default()
    }
}

/// bcrypt, scrypt, PBKDF2 and salted SHA of "correct horse", as other systems made them.
const DIGESTS: [&str; 4] = [
    "$2b$04$P9SSN8iP1kjUQ9cUq7DJZO1dpXC7xRqRT/V1WnyJQ5NdgsPWFsQSa",
    "$scrypt$ln=4,r=8,p=1$rzXmfM95L4XQWkvpHUOo1Q$/nGFkQ4o4H2ZrPAkua0YpVRsa7avyabFh1cPU/a24X8",
    "pbkdf2_sha256$1000$xZIeZVFt4I54$z5ZsQpvvN91xR53FVJgjyrPkz27A5DdUM6JVJpvWPFA=",
    "{SSHA}BVzxoyXWcalALS7LthirTwDhay57L+X8",
];

/// As editors and spreadsheets write files, also when several are put together. Seen to fail without
/// the mark cut off.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_may_begin_with_a_byte_order_mark() {
    let folder = Folder::new();
    let line = |name: &str| format!("\u{feff}{}\r\n", json!({ "username": name }));
    let file = folder.0.join("users.jsonl");
    std::fs::write(&file, line("ada") + &line("eve") + "\u{feff}").unwrap();
    let file = file.to_string_lossy().into_owned();
    let told = said(&cleat(&folder, &["import", &file]).await);
    let all = "2 users added, 0 there already, 0 refused";
    assert!(told.contains(all), "{told}");
}

/// Users come in with the digests of another system, sign in by their passwords, and have ours
/// afterwards; what cannot be taken is told by its line; and what goes out comes in again.
///
/// Seen to fail with `upgrade` left out of `by_password.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn users_move_in_and_out() {
    let folder = Folder::new();
    let mut lines = Vec::new();
    for (n, digest) in DIGESTS.iter().enumerate() {
        lines.push(json!({
            "username": format!("user{n}"), "phone": format!("+86 139 0000 000{n}"),
            "phoneVerified": true, "passwordDigest": digest, "nickname": format!("Nick {n}"),
            "customData": { "n": n }, "createdAt": "2020-02-02T02:02:02.020Z",
            "identities": [{ "extIdpId": "idp", "provider": "github", "type": "openid",
                "userIdInIdp": format!("gh{n}"), "userInfoInIdp": {}, "originConnIds": [] }],
        }));
    }
    let wrong = [
        json!({ "username": "user0" }),
        json!({ "username": "other", "phone": "+8613900000001" }),
        json!({ "username": "odd", "passwordDigest": "$1$md5" }),
        json!({ "username": "odd", "nicknam": "x" }),
        json!({ "email": "not an address" }),
        json!("text"),
    ];
    let all: Vec<String> = lines.iter().chain(&wrong).map(Value::to_string).collect();
    let file = folder.0.join("users.jsonl");
    std::fs::write(&file, all.join("\n")).unwrap();
    let file = file.to_string_lossy().into_owned();
    let first = cleat(&folder, &["import", &file]).await;
    let told = said(&first);
    assert_eq!(first.status.code(), Some(1), "{told}");
    assert!(
        told.contains("4 users added, 0 there already, 6 refused"),
        "{told}"
    );
    for (line, why) in [
        (5, "user name"),
        (6, "phone"),
        (7, "passwordDigest"),
        (8, "nicknam"),
        (9, "email"),
        (10, "must be a JSON object"),
    ] {
        let found = told
            .lines()
            .find(|told| told.contains(&format!("line {line}: ")));
        assert!(
            found.is_some_and(|found| found.contains(why)),
            "{line} {why}: {told}"
        );
    }
    assert!(!told.contains("13900000001"), "no whole number: {told}");
    // Again, as after a cut: nothing comes twice.
    let again = said(&cleat(&folder, &["import", &file]).await);
    assert!(
        again.contains("0 users added, 4 there already, 6 refused"),
        "{again}"
    );

    let server = Process::start(&folder.path(), &free_address(), &[], Stdio::null()).await;
    let api = client(&server.credentials().await);
    for n in 0..DIGESTS.len() {
        for _ in 0..2 {
            let tokens = api.call(&by_password(&format!("user{n}"))).await.unwrap();
            let me = api.with_access_token(tokens.access_token.unwrap());
            let user = me.call(&GetProfile::default()).await.unwrap();
            assert_eq!(user.nickname, Some(format!("Nick {n}")));
            assert_eq!(user.created_at, "2020-02-02T02:02:02.020Z");
        }
    }
    drop(server);

    let out = folder.0.join("out.jsonl").to_string_lossy().into_owned();
    let export = cleat(&folder, &["export", "--output", &out]).await;
    assert!(
        said(&export).contains("4 users written"),
        "{}",
        said(&export)
    );
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(
        text.matches("$argon2id$v=19$m=19456,t=2,p=1$").count(),
        4,
        "upgraded"
    );
    assert_eq!(text.matches("\"userIdInIdp\":\"gh").count(), 4);
    // A run that was cut in the middle of a line goes on after the last whole one.
    std::fs::write(&out, &text[..text.len() / 2]).unwrap();
    let export = cleat(&folder, &["export", "--output", &out, "--resume"]).await;
    assert!(export.status.success(), "{}", said(&export));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), text);

    let other = Folder::new();
    let copied = cleat(&other, &["import", &out]).await;
    assert!(copied.status.success(), "{}", said(&copied));
    let back = cleat(&other, &["export"]).await;
    let same = |text: &str| -> Vec<Value> {
        let users = text.lines().map(|line| serde_json::from_str(line).unwrap());
        let mut users: Vec<Value> = users.collect();
        for user in &mut users {
            user["identities"][0]["identityId"] = Value::Null;
        }
        users
    };
    assert_eq!(same(&String::from_utf8_lossy(&back.stdout)), same(&text));
}

/// A line that is refused for its last field leaves nothing of the others: once it is mended, it comes
/// in whole, and nobody has what it asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_refused_leaves_nothing() {
    let folder = Folder::new();
    let identity = |id: &str| {
        json!([{ "extIdpId": "idp", "provider": "github", "type": "openid", "userIdInIdp": id,
            "userInfoInIdp": {}, "originConnIds": [] }])
    };
    let user = |n: u32| {
        json!({ "username": format!("user{n}"), "phone": format!("+86{}", number(n)),
            "email": format!("user{n}@example.com"), "externalId": format!("x{n}"),
            "phoneVerified": true, "emailVerified": true,
            "passwordDigest": DIGESTS[0], "identities": identity(&format!("gh{n}")) })
    };
    let with = |n: u32, field: &str, value: Value| {
        let mut line = user(n);
        line[field] = value;
        line
    };
    let import = async |name: &str, lines: &[Value]| {
        let text: Vec<String> = lines.iter().map(Value::to_string).collect();
        let file = folder.0.join(name);
        std::fs::write(&file, text.join("\n")).unwrap();
        said(&cleat(&folder, &["import", &file.to_string_lossy()]).await)
    };
    import("first.jsonl", &[user(0)]).await;
    let wrong = [
        with(1, "username", "user0".into()),
        with(2, "phone", format!("+86{}", number(0)).into()),
        with(3, "email", "user0@example.com".into()),
        with(4, "externalId", "x0".into()),
        with(5, "identities", identity("gh0")),
        with(6, "passwordDigest", "$1$md5".into()),
        with(7, "nicknam", "x".into()),
        with(8, "identities", json!([identity("gh8")[0], { "type": 1 }])),
    ];
    let told = import("wrong.jsonl", &wrong).await;
    assert!(
        told.contains("0 users added, 0 there already, 8 refused"),
        "{told}"
    );
    let exported = cleat(&folder, &["export"]).await;
    assert_eq!(String::from_utf8_lossy(&exported.stdout).lines().count(), 1);
    let mended: Vec<Value> = (1..=8).map(user).collect();
    let told = import("mended.jsonl", &mended).await;
    assert!(
        told.contains("8 users added, 0 there already, 0 refused"),
        "{told}"
    );
}

/// A backup made under way holds what was acknowledged before it; what it brings back is no
/// code, session, token, grant or nonce.
///
/// Seen to fail with the codes kept, with sessions and refresh tokens kept, without the rotation,
/// and with the date of signed calls not compared.
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_revives_nothing() {
    let (folder, address) = (Folder::new(), free_address());
    // The embedded database, whatever the other tests run on.
    let serve = |data: String, address: String| async move {
        let child = Command::new(env!("CARGO_BIN_EXE_cleat"))
            .args(["serve", "--dev", "--no-address-limits", "--log=error"])
            .args(["--data", &data, "--listen", &address])
            .spawn()
            .unwrap();
        let base = format!("http://{address}");
        let process = Process { child, base };
        process.answers().await;
        process
    };
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
        command.args(args).output().unwrap()
    };
    let server = serve(folder.path(), address.clone()).await;
    let credentials = server.credentials().await;
    let api = client(&credentials);
    let code = |n: u32, channel: SmsChannel| {
        let (api, server) = (api.clone(), &server);
        async move {
            let send = SendSms {
                channel,
                phone_number: number(n),
                ..SendSms::default()
            };
            api.call(&send).await.unwrap();
            server.code(&format!("+86{}", number(n))).await
        }
    };
    let mut sign_in = by_phone(&number(1), code(1, SmsChannel::Login).await);
    if let Some(options) = &mut sign_in.options {
        options.scope = Some("openid offline_access".into());
    }
    let tokens = api.call(&sign_in).await.unwrap();
    let me = api.with_access_token(tokens.access_token.clone().unwrap());
    let user_id = me.call(&GetProfile::default()).await.unwrap().user_id;
    let payload = ResetPasswordByPhone::builder().phone_number(number(1));
    let payload = payload.pass_code(code(1, SmsChannel::ResetPassword).await);
    let verify = VerifyResetPasswordRequest::builder()
        .verify_method(ResetPasswordMethod::PhonePasscode)
        .phone_pass_code_payload(payload.build());
    let granted = api.call(&verify.build()).await.unwrap();
    // Sent before the backup, used after it.
    let live = by_phone(&number(2), code(2, SmsChannel::Login).await);
    let backup = folder.0.join("backup.db").to_string_lossy().into_owned();
    let made = run(&["backup", &backup, "--data", &folder.path()]);
    assert!(made.status.success(), "{}", said(&made));
    assert!(
        !run(&["backup", &backup, "--data", &folder.path()])
            .status
            .success()
    );
    let now = || cleat_server::Clock::system().now().to_string();
    let call = signed(&credentials, &now(), "one", LIST, json!({}));
    assert_eq!(send(&credentials.app_host, &call).await["statusCode"], 200);
    api.call(&live).await.unwrap();
    let management = cleat_api::access_key::GetManagementToken {
        access_key_id: credentials.user_pool_id.clone(),
        access_key_secret: credentials.user_pool_secret.as_str().into(),
    };
    let management = api.call(&management).await.unwrap().access_token;
    drop(server);

    let other = Folder::new();
    std::fs::copy(folder.0.join("master.key"), other.0.join("master.key")).unwrap();
    let in_use = run(&["restore", &backup, "--data", &folder.path()]);
    assert!(said(&in_use).contains("exists"), "{}", said(&in_use));
    let lock = std::fs::File::create(other.0.join("cleat.lock")).unwrap();
    lock.lock().unwrap();
    let held = run(&["restore", &backup, "--data", &other.path()]);
    let words = "is in use by another server";
    assert!(said(&held).contains(words), "{}", said(&held));
    drop(lock);
    let restored = run(&["restore", &backup, "--data", &other.path()]);
    assert!(restored.status.success(), "{}", said(&restored));
    let server = serve(other.path(), address).await;
    refused(api.call(&live).await, ErrorCode::CodeWrong);
    let reset = ResetPassword::builder().password("battery staple");
    let reset = reset.password_reset_token(granted.password_reset_token);
    refused(api.call(&reset.build()).await, ErrorCode::GrantInvalid);
    let profile = me.call(&GetProfile::default()).await;
    assert!(profile.is_err(), "the session is over");
    let refresh = cleat_api::oidc::ExchangeToken {
        grant_type: "refresh_token".into(),
        refresh_token: tokens.refresh_token,
        ..Default::default()
    };
    assert!(api.call(&refresh).await.is_err());
    let replayed = send(&credentials.app_host, &call).await;
    assert_eq!(replayed["statusCode"], 401, "{replayed}");
    let answer = reqwest::Client::new()
        .post(format!("{}{LIST}", credentials.app_host))
        .bearer_auth(management.expose())
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["statusCode"], 401, "{answer}");
    // The users are there, and so is their login method.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let fresh = signed(&credentials, &now(), "two", LIST, json!({}));
    assert_eq!(send(&credentials.app_host, &fresh).await["statusCode"], 200);
    let sms = SendSms {
        channel: SmsChannel::Login,
        phone_number: number(1),
        ..SendSms::default()
    };
    if api.call(&sms).await.is_err() {
        server.advance(61).await;
        api.call(&sms).await.unwrap();
    }
    let code = server.code(&format!("+86{}", number(1))).await;
    let tokens = api.call(&by_phone(&number(1), code)).await.unwrap();
    let me = api.with_access_token(tokens.access_token.unwrap());
    assert_eq!(
        me.call(&GetProfile::default()).await.unwrap().user_id,
        user_id
    );
    assert!(Path::new(&other.path()).join("cleat.db").exists());
}

/// New keys sign a few seconds after they were made; older ones verify until they are retired.
/// Running servers learn of both by themselves.
///
/// Seen to fail with a `refresh` that never sees a change.
#[tokio::test(flavor = "multi_thread")]
async fn keys_rotate_under_way() {
    let folder = Folder::new();
    let server = Process::start(
        &folder.path(),
        &free_address(),
        &["--no-address-limits"],
        Stdio::null(),
    )
    .await;
    let api = client(&server.credentials().await);
    let token = async |n: u32| {
        let send = SendSms {
            channel: SmsChannel::Login,
            phone_number: number(n),
            ..SendSms::default()
        };
        api.call(&send).await.unwrap();
        let code = server.code(&format!("+86{}", number(n))).await;
        let tokens = api.call(&by_phone(&number(n), code)).await.unwrap();
        tokens.access_token.unwrap()
    };
    let published = async || api.call(&FetchJwks::default()).await.unwrap().keys.len();
    let header = |token: &cleat_api::Secret| token.expose().split('.').next().unwrap().to_owned();
    let old = token(1).await;
    assert_eq!(published().await, 1);
    assert!(cleat(&folder, &["rotate-keys"]).await.status.success());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(published().await, 2, "within two seconds");
    assert_eq!(header(&token(2).await), header(&old), "not yet");
    tokio::time::sleep(Duration::from_secs(4)).await;
    let new = token(3).await;
    assert_ne!(header(&new), header(&old));
    for token in [&old, &new] {
        let me = api.with_access_token(token.clone());
        me.call(&GetProfile::default()).await.unwrap();
    }
    assert!(
        cleat(&folder, &["rotate-keys", "--retire"])
            .await
            .status
            .success()
    );
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(published().await, 1);
    for token in [old, new] {
        let me = api.with_access_token(token);
        refused(
            me.call(&GetProfile::default()).await,
            ErrorCode::TokenInvalid,
        );
    }
    let me = api.with_access_token(token(4).await);
    me.call(&GetProfile::default()).await.unwrap();
}

/// Figures for Prometheus: what was answered, by operation and error, and nothing of whom.
#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_without_naming_anybody() {
    let server = Server::with(&[
        ("no_address_limits", "true"),
        ("metrics_token", "scrape-me"),
    ])
    .await;
    let me = server.sign_in(&number(1)).await;
    for _ in 0..3 {
        me.call(&GetProfile::default()).await.unwrap();
    }
    let unknown = GetUser {
        user_id: "nobody".into(),
        ..GetUser::default()
    };
    refused(server.client.call(&unknown).await, ErrorCode::UserNotFound);
    let user = CreateUser {
        username: Some("secret-name".into()),
        ..CreateUser::default()
    };
    server.client.call(&user).await.unwrap();
    let url = format!("{}/metrics", server.credentials.app_host);
    let http = reqwest::Client::new();
    assert_eq!(http.get(&url).send().await.unwrap().status(), 401);
    let wrong = http
        .get(&url)
        .bearer_auth("scrape you")
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), 401);
    let answer = http
        .get(&url)
        .bearer_auth("scrape-me")
        .send()
        .await
        .unwrap();
    let text = answer.text().await.unwrap();
    for line in [
        "cleat_requests_total{operation=\"getProfile\",result=\"Success\"} 3",
        "cleat_requests_total{operation=\"getUser\",result=\"UserNotFound\"} 1",
        "cleat_request_duration_seconds_count{operation=\"getProfile\"} 3",
        "cleat_messages_queued 0",
        "cleat_requests_in_flight 0",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    for hidden in [
        number(1).as_str(),
        "secret-name",
        "nobody",
        &server.credentials.app_id,
    ] {
        assert!(!text.contains(hidden), "{hidden} in\n{text}");
    }
}

/// A server that was told to stop says so before it stops, and answers until then.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_drains_is_not_ready_and_answers() {
    let folder = Folder::new();
    let flags = ["--drain-seconds=3"];
    let mut server = Process::start(&folder.path(), &free_address(), &flags, Stdio::null()).await;
    let ready = format!("{}/readyz", server.base);
    assert_eq!(reqwest::get(&ready).await.unwrap().status(), 200);
    server.terminate();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let answer = reqwest::get(&ready).await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.text().await.unwrap(), "draining\n");
    let system = reqwest::get(format!(
        "{}{}",
        server.base,
        GetSystemInfo::operation().path
    ))
    .await
    .unwrap();
    assert_eq!(system.status(), 200);
    assert_eq!(system.headers()["connection"], "close");
    let ended = tokio::task::block_in_place(|| server.child.wait().unwrap());
    assert!(ended.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_says_that_it_lives_and_is_ready() {
    let server = Server::start().await;
    for path in ["/healthz", "/readyz"] {
        let answer = reqwest::get(format!("{}{path}", server.credentials.app_host))
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
    server.execute("DROP TABLE done_once").await;
    let answer = reqwest::get(format!("{}/readyz", server.credentials.app_host))
        .await
        .unwrap();
    assert_eq!(answer.status(), 503);
}
