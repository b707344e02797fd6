//! A store that is there and useless: F10.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cleat_api::ErrorCode;
use cleat_api::profile::GetProfile;
use cleat_client::Client;
use cleat_store::{Database, Tx};

use crate::common::need;
use crate::delivery::{bridge, until};
use crate::harness::{
    Folder, Process, Server, at_once, by_phone, client, database, figure, free_address, now,
    number, postgres, refused,
};
use crate::outages::sms;

/// Longest time until a write is refused.
const REFUSED: Duration = Duration::from_secs(3);

async fn ready(base: &str) -> u16 {
    let answer = reqwest::get(format!("{base}/readyz")).await.unwrap();
    answer.status().as_u16()
}

/// Sends to so many numbers at once; every answer is 503 and in time. The slowest.
async fn all_refused(client: &Client, first: u32, many: u32) -> Duration {
    let calls = (first..first + many).map(|n| {
        let client = client.clone();
        async move {
            let begun = now();
            (client.call(&sms(number(n))).await, begun.elapsed())
        }
    });
    let mut slowest = Duration::ZERO;
    for (answer, took) in at_once(many as usize, calls).await {
        refused(answer, ErrorCode::Unavailable);
        slowest = slowest.max(took);
    }
    assert!(slowest < REFUSED, "{slowest:?}");
    slowest
}

/// A server on the embedded database in a process of its own, and a user of it.
async fn embedded(folder: &Folder) -> (Process, Client, Client) {
    let address = free_address();
    let child = Command::new(env!("CARGO_BIN_EXE_cleat"))
        .args(["serve", "--dev", "--no-address-limits", "--log=error"])
        .args(["--data", &folder.path(), "--listen", &address])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let base = format!("http://{address}");
    let process = Process { child, base };
    process.answers().await;
    let client = client(&process.credentials().await);
    client.call(&sms(number(1))).await.unwrap();
    let code = process.code(&format!("+86{}", number(1))).await;
    let tokens = client.call(&by_phone(&number(1), code)).await.unwrap();
    let me = client.with_access_token(tokens.access_token.unwrap());
    (process, client, me)
}

type Held = Mutex<Receiver<()>>;

/// Keeps the lock of a transaction until it is told to let go.
async fn hold(tx: &mut Tx, held: &Arc<Held>) -> cleat_store::Result<()> {
    tx.sql("DELETE FROM done_once WHERE name = 'nothing'")
        .run()
        .await?;
    held.lock().unwrap().recv().unwrap_or_default();
    Ok(())
}

