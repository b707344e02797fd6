//! What an operator does for one user on the command line.

use std::process::Stdio;

use cleat_api::Value;
use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::log::{AdminAuditLog, GetAdminAuditLogs};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::profile::GetProfile;
use cleat_api::user::CreateUser;
use cleat_client::Client;
use serde_json::json;

use crate::harness::{
    Folder, Process, Server, by_phone, client, database, free_address, number, other_than,
};
use crate::operators::{cleat, said};

const WHO: &str = "+8613900000001";

/// A code for the number; sent until the limit of one a minute lets it.
async fn code(server: &Process, client: &Client) -> cleat_api::PassCode {
    let request = SendSms {
        channel: SmsChannel::Login,
        phone_number: number(1),
        phone_country_code: None,
    };
    client.call(&request).await.unwrap();
    server.code(WHO).await
}

async fn shown(folder: &Folder, args: &[&str]) -> Value {
    let told = said(&cleat(folder, &[args, &["--json"]].concat()).await);
    serde_json::from_str(&told).unwrap_or_else(|_| panic!("{told}"))
}

/// Signs in by wrong codes until the user has to wait. The clock of the server is ahead by then, so
/// that the wait is not over for a command.
async fn fail_until_blocked(server: &Process, client: &Client) {
    for _ in 0..2 {
        server.advance(61).await;
        let right = code(server, client).await;
        for _ in 0..5 {
            let wrong = by_phone(&number(1), other_than(&right));
            assert!(client.call(&wrong).await.is_err());
        }
    }
}

/// A user who is kept out is seen, let in again and signed out everywhere, and each of it is in the
/// audit trail. Seen to fail without `clear_account`, without `end_all`, and without `record`.
#[tokio::test(flavor = "multi_thread")]
async fn one_user_is_looked_at_unlocked_and_signed_out() {
    let folder = Folder::new();
    let flags = ["--no-address-limits"];
    let server = Process::start(&folder.path(), &free_address(), &flags, Stdio::null()).await;
    let client = client(&server.credentials().await);
    let right = code(&server, &client).await;
    let tokens = client.call(&by_phone(&number(1), right)).await.unwrap();
    let me = client.with_access_token(tokens.access_token.unwrap());
    fail_until_blocked(&server, &client).await;
    let user = shown(&folder, &["user", "show", WHO]).await;
    assert_eq!(user["phone"], "+86***01");
    assert_eq!(user["failures"], 10, "{user}");
    assert!(user["blockedUntil"].is_string(), "{user}");
    assert_eq!(user["signedInAt"].as_array().unwrap().len(), 1);
    let by_id = user["userId"].as_str().unwrap();
    let unlocked = said(&cleat(&folder, &["user", "unlock", by_id]).await);
    assert_eq!(unlocked, "unlocked\n");
    let user = shown(&folder, &["user", "show", WHO]).await;
    assert!(
        user["failures"] == 0 && user["blockedUntil"].is_null(),
        "{user}"
    );
    me.call(&GetProfile::default()).await.unwrap();
    let ended = said(&cleat(&folder, &["user", "end-sessions", WHO]).await);
    assert_eq!(ended, "signed out\n");
    assert!(me.call(&GetProfile::default()).await.is_err());
    let sent = shown(&folder, &["messages", WHO]).await;
    let sent = sent.as_array().unwrap();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|one| one["channel"] == "CHANNEL_LOGIN"));
    drop(server);
    let data = folder.path();
    let mut settings = vec![("data", data.as_str())];
    let url = database(&data).await;
    settings.extend(url.as_deref().map(|url| ("database_url", url)));
    let server = Server::with(&settings).await;
    let left = "SELECT COUNT(*) FROM audit WHERE method = 'command line' AND user_id IS NOT NULL
         AND event IN ('unlockUser', 'kickUsers')";
    assert_eq!(server.count(left).await, 2);
}

