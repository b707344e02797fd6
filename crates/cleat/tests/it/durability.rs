//! kill -9 and the disk: F1, F2.

use std::process::{Command, Stdio};
use std::time::Duration;

use cleat_api::ErrorCode;
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::phone::BindPhone;
use cleat_api::profile::GetProfile;
use cleat_api::user::CreateUser;

use crate::common::{need, program};
use crate::harness::{
    Folder, Process, alone, by_phone, client, database, figure, free_address, now, number, refused,
    soak,
};

/// Seen to fail (an acknowledged bind is gone) with every seventh group rolled back in
/// `sqlite.rs` although it was answered.
#[tokio::test(flavor = "multi_thread")]
async fn f1_kill_9_loses_nothing_acknowledged() {
    need!(alone());
    let folder = Folder::new();
    let address = free_address();
    let flags = ["--no-address-limits"];
    let mut bound: Vec<(u32, cleat_client::Client, BindPhone)> = Vec::new();
    let mut slowest = Duration::ZERO;
    for round in 0..6 * soak() {
        let begun = now();
        let mut server = Process::start(&folder.path(), &address, &flags, Stdio::null()).await;
        if round > 0 {
            slowest = slowest.max(begun.elapsed());
        }
        for (n, me, bind) in &bound {
            let user = me.call(&GetProfile::default()).await.unwrap();
            assert_eq!(
                user.phone,
                Some(number(*n)),
                "an acknowledged bind is there"
            );
            refused(me.call(bind).await, ErrorCode::PhoneAlreadyBound);
        }
        let client = client(&server.credentials().await);
        let mut tasks = Vec::new();
        for lane in 0..8_u32 {
            let (client, base) = (client.clone(), server.base.clone());
            tasks.push(tokio::spawn(async move {
                let mut done = Vec::new();
                for n in 0.. {
                    let n = round * 100_000 + lane * 1000 + n;
                    match bind_one(&client, &base, n).await {
                        Some((me, bind)) => done.push((n, me, bind)),
                        None => break,
                    }
                }
                done
            }));
        }
        tokio::time::sleep(Duration::from_millis(400 + 170 * u64::from(round % 6))).await;
        server.kill();
        for task in tasks {
            bound.extend(task.await.unwrap());
        }
        let mut check = Command::new(env!("CARGO_BIN_EXE_cleat"));
        check.args(["check", "--data", &folder.path()]);
        if let Some(url) = database(&folder.path()).await {
            check.args(["--database-url", &url]);
        }
        let check = check.output().unwrap();
        let text = String::from_utf8_lossy(&check.stdout);
        assert!(
            check.status.success() && text.contains("0 faults"),
            "no half states: {text}"
        );
    }
    figure(
        "F1",
        format_args!(
            "{} kills, {} acknowledged binds: 0 lost; slowest restart {slowest:?}",
            6 * soak(),
            bound.len()
        ),
    );
    assert!(bound.len() > 50, "only {} binds", bound.len());
    assert!(
        slowest < Duration::from_secs(1),
        "a restart served after {slowest:?}"
    );
}

/// A user who signed up by e-mail binds a phone; `None` when the server is gone.
async fn bind_one(
    client: &cleat_client::Client,
    base: &str,
    n: u32,
) -> Option<(cleat_client::Client, BindPhone)> {
    let name = format!("user{n}");
    let user = CreateUser {
        username: Some(name.clone()),
        email: Some(format!("{name}@example.com")),
        email_verified: Some(true),
        ..CreateUser::default()
    };
    client.call(&user).await.ok()?;
    let mail = cleat_api::email::SendEmail {
        channel: cleat_api::email::EmailChannel::Login,
        email: format!("{name}@example.com"),
    };
    client.call(&mail).await.ok()?;
    let mut sign_in = by_phone("", inbox(base, &format!("{name}@example.com")).await?);
    if let Some(payload) = &mut sign_in.pass_code_payload {
        payload.phone = None;
        payload.email = Some(format!("{name}@example.com"));
    }
    let tokens = client.call(&sign_in).await.ok()?;
    let me = client.with_access_token(tokens.access_token?);
    let send = SendSms {
        channel: SmsChannel::BindPhone,
        phone_number: number(n),
        ..SendSms::default()
    };
    me.call(&send).await.ok()?;
    let code = inbox(base, &format!("+86{}", number(n))).await?;
    let bind = BindPhone {
        phone_number: number(n),
        pass_code: code,
        phone_country_code: None,
    };
    me.call(&bind).await.ok()?;
    Some((me, bind))
}

async fn inbox(base: &str, to: &str) -> Option<cleat_api::PassCode> {
    let url = format!("{base}/dev/inbox/messages");
    let query = [("to", to), ("limit", "1")];
    let answer = reqwest::Client::new()
        .get(url)
        .query(&query)
        .send()
        .await
        .ok()?;
    let messages: serde_json::Value = answer.json().await.ok()?;
    messages.get(0)?.get("code")?.as_str().map(Into::into)
}

/// A PostgreSQL that acknowledges before it syncs is not served on. Seen to fail without
/// `keeps_its_promise` in `postgres.rs`.
async fn f2_on_postgres(url: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let name = url.rsplit('/').next().unwrap();
    let off = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    client.batch_execute(&off).await.unwrap();
    let folder = Folder::new();
    let output = Command::new(env!("CARGO_BIN_EXE_cleat"))
        .args([
            "serve",
            "--data",
            &folder.path(),
            "--database-url",
            url,
            "--listen",
            "127.0.0.1:0",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && text.contains("synchronous_commit=off"),
        "{text}"
    );
}

/// Every answer comes after a sync of the disk. Counted with strace, which sees what the server
/// does in truth. Seen to fail with `synchronous = NORMAL`, where WAL commits do not sync.
#[tokio::test(flavor = "multi_thread")]
async fn f2_a_commit_reaches_the_disk_before_its_answer() {
    let folder = Folder::new();
    if let Some(url) = database(&folder.path()).await {
        return f2_on_postgres(&url).await;
    }
    let mut strace = need!(program("strace"));
    let server = Process::start(&folder.path(), &free_address(), &[], Stdio::null()).await;
    let trace = folder.0.join("trace");
    let mut strace = strace
        .args(["-f", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(&trace)
        .args(["-p", &server.child.id().to_string()])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let client = client(&server.credentials().await);
    let syncs = || {
        let text = std::fs::read_to_string(&trace).unwrap_or_default();
        text.lines().filter(|line| line.contains("sync(")).count()
    };
    for n in 0..20_u32 {
        let before = syncs();
        let send = SendSms {
            channel: SmsChannel::Login,
            phone_number: number(n),
            ..SendSms::default()
        };
        client.call(&send).await.unwrap();
        // strace writes its line when the call returns, a moment before the answer goes out.
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(syncs() > before, "answer {n} came without a sync");
    }
    strace.kill().unwrap();
    strace.wait().unwrap();
}
