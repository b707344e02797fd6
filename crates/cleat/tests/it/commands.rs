//! The command line: what it creates, what it says when it fails, and where it prints to.

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use axum::http::Uri;

use crate::common::need;
use crate::harness::{Folder, Process, database, free_address, postgres};

/// The program; what should end and does not is ended.
fn cleat(folder: &Folder, args: &[&str]) -> Command {
    let mut command = Command::new("timeout");
    command.args(["20", env!("CARGO_BIN_EXE_cleat")]);
    command.current_dir(&folder.0).args(args);
    command
}

#[track_caller]
fn fails(output: &Output, says: &[&str]) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{says:?}: {text}");
    assert!(!text.contains("panicked"), "{text}");
    for says in says {
        assert!(text.contains(says), "{says}: {text}");
    }
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(&folder.0).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.collect()
}

/// A folder that is mistyped is told and not made.
///
/// Seen to fail with `open` in place of `open_existing`.
#[test]
fn commands_that_create_nothing() {
    let folder = Folder::new();
    let commands: [&[&str]; 16] = [
        &["user", "show", "+8613900000001"],
        &["user", "unlock", "+8613900000001"],
        &["user", "end-sessions", "+8613900000001"],
        &["messages", "+8613900000001"],
        &["credentials"],
        &["check"],
        &["export"],
        &["export", "--output", "out.jsonl"],
        &["backup", "backup.db"],
        &["revoke-all"],
        &["rotate-keys"],
        &["rotate-keys", "--retire"],
        &["master-key", "rotate"],
        &["upgrade-check"],
        &["console", "setup-link"],
        &["console", "setup-link", "--recover"],
    ];
    for command in commands {
        let output = cleat(&folder, &[command, &["--data", "typo"]].concat()).output();
        fails(
            &output.unwrap(),
            &["setting data: ", "typo", "there is no database"],
        );
        assert_eq!(names(&folder), Vec::<String>::new(), "{command:?}");
    }
    // One that is there and empty stays empty.
    fs::create_dir(folder.0.join("typo")).unwrap();
    fs::write(folder.0.join("typo/cleat.db"), "").unwrap();
    for command in commands {
        let output = cleat(&folder, &[command, &["--data", "typo"]].concat()).output();
        fails(&output.unwrap(), &["setting data: "]);
        assert_eq!(fs::read_dir(folder.0.join("typo")).unwrap().count(), 1);
        assert_eq!(
            fs::metadata(folder.0.join("typo/cleat.db")).unwrap().len(),
            0
        );
    }
    let restored = cleat(&folder, &["restore", "missing.db", "--data", "new"]).output();
    fails(&restored.unwrap(), &["missing.db does not exist"]);
    assert_eq!(names(&folder), ["typo"]);
}