/// A user is found by each name, is masked, and is shown whole where that is asked for, which leaves a
/// row.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_named_in_any_spelling_and_masked() {
    let folder = Folder::new();
    let flags = ["--no-address-limits"];
    let server = Process::start(&folder.path(), &free_address(), &flags, Stdio::null()).await;
    let client = client(&server.credentials().await);
    let right = code(&server, &client).await;
    client.call(&by_phone(&number(1), right)).await.unwrap();
    let user = CreateUser::builder().email("ada@example.com").build();
    let ada = client.call(&user).await.unwrap().user_id;
    let mail = SendEmail {
        channel: EmailChannel::Login,
        email: "ada@example.com".into(),
    };
    client.call(&mail).await.unwrap();
    for spelling in [
        WHO,
        "13900000001",
        "139 0000 0001",
        "(139) 0000-0001",
        "+86 139-0000-0001",
        "0086 13900000001",
        "\u{ff0b}\u{ff18}\u{ff16}13900000001",
    ] {
        let user = shown(&folder, &["user", "show", spelling]).await;
        assert_eq!(user["phone"], "+86***01", "{spelling}");
        let sent = shown(&folder, &["messages", spelling]).await;
        assert_eq!(sent[0]["phoneNumber"], "+86***01", "{spelling}: {sent}");
    }
    for name in ["ada@example.com", "Ada@Example.COM", ada.as_str()] {
        let user = shown(&folder, &["user", "show", name]).await;
        assert_eq!(
            (&user["userId"], &user["email"]),
            (&json!(ada), &json!("a***@example.com"))
        );
        let sent = shown(&folder, &["messages", name]).await;
        assert_eq!(sent[0]["email"], "a***@example.com", "{name}: {sent}");
    }
    let plain = said(&cleat(&folder, &["user", "show", WHO]).await);
    let is_told = |line: &str| line.starts_with("phone ") && line.ends_with(" +86***01");
    assert!(plain.lines().any(is_told), "{plain}");
    assert!(!plain.contains("13900000001"), "{plain}");

    let user = shown(&folder, &["user", "show", WHO, "--reveal"]).await;
    assert_eq!(user["phone"], WHO);
    for name in ["ada@example.com", "bob@example.com", WHO] {
        let sent = shown(&folder, &["messages", name, "--reveal"]).await;
        let whole = sent.to_string().contains(name);
        assert_eq!(whole, name != "bob@example.com", "{name}: {sent}");
    }
    drop(server);
    let data = folder.path();
    let mut settings = vec![("data", data.as_str())];
    let url = database(&data).await;
    settings.extend(url.as_deref().map(|url| ("database_url", url)));
    let server = Server::with(&settings).await;
    let left = "SELECT COUNT(*) FROM audit WHERE method = 'command line' AND user_id IS NOT NULL
         AND event = 'revealUser' AND operation = 'revealUser'";
    assert_eq!(server.count(left).await, 3, "a row for each that was shown");
    let all = "SELECT COUNT(*) FROM audit WHERE method = 'command line'";
    assert_eq!(server.count(all).await, 3);
    let rows = GetAdminAuditLogs::default();
    let rows = server.client.call(&rows).await.unwrap().list;
    let named = |row: &&AdminAuditLog| row.operation_param.as_deref() == Some("revealUser");
    assert_eq!(rows.iter().filter(named).count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_there_is_told() {
    let folder = Folder::new();
    drop(Process::start(&folder.path(), &free_address(), &[], Stdio::null()).await);
    for (args, words) in [
        (["user", "show", "+8613900000009"], "there is no such user"),
        (
            ["user", "unlock", "nobody@example.com"],
            "there is no such user",
        ),
        (["user", "end-sessions", "nobody"], "there is no such user"),
        (["user", "show", "+86139"], "+86139: "),
        (
            ["user", "unlock", "139"],
            "write it with + and its country code",
        ),
        (
            ["user", "unlock", "447700900123"],
            "write it with + and its country code",
        ),
        (["user", "show", "ada@"], "ada@: "),
        (["messages", "nobody", "--json"], "there is no such user"),
    ] {
        let output = cleat(&folder, &args).await;
        assert!(!output.status.success(), "{args:?}");
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    let output = cleat(&folder, &["messages", WHO]).await;
    assert!(output.status.success() && said(&output).contains("no message in the last 2 days"));
    assert_eq!(shown(&folder, &["messages", WHO]).await, json!([]));
}