/// Another process (this one) holds the lock of the database: writes are refused in time, however
/// many wait; reads go on; and when it lets go, so does the server.
///
/// Seen to fail with five seconds for `TO_WRITE` in `sqlite.rs`, without those that are queued
/// failing together (`usize::MAX`), and with `/readyz` that reads alone.
#[tokio::test(flavor = "multi_thread")]
async fn f10_a_database_that_somebody_else_has_locked() {
    let folder = Folder::new();
    let (server, client, me) = embedded(&folder).await;
    assert_eq!(ready(&server.base).await, 200);
    let file = folder.0.join("cleat.db");
    let other = Database::open_sqlite(&file, &cleat_server::schema()).unwrap();
    let (let_go, held) = channel();
    let held = Arc::new(Mutex::new(held));
    let holding = tokio::spawn(async move { other.write(held, hold).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let slowest = all_refused(&client, 100, 400).await;
    let again = all_refused(&client, 600, 1).await;
    me.call(&GetProfile::default()).await.unwrap();
    assert_eq!(ready(&server.base).await, 503);
    let_go.send(()).unwrap();
    holding.await.unwrap().unwrap();
    client.call(&sms(number(100))).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(ready(&server.base).await, 200);
    figure(
        "F10",
        format_args!("locked: 400 writes refused within {slowest:?}, one within {again:?}"),
    );
}

/// The database takes no writes any more, or takes them again; which way depends on the engine.
/// Whether that can be: the embedded one cannot be told to take them again.
async fn read_only(server: &Server, is: bool) -> bool {
    let url = &server.app.settings.database_url.0;
    if url.is_empty() {
        if is {
            server.execute("PRAGMA query_only = ON").await;
        }
        return is;
    }
    let (base, name) = url.rsplit_once('/').unwrap();
    let other = format!("{base}/postgres");
    let (admin, connection) = tokio_postgres::connect(&other, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let sql = format!(
        "ALTER DATABASE {name} SET default_transaction_read_only = {is};
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    );
    admin.batch_execute(&sql).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    true
}

/// Seen to fail (500) without `ReadOnly` and `25006` in `is_outage`.
#[tokio::test(flavor = "multi_thread")]
async fn f10_a_database_that_is_read_only() {
    let server = Server::start().await;
    let me = server.sign_in(&number(1)).await;
    assert!(read_only(&server, true).await);
    // The first to come finds connections that were cut.
    for _ in 0..8 {
        drop(me.call(&GetProfile::default()).await);
    }
    let slowest = all_refused(&server.client, 100, 40).await;
    me.call(&GetProfile::default()).await.unwrap();
    assert_eq!(ready(&server.credentials.app_host).await, 503);
    figure(
        "F10",
        format_args!("read-only: 40 writes refused within {slowest:?}"),
    );
    if read_only(&server, false).await {
        for _ in 0..8 {
            drop(me.call(&GetProfile::default()).await);
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.client.call(&sms(number(100))).await.unwrap();
        assert_eq!(ready(&server.credentials.app_host).await, 200);
    }
}

/// The file of a running server is moved away, or another is put in its place: nothing is written
/// to either, and nothing is made; back in its place, it serves again.
///
/// Seen to fail (writes are acknowledged and lost) without `Place::holds` in `write_groups`.
#[tokio::test(flavor = "multi_thread")]
async fn f10_a_database_that_was_moved_away() {
    let folder = Folder::new();
    let (server, client, me) = embedded(&folder).await;
    let (file, aside) = (folder.0.join("cleat.db"), folder.0.join("aside"));
    fs::rename(&file, &aside).unwrap();
    all_refused(&client, 100, 20).await;
    assert_eq!(ready(&server.base).await, 503);
    assert!(!file.exists(), "nothing is made in its place");
    fs::write(&file, "").unwrap();
    all_refused(&client, 100, 20).await;
    assert_eq!(fs::metadata(&file).unwrap().len(), 0);
    fs::rename(&aside, &file).unwrap();
    client.call(&sms(number(100))).await.unwrap();
    me.call(&GetProfile::default()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(ready(&server.base).await, 200);
}

/// What a server says that does not start; one that does is ended.
fn serve(folder: &Folder, more: &[&str]) -> Output {
    let mut command = Command::new("timeout");
    command.args(["10", env!("CARGO_BIN_EXE_cleat")]);
    command.args(["serve", "--data", &folder.path(), "--listen", "127.0.0.1:0"]);
    command.args(more).output().unwrap()
}

/// A key that is missing, of another form, of another database or something else is told, and
/// never replaced beside a database.
///
/// Seen to fail with `without_its_key` left out of `bootstrap.rs`: a new key lies in its place.
#[tokio::test(flavor = "multi_thread")]
async fn f10_a_master_key_that_is_missing_or_wrong() {
    let folder = Folder::new();
    drop(embedded(&folder).await);
    let (key, aside) = (folder.0.join("master.key"), folder.0.join("aside.key"));
    let fails = |says: &str| {
        let output = serve(&folder, &[]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && text.contains(says),
            "{says}: {text}"
        );
        assert!(
            text.contains("master.key") || text.contains("setting master_key"),
            "{text}"
        );
    };
    fs::rename(&key, &aside).unwrap();
    fails("is missing, and the database was sealed by it");
    assert!(!key.exists());
    fs::create_dir(&key).unwrap();
    fails("Is a directory");
    fs::remove_dir(&key).unwrap();
    for (text, says) in [
        ("", "must be 64 hex digits"),
        ("1f1f", "must be 64 hex digits"),
        (&"1f".repeat(32), "the master key does not fit the database"),
    ] {
        fs::write(&key, text).unwrap();
        fails(says);
        assert_eq!(fs::read_to_string(&key).unwrap(), *text);
        fs::remove_file(&key).unwrap();
    }
    fs::rename(&aside, &key).unwrap();
    let check = Command::new(env!("CARGO_BIN_EXE_cleat"))
        .args(["check", "--data", &folder.path()])
        .output()
        .unwrap();
    assert!(check.status.success());
}

/// A server that was ended before its key lay there begins again.
#[tokio::test(flavor = "multi_thread")]
async fn f10_a_beginning_that_was_cut() {
    let folder = Folder::new();
    let database = folder.0.join("cleat.db");
    let db = Database::open_sqlite(&database, &cleat_server::schema()).unwrap();
    db.close();
    drop(db);
    drop(embedded(&folder).await);
    let key = fs::read_to_string(folder.0.join("master.key")).unwrap();
    assert_eq!(key.len(), 64);
    let left = fs::read_dir(&folder.0).unwrap().flatten();
    let mut left = left.map(|entry| entry.file_name().into_string().unwrap());
    assert!(left.all(|name| !name.ends_with(".new")));
}

/// A replica without the key of a PostgreSQL that others have sealed makes none.
#[tokio::test(flavor = "multi_thread")]
async fn f10_a_replica_without_the_key_of_the_others() {
    need!(postgres());
    let (first, second) = (Folder::new(), Folder::new());
    let url = database(&first.path()).await.unwrap();
    let flags = ["--database-url", url.as_str()];
    let credentials = |folder: &Folder| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
        command.args(["credentials", "--data", &folder.path()]);
        command.args(flags).output().unwrap()
    };
    let absent = credentials(&first);
    let text = String::from_utf8_lossy(&absent.stderr).into_owned();
    assert!(
        text.contains("database_url") && text.contains("there is no database"),
        "{text}"
    );
    drop(Process::start(&first.path(), &free_address(), &[], Stdio::null()).await);
    assert!(credentials(&first).status.success());
    let refused = serve(&second, &flags);
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && text.contains("was sealed by it"),
        "{text}"
    );
    assert!(!second.0.join("master.key").exists());
}

/// What the server may not read or write is told by its path and cause. Runs as a user who may
/// do nothing, if it may become one.
#[tokio::test(flavor = "multi_thread")]
async fn f10_files_that_may_not_be_read() {
    let folder = Folder::new();
    drop(embedded(&folder).await);
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let may = Command::new("setpriv").args(nobody).arg("true").status();
    if !may.is_ok_and(|status| status.success()) {
        return crate::common::skip("files_that_may_not_be_read", "no right to be nobody");
    }
    let open = |path: &Path, mode: u32| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        fs::set_permissions(path, mode).unwrap();
    };
    open(&folder.0, 0o755);
    let fails = |says: &[&str]| {
        let before: Vec<_> = fs::read_dir(&folder.0)
            .unwrap()
            .map(|one| one.unwrap().file_name())
            .collect();
        let output = Command::new("setpriv")
            .args(nobody)
            .arg(env!("CARGO_BIN_EXE_cleat"))
            .args(["check", "--data", &folder.path()])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{says:?}");
        assert!(
            says.iter().all(|says| text.contains(says)),
            "{says:?}: {text}"
        );
        let after: Vec<_> = fs::read_dir(&folder.0)
            .unwrap()
            .map(|one| one.unwrap().file_name())
            .collect();
        assert_eq!(before, after);
    };
    fails(&["setting data: ", "master.key", "Permission denied"]);
    open(&folder.0.join("master.key"), 0o644);
    fails(&["setting data: ", "cleat.db", "unable to open"]);
    open(&folder.0.join("cleat.db"), 0o644);
    fails(&["setting data: ", "cleat.db", "unable to open"]);
    open(&folder.0, 0o700);
    fails(&["setting data: ", "master.key", "Permission denied"]);
}

/// Of two servers on one folder the second says why it does not start; when the first is killed,
/// its folder is free.
///
/// Seen to fail without `hold` in `serve.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn f10_a_folder_is_for_one_server() {
    let folder = Folder::new();
    let (mut first, client, _) = embedded(&folder).await;
    let second = serve(&folder, &[]);
    let text = String::from_utf8_lossy(&second.stderr).into_owned();
    let says = "setting data: ";
    assert!(
        text.contains(says) && text.contains("in use by another server"),
        "{text}"
    );
    assert!(!second.status.success());
    client.call(&sms(number(2))).await.unwrap();
    first.kill();
    embedded_again(&folder).await;
}

async fn embedded_again(folder: &Folder) {
    let address = free_address();
    let child = Command::new(env!("CARGO_BIN_EXE_cleat"))
        .args([
            "serve",
            "--dev",
            "--data",
            &folder.path(),
            "--listen",
            &address,
        ])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let base = format!("http://{address}");
    Process { child, base }.answers().await;
}

/// The clock was set back by a day: numbers get their codes, and what is queued is sent. To the
/// server it looks as if these rows were written tomorrow.
///
/// Seen to fail without `sent_at > $6` in `passcode/send.rs` and without `FAR` in `worker.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn f10_a_clock_that_was_set_back() {
    let (url, taken) = bridge(0).await;
    let settings = [
        ("dev", "false"),
        ("sms_url", url.as_str()),
        ("sms_secret", "secret"),
    ];
    let server = Server::with(&settings).await;
    server.client.call(&sms(number(1))).await.unwrap();
    refused(
        server.client.call(&sms(number(1))).await,
        ErrorCode::CodeSentRecently,
    );
    server
        .execute("UPDATE passcode_sent SET sent_at = sent_at + 86400000")
        .await;
    server
        .execute(
            "UPDATE outbox SET next_at = next_at + 86400000, created_at = created_at + 86400000",
        )
        .await;
    server.client.call(&sms(number(1))).await.unwrap();
    refused(
        server.client.call(&sms(number(1))).await,
        ErrorCode::CodeSentRecently,
    );
    let _work = cleat_server::in_background(&server.app);
    until("both deliveries", || taken.lock().unwrap().len() == 2).await;
}