/// The demo has a database of its own, whatever is configured beside it, and leaves nothing.
///
/// Seen to fail with the file of settings read as for `serve`, and without `Drop` of its folder.
#[test]
fn the_demo_is_gone_when_it_ends() {
    let (folder, temporary) = (Folder::new(), Folder::new());
    let settings = "database_url = \"postgres://nobody@127.0.0.1:9/nothing\"\ndata = \"data\"\n\
        public_url = \"https://id.example.com\"\nsms_url = \"https://bridge.example.com\"\n\
        sms_secret = \"secret\"\nnonsense = 1\n";
    fs::write(folder.0.join("cleat.toml"), settings).unwrap();
    let demo = |args: &[&str]| {
        let mut command = cleat(&folder, &[&["demo", "--exit"], args].concat());
        command.env("TMPDIR", &temporary.0);
        command.env("CLEAT_DATA", "elsewhere").output().unwrap()
    };
    let output = demo(&[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Every step did what it should"), "{text}");
    assert!(output.status.success());
    assert_eq!(names(&folder), ["cleat.toml"]);
    assert_eq!(names(&temporary), Vec::<String>::new());
    for flag in [
        "--data=here",
        "--database-url=postgres://h/d",
        "--config=cleat.toml",
    ] {
        fails(&demo(&[flag]), &["unexpected argument"]);
    }
}

/// What cannot be used is told by the name of its setting, and the cause.
///
/// Seen to fail with `to_string` in place of `causes` ("error connecting to server").
#[tokio::test(flavor = "multi_thread")]
async fn errors_name_the_setting_and_the_cause() {
    let folder = Folder::new();
    fs::write(folder.0.join("file"), "x").unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let mail = ["--smtp-url", "smtp://127.0.0.1"];
    let cases: [(&[&str], &[&str]); 16] = [
        (
            &["--sms-url", "bridge", "--sms-secret", "s"],
            &["setting sms_url: must begin with http"],
        ),
        (
            &["--sms-url", "http://a ftp://b", "--sms-secret", "s"],
            &["setting sms_url: must begin with http"],
        ),
        (
            &["--international-sms-url", "x", "--sms-secret", "s"],
            &["setting international_sms_url: "],
        ),
        (
            &["--smtp-url", "mail.example.com", "--email-from", "a@b.c"],
            &["setting smtp_url: must be like smtps://"],
        ),
        (
            &[mail[0], mail[1], "--email-from", "nobody"],
            &["setting email_from: is not an e-mail address"],
        ),
        (
            &["--database-url", "postgres://127.0.0.1:9/x"],
            &["setting database_url: ", "Connection refused"],
        ),
        (
            &[
                "--database-url",
                "postgres://nowhere.invalid/x?sslmode=disable",
            ],
            &["setting database_url: ", "lookup"],
        ),
        (
            &["--database-url", "mysql://x"],
            &["setting database_url: "],
        ),
        (
            &["--database-url", "postgres://h/x?nonsense=1"],
            &["setting database_url: ", "nonsense"],
        ),
        (
            &[
                "--database-url",
                "postgres://h/x",
                "--database-ca",
                "nowhere.pem",
            ],
            &["setting database_ca: nowhere.pem"],
        ),
        (&["--data", "file"], &["setting data: file: File exists"]),
        (
            &["--data", "file/below"],
            &["setting data: file/below: Not a directory"],
        ),
        (
            &["--listen", &taken],
            &["setting listen: ", "Address already in use"],
        ),
        (
            &["--master-key", "x"],
            &["setting master_key: must have 64 hex digits"],
        ),
        (
            &["--dev", "--listen", "0.0.0.0:0"],
            &["setting dev: ", "loopback"],
        ),
        (&["--log", "loud"], &["setting log: "]),
    ];
    for (args, says) in cases {
        let mut all = vec!["serve"];
        for pair in [["--listen", "127.0.0.1:0"], ["--data", "data"]] {
            if !args.contains(&pair[0]) {
                all.extend(pair);
            }
        }
        all.extend(args);
        fails(&cleat(&folder, &all).output().unwrap(), says);
    }
    for (args, says) in [
        (
            &["import", "nowhere.jsonl", "--data", "new"][..],
            "nowhere.jsonl: No such file",
        ),
        (&["api", "--host", "nowhere", "getSystemInfo"], "--host: "),
        (
            &["serve", "--config", "nowhere.toml"],
            "nowhere.toml: No such file",
        ),
    ] {
        fails(&cleat(&folder, args).output().unwrap(), &[says]);
    }
    if let Ok((url, _)) = postgres() {
        let (_, host) = url.rsplit_once('@').unwrap();
        let missing = format!("postgres://cleat@{host}/no_such_database?sslmode=disable");
        let args = ["serve", "--listen=127.0.0.1:0", "--database-url", &missing];
        let output = cleat(&folder, &args).output().unwrap();
        fails(&output, &["setting database_url: ", "no_such_database"]);
    }
}

/// Nobody reads what is printed: no command panics, and each ends as it would have.
///
/// Seen to fail with `println!` in `print.rs`, and with `clap_complete` writing to the output.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_to_read_to_the_end() {
    let folder = Folder::new();
    let data = folder.0.join("data").to_string_lossy().into_owned();
    let server = Process::start(&data, &free_address(), &[], Stdio::null()).await;
    let (base, url) = (server.base.as_str(), database(&data).await);
    let commands: [&[&str]; 10] = [
        &["api", "--host", base, "getSystemInfo"],
        &["api", "--host", base, "--json", "getCountryList"],
        &[
            "api", "--host", base, "--json", "getUser", "--userId", "nobody",
        ],
        &["check"],
        &["credentials"],
        &["export"],
        &["completions", "bash"],
        &["demo", "--exit"],
        &["--help"],
        &["api", "--help"],
    ];
    for command in commands {
        let mut started = cleat(&folder, command);
        if ["check", "credentials", "export"].contains(&command[0]) {
            started.args(["--data", &data]);
            started.args(url.iter().flat_map(|url| ["--database-url", url]));
        }
        let expected = started.output().unwrap().status.code();
        for closed in ["output", "both"] {
            let both = closed == "both";
            started.stdout(Stdio::piped());
            started.stderr(Stdio::piped());
            let mut child = started.spawn().unwrap();
            drop(child.stdout.take());
            let errors = child.stderr.take().filter(|_| !both);
            let text = errors.map(|errors| std::io::read_to_string(errors).unwrap());
            let status = child.wait().unwrap();
            assert_eq!(status.code(), expected, "{command:?} {closed}: {text:?}");
            assert!(
                !text.unwrap_or_default().contains("panicked"),
                "{command:?}"
            );
        }
    }
    // What cannot be printed is not done.
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = cleat(&folder, &["completions", "bash"])
        .stdout(full)
        .output();
    fails(&output.unwrap(), &["standard output: No space left"]);
}

/// A server goes on when nobody reads its log.
///
/// Seen to fail (a panic for each line) without `log_internal_errors`.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_log_nobody_reads() {
    let folder = Folder::new();
    let flags = ["--log", "trace"];
    let mut server = Process::start(&folder.path(), &free_address(), &flags, Stdio::piped()).await;
    drop(server.child.stderr.take());
    for _ in 0..20 {
        let answer = reqwest::get(format!("{}/api/v3/nowhere", server.base)).await;
        assert!(answer.unwrap().status().is_success());
    }
    assert!(server.child.try_wait().unwrap().is_none());
}

