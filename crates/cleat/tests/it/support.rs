//! What an operator does for one user on the command line.

use std::process::Stdio;

use cleat_api::Value;
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::profile::GetProfile;
use cleat_client::Client;

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
    let told = said(&cleat(folder, args).await);
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
    assert_eq!(user["phone"], WHO);
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
    let sent = said(&cleat(&folder, &["messages", WHO]).await);
    assert_eq!(
        sent.matches("\"channel\": \"CHANNEL_LOGIN\"").count(),
        3,
        "{sent}"
    );
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
    ] {
        let output = cleat(&folder, &args).await;
        assert!(!output.status.success(), "{args:?}");
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    let output = cleat(&folder, &["messages", "nobody"]).await;
    assert!(!output.status.success() && said(&output).contains("must begin with +"));
    let output = cleat(&folder, &["messages", WHO]).await;
    assert!(output.status.success() && said(&output).contains("no SMS to this number"));
}
