//! `cleat api` and the completions, with the real shells.

use std::process::Command;

use cleat_api::Value;
use cleat_generate::world::World;

use crate::common::{self, need};
use crate::programs::{Folder, printed, run};

fn cleat(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
    command.args(args);
    command
}

/// A shell, which must be installed.
/// The phone of a user, from sign-in to bind, as a person would type it.
#[tokio::test(flavor = "multi_thread")]
async fn cli_binds_a_phone() {
    let world = World::live().await.unwrap();
    let host = world.credentials.app_host.as_str();
    let call = async |args: &[&str]| {
        let mut all = vec!["api", "--host", host];
        all.extend(args);
        printed(cleat(&all)).await
    };
    let mail = ["--email", "ada@example.com"];
    call(&[&["sendEmail", "--channel", "CHANNEL_LOGIN"], &mail[..]].concat()).await;
    let code = world.code("ada@example.com").await.unwrap();
    let tokens = call(&[
        "signInByCredentials",
        "--connection",
        "PASSCODE",
        "--passCodePayload.email",
        "ada@example.com",
        "--passCodePayload.passCode",
        &code,
        "--options.autoRegister",
        "true",
        "--json",
    ])
    .await;
    let tokens: Value = serde_json::from_str(&tokens).unwrap();
    let token = ["--access-token", tokens["access_token"].as_str().unwrap()];
    let phone = ["--phoneNumber", "18800008888"];
    let sent = call(&[&["sendSms", "--channel", "CHANNEL_BIND_PHONE"], &phone[..]].concat()).await;
    assert_eq!(sent, "done\n");
    let code = world.code("+8618800008888").await.unwrap();
    let bind = ["bindPhone", "--passCode", &code];
    // Who calls may stand before the operation or after it.
    call(&[&bind[..], &phone[..], &token[..]].concat()).await;
    let profile = call(&[&token[..], &["getProfile"]].concat()).await;
    assert!(
        profile.contains("phone                     18800008888\n"),
        "{profile}"
    );
    // Lists, numbers, objects as JSON, and a signed call.
    let users = call(&[
        "listUsers",
        "--options",
        r#"{"pagination":{"page":1,"limit":5}}"#,
    ])
    .await;
    assert!(users.starts_with("totalCount  1\n"), "{users}");
    let id = profile.split_whitespace().nth(1).unwrap();
    let batch = call(&["getUserBatch", "--userIds", id, "--userIds", "other"]).await;
    assert_eq!(batch.matches("18800008888").count(), 1, "{batch}");
}

/// Wrong fields, values, refusals and servers: a sentence and a status that is not 0.
#[tokio::test(flavor = "multi_thread")]
async fn cli_says_what_is_wrong() {
    let world = World::live().await.unwrap();
    let host = world.credentials.app_host.as_str();
    let here = ["api", "--host", host];
    let cases: [(&[&str], &str); 7] = [
        (&["bindPhone"], "--passCode <TEXT>"),
        (&["bindPhones"], "unrecognized subcommand"),
        (
            &["sendSms", "--channel", "X", "--phoneNumber", "1"],
            "possible values: CHANNEL_LOGIN",
        ),
        (
            &["getLoginHistory", "--page", "two"],
            "--page: two is no whole number",
        ),
        (
            &["createUser", "--customData", "{"],
            "--customData: is not JSON",
        ),
        (&["getUser", "--userId", "nobody"], "apiCode 2004"),
        (&["getProfile"], "apiCode 2020"),
    ];
    for (args, says) in cases {
        let output = run(cleat(&[&here[..], args].concat())).await;
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{args:?}");
        assert!(text.contains(says), "{args:?}: {text}");
    }
    let nobody = ["api", "--host", "http://127.0.0.1:9", "getSystemInfo"];
    let output = run(cleat(&nobody)).await;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("the server was not reached"), "{text}");
    let refused = [&here[..], &["getUser", "--userId", "nobody", "--json"]].concat();
    let output = run(cleat(&refused)).await;
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["error"]["apiCode"], 2004);
    assert!(!output.status.success());
}

#[tokio::test]
async fn cli_completes_in_bash_zsh_and_fish() {
    need!(common::program("bash"));
    need!(common::program("zsh"));
    need!(common::program("fish"));
    let folder = Folder::new();
    for name in ["bash", "zsh", "fish"] {
        let text = printed(cleat(&["completions", name])).await;
        folder.write(name, &text);
    }
    let mut bash = Command::new("bash");
    bash.current_dir(&folder.0).args([
        "-c",
        "source ./bash
         COMP_WORDS=(cleat api bindP) COMP_CWORD=2; _cleat cleat bindP api; echo ${COMPREPLY[@]}
         COMP_WORDS=(cleat api bindPhone --phoneN) COMP_CWORD=3; _cleat cleat --phoneN bindPhone; echo ${COMPREPLY[@]}",
    ]);
    assert_eq!(printed(bash).await, "bindPhone\n--phoneNumber\n");
    let mut fish = Command::new("fish");
    fish.current_dir(&folder.0).args([
        "-c",
        "source ./fish; complete -C 'cleat api bindP'; complete -C 'cleat api sendSms --channel CHANNEL_BIND_P'",
    ]);
    let text = printed(fish).await;
    assert!(text.starts_with("bindPhone\t"), "{text}");
    assert!(text.contains("\nCHANNEL_BIND_PHONE"), "{text}");
    let mut zsh = Command::new("zsh");
    zsh.current_dir(&folder.0).args([
        "-f",
        "-c",
        "autoload -U compinit; compinit -u -D; source ./zsh; whence -w _cleat",
    ]);
    assert_eq!(printed(zsh).await, "_cleat: function\n");
}