/// Only where nobody was named, and only on this machine, is a server asked who may call.
///
/// Seen to fail with `development` asked whatever is given.
#[tokio::test(flavor = "multi_thread")]
async fn api_asks_no_production_for_credentials() {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = asked.clone();
    let take = move |uri: Uri| async move {
        kept.lock().unwrap().push(uri.path().to_owned());
        "{\"statusCode\":200,\"message\":\"\",\"requestId\":\"\"}"
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(take);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let folder = Folder::new();
    for (named, operation, asks) in [
        (&["--app-id", "a"][..], "getCountryList", false),
        (
            &["--access-key-id", "a", "--access-key-secret", "b"],
            "listRoles",
            false,
        ),
        (&["--access-token", "a"], "getProfile", false),
        (&[], "getProfile", true),
        (&[], "getSystemInfo", false),
    ] {
        asked.lock().unwrap().clear();
        let args = [&["api", "--host", &host], named, &[operation]].concat();
        let output = tokio::task::block_in_place(|| cleat(&folder, &args).output().unwrap());
        let paths = asked.lock().unwrap().clone();
        let found = paths.iter().any(|path| path == "/dev/credentials");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(found, asks, "{named:?} {operation}: {paths:?} {text}");
    }
}

/// A command of PostgreSQL's that has no tables of Cleat makes none.
#[tokio::test(flavor = "multi_thread")]
async fn commands_make_no_tables() {
    need!(postgres());
    let folder = Folder::new();
    let url = database(&folder.path()).await.unwrap();
    for command in [
        "credentials",
        "check",
        "export",
        "revoke-all",
        "rotate-keys",
        "upgrade-check",
    ] {
        let output = cleat(&folder, &[command, "--database-url", &url]).output();
        fails(
            &output.unwrap(),
            &["setting database_url: there is no database of Cleat"],
        );
    }
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let sql = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'";
    let row = client.query_one(sql, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
    assert_eq!(names(&folder), Vec::<String>::new());
}
