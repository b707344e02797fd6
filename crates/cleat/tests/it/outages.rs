//! Providers that hang, databases that are cut, restarted or full, servers that stop: F4, F5,
//! F7.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::profile::GetProfile;
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::signin::SignInByCredentials;
use cleat_api::{Endpoint as _, ErrorCode, PassCode};
use cleat_client::Client;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::delivery::{bridge, until};
use crate::harness::{
    Folder, Process, Server, at_once, by_phone, client, figure, free_address, number, refused, soak,
};

/// What a provider that is no use does.
#[derive(Clone, Copy)]
enum Useless {
    Silent,
    Garbage,
}

async fn useless(kind: Useless) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut socket, _)) = listener.accept().await {
            if let Useless::Garbage = kind {
                drop(socket.write_all(b"\x00\xff GARBAGE\r\n\r\n{]").await);
            }
            kept.push(socket);
        }
    });
    url
}

fn sms(to: String) -> SendSms {
    SendSms {
        channel: SmsChannel::Login,
        phone_number: to,
        phone_country_code: None,
    }
}

/// A dead, a silent and a babbling provider before one that works: every message arrives there
/// once, five seconds later at most, and meanwhile the server answers.
///
/// Seen to fail with the first provider alone tried in `Turns::deliver`.
#[tokio::test(flavor = "multi_thread")]
async fn f4_the_next_provider_takes_over() {
    let message_count = 200 * soak();
    let dead = format!("http://{}/sms", free_address());
    let silent = useless(Useless::Silent).await;
    let garbage = useless(Useless::Garbage).await;
    for first in [dead, silent, garbage] {
        let (works, taken) = bridge(0).await;
        let urls = format!("{first} {works}");
        let server = Server::with(&[
            ("dev", "false"),
            ("sms_url", &urls),
            ("sms_secret", "secret"),
            ("sends_per_address", "100000"),
        ])
        .await;
        let _work = cleat_server::in_background(&server.app);
        let begun = Instant::now();
        for n in 0..message_count {
            server.client.call(&sms(number(n))).await.unwrap();
        }
        let (clock, all) = (server.clock.clone(), message_count as usize);
        until("all deliveries", || {
            clock.advance(10);
            taken.lock().unwrap().len() >= all
        })
        .await;
        let took = begun.elapsed();
        tokio::time::sleep(Duration::from_millis(500)).await;
        let messages = taken.lock().unwrap().clone();
        assert_eq!(messages.len(), all, "each once");
        figure(
            "F4",
            format_args!("{all} messages, all once, the last after {took:?}"),
        );
        let open = "SELECT COUNT(*) FROM outbox WHERE state <> 'sent'";
        assert_eq!(server.count(open).await, 0);
    }
}

/// A TCP way to a database that can be stopped and cut.
struct Way {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    cuts: Arc<Mutex<Vec<tokio::task::AbortHandle>>>,
}

impl Way {
    async fn to(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let way = Self {
            address: listener.local_addr().unwrap(),
            stopped: Arc::default(),
            cuts: Arc::default(),
        };
        let (stopped, cuts) = (way.stopped.clone(), way.cuts.clone());
        tokio::spawn(async move {
            while let Ok((inner, _)) = listener.accept().await {
                let (target, stopped) = (target.clone(), stopped.clone());
                let task = tokio::spawn(async move {
                    let Ok(outer) = TcpStream::connect(target).await else {
                        return;
                    };
                    let (from, to) = inner.into_split();
                    let (back, forth) = outer.into_split();
                    tokio::join!(pump(from, forth, &stopped), pump(back, to, &stopped));
                });
                cuts.lock().unwrap().push(task.abort_handle());
            }
        });
        way
    }

    fn cut(&self) {
        for task in self.cuts.lock().unwrap().drain(..) {
            task.abort();
        }
    }
}

async fn pump(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    stopped: &AtomicBool,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        while stopped.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

/// A server and the way to its database.
async fn with_way(more: &[(&str, &str)]) -> (Server, Way) {
    let url = std::env::var("TEST_POSTGRES").expect("needs PostgreSQL: `cargo xtask test`");
    let (_, target) = url.rsplit_once('@').unwrap();
    let way = Way::to(target.to_owned()).await;
    let folder = Folder::new();
    let direct = crate::harness::database(&folder.path()).await.unwrap();
    let through = direct.replace(target, &way.address.to_string());
    let server = Server::with(&[more, &[("database_url", &through)]].concat()).await;
    (server, way)
}

/// Longest time in which a request must fail.
const FAILS: Duration = Duration::from_secs(3);
/// Longest time until the service is normal again.
const RETURNS: Duration = Duration::from_secs(15);

async fn returns(me: &Client) -> Duration {
    let begun = Instant::now();
    while me.call(&GetProfile::default()).await.is_err() {
        assert!(begun.elapsed() < RETURNS, "it did not return");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let took = begun.elapsed();
    for _ in 0..50 {
        me.call(&GetProfile::default()).await.unwrap();
    }
    took
}

/// Seen to fail with the deadline left out of `Connection::answer`.
#[tokio::test(flavor = "multi_thread")]
async fn f5_a_database_that_does_not_answer() {
    let (server, way) = with_way(&[("no_address_limits", "true")]).await;
    let me = server.sign_in(&number(1)).await;
    for silent in [true, false] {
        if silent {
            way.stopped.store(true, Ordering::Relaxed);
        } else {
            way.cut();
        }
        let calls = (0..40).map(|n| {
            let (me, client) = (me.clone(), server.client.clone());
            async move {
                let begun = Instant::now();
                let failed = if n % 2 == 0 {
                    me.call(&GetProfile::default()).await.err()
                } else {
                    client.call(&sms(number(100 + n))).await.err()
                };
                (failed, begun.elapsed())
            }
        });
        let mut slowest = Duration::ZERO;
        for (failed, took) in at_once(40, calls).await {
            assert!(took < FAILS, "{took:?}");
            slowest = slowest.max(took);
            match failed {
                Some(error) => assert!(error.is(ErrorCode::Unavailable), "{error}"),
                None => assert!(!silent),
            }
        }
        way.stopped.store(false, Ordering::Relaxed);
        let back = returns(&me).await;
        let fault = if silent { "silent" } else { "cut" };
        figure(
            "F5",
            format_args!("{fault}: failed within {slowest:?}, back after {back:?}"),
        );
        server.advance(61);
    }
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// A page of another origin reads that the service is not available, as soon as anybody. Seen to
/// fail without `PATIENCE` (5 s), and with the last origins forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn f5_pages_learn_that_the_database_is_away() {
    let (server, way) = with_way(&[("dev", "false")]).await;
    let shop = "https://shop.example.com";
    let allow = UpdateSecuritySettings::builder().allowed_origins(vec![shop.to_owned()]);
    server.client.call(&allow.build()).await.unwrap();
    let own = &server.credentials;
    let ask = async || {
        let path = SignInByCredentials::operation().path;
        let call = reqwest::Client::new().post(format!("{}{path}", own.app_host));
        let sign_in = json!({
            "connection": "PASSWORD", "passwordPayload": { "username": "nobody", "password": "wrong" },
            "client_id": own.app_id, "client_secret": own.app_secret,
        });
        let answer = call.header("origin", shop).json(&sign_in).send();
        let answer = answer.await.unwrap();
        let allowed = answer.headers().get("access-control-allow-origin").cloned();
        let answer: cleat_api::Value = answer.json().await.unwrap();
        (allowed, answer["statusCode"].clone())
    };
    assert_eq!(ask().await, (Some(shop.parse().unwrap()), 403.into()));
    way.stopped.store(true, Ordering::Relaxed);
    // What was read of the origins is no longer fresh.
    tokio::time::sleep(Duration::from_millis(2100)).await;
    let begun = Instant::now();
    assert_eq!(ask().await, (Some(shop.parse().unwrap()), 503.into()));
    assert!(begun.elapsed() < FAILS, "{:?}", begun.elapsed());
    way.stopped.store(false, Ordering::Relaxed);
}

/// The database is killed and started again under load; what was acknowledged is there.
#[tokio::test(flavor = "multi_thread")]
async fn f5_a_crash_of_the_database() {
    let home = std::env::var("TEST_POSTGRES_HOME").expect("needs `cargo xtask test`");
    let server = Server::start().await;
    server.quick_tokens().await;
    let me = server.sign_in(&number(1)).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut lanes = Vec::new();
    for lane in 0..4_u32 {
        let (client, stop) = (server.client.clone(), stop.clone());
        let (server, mut n) = (server.app.clone(), 1000 * (lane + 1));
        lanes.push(tokio::spawn(async move {
            let mut done = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                n += 1;
                if client.call(&sms(number(n))).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
                let to = format!("+86{}", number(n));
                let Ok(mut tx) = server.db.read().await else {
                    continue;
                };
                let Ok(sent) = server.outbox.inbox(&mut tx, Some(&to), 1).await else {
                    continue;
                };
                let code: PassCode = sent[0].code.clone().unwrap().into();
                let sign_in = by_phone(&number(n), code);
                if let Ok(tokens) = client.call(&sign_in).await {
                    done.push((
                        client.with_access_token(tokens.access_token.unwrap()),
                        sign_in,
                    ));
                }
            }
            done
        }));
    }
    tokio::time::sleep(Duration::from_millis(800)).await;
    let crashed = tokio::process::Command::new("sh")
        .args(["-e", &format!("{home}/crash")])
        .stdout(Stdio::null())
        .status()
        .await
        .unwrap();
    assert!(crashed.success());
    let back = returns(&me).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.store(true, Ordering::Relaxed);
    let mut kept = 0;
    for lane in lanes {
        for (user, sign_in) in lane.await.unwrap() {
            user.call(&GetProfile::default()).await.unwrap();
            refused(server.client.call(&sign_in).await, ErrorCode::CodeUsed);
            kept += 1;
        }
    }
    assert!(kept > 20, "only {kept} sign-ins");
    figure(
        "F5",
        format_args!("crash: {kept} sign-ins kept, back after {back:?}"),
    );
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// A full disk refuses writes in plain words, goes on reading, and is normal again when there
/// is room. Runs in a mount namespace of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_writes_and_reads_on() {
    let (folder, address) = (Folder::new(), free_address());
    // PostgreSQL on a full disk is its own affair; this is about the embedded database.
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let script = format!(
        "mount -t tmpfs -o size=8m none {data} && exec {cleat} serve --dev --no-address-limits \
         --log error --data {data} --listen {address}",
        data = folder.path(),
        cleat = env!("CARGO_BIN_EXE_cleat"),
    );
    let child = Command::new("unshare")
        .arg(if root { "-m" } else { "-Urm" })
        .args(["sh", "-c", &script])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let inside = format!("/proc/{}/root{}", child.id(), folder.path());
    let server = Process {
        child,
        base: format!("http://{address}"),
    };
    server.answers().await;
    let client = client(&server.credentials().await);
    let sign_in = async |n: u32| {
        client.call(&sms(number(n))).await?;
        let code = server.code(&format!("+86{}", number(n))).await;
        let tokens = client.call(&by_phone(&number(n), code)).await?;
        let token = tokens.access_token.unwrap();
        Ok::<_, cleat_client::Error>(client.with_access_token(token))
    };
    let me = sign_in(1).await.unwrap();
    let filler = format!("{inside}/filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    while std::io::Write::write_all(&mut file, &[0; 4096]).is_ok() {}
    let mut acknowledged = Vec::new();
    let mut refusals = 0;
    for n in 2..400 {
        match sign_in(n).await {
            Ok(user) => acknowledged.push(user),
            Err(error) => {
                assert!(error.is(ErrorCode::Unavailable), "{error}");
                refusals += 1;
            }
        }
        if refusals > 20 {
            break;
        }
    }
    assert!(refusals > 20, "the disk was never full");
    me.call(&GetProfile::default()).await.unwrap();
    drop(file);
    std::fs::remove_file(&filler).unwrap();
    sign_in(500).await.unwrap();
    for user in acknowledged {
        user.call(&GetProfile::default()).await.unwrap();
    }
}

/// A plain TCP round robin over servers that say they are ready.
pub async fn round_robin(backends: Vec<String>) -> String {
    let ready: Arc<Vec<(String, AtomicBool)>> = Arc::new(
        backends
            .into_iter()
            .map(|address| (address, AtomicBool::new(false)))
            .collect(),
    );
    let looked = ready.clone();
    tokio::spawn(async move {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_millis(500))
            .build()
            .unwrap();
        loop {
            for (address, ready) in looked.iter() {
                let answer = http.get(format!("http://{address}/readyz")).send().await;
                let is = answer.is_ok_and(|answer| answer.status().is_success());
                ready.store(is, Ordering::Relaxed);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let next = AtomicUsize::new(0);
    tokio::spawn(async move {
        while let Ok((mut inner, _)) = listener.accept().await {
            let open: Vec<_> = ready
                .iter()
                .filter(|(_, ready)| ready.load(Ordering::Relaxed))
                .map(|(address, _)| address.clone())
                .collect();
            if open.is_empty() {
                continue;
            }
            let target = open[next.fetch_add(1, Ordering::Relaxed) % open.len()].clone();
            tokio::spawn(async move {
                if let Ok(mut outer) = TcpStream::connect(target).await {
                    drop(copy_bidirectional(&mut inner, &mut outer).await);
                }
            });
        }
    });
    address
}

/// Two replicas, each stopped by SIGTERM and started again ten times under load: no request
/// fails.
///
/// Seen to fail without the time between SIGTERM and the end of accepting.
#[tokio::test(flavor = "multi_thread")]
async fn f7_rolling_restarts_cut_nothing() {
    let folder = Folder::new();
    let addresses = [free_address(), free_address()];
    let entry = round_robin(addresses.to_vec()).await;
    let public = format!("--public-url=http://{entry}");
    let flags = ["--no-address-limits", "--drain-seconds=1", public.as_str()];
    let path = folder.path();
    let start = |address: &str| {
        let (path, address) = (path.clone(), address.to_owned());
        async move { Process::start(&path, &address, &flags, Stdio::null()).await }
    };
    let mut replicas = [start(&addresses[0]).await, start(&addresses[1]).await];
    let mut credentials = replicas[0].credentials().await;
    credentials.app_host = format!("http://{entry}");
    let client = client(&credentials);
    client.call(&sms(number(1))).await.unwrap();
    let code = replicas[1].code(&format!("+86{}", number(1))).await;
    let tokens = client.call(&by_phone(&number(1), code)).await.unwrap();
    let me = client.with_access_token(tokens.access_token.unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let mut lanes = Vec::new();
    for lane in 0..4_u32 {
        let (client, me, stop) = (client.clone(), me.clone(), stop.clone());
        lanes.push(tokio::spawn(async move {
            let mut answered = 0;
            while !stop.load(Ordering::Relaxed) {
                me.call(&GetProfile::default()).await.unwrap();
                let to = number(1000 + lane * 100_000 + answered);
                client.call(&sms(to)).await.unwrap();
                answered += 1;
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            answered
        }));
    }
    for restart in 0..20 * soak() as usize {
        let place = restart % 2;
        let process = &mut replicas[place];
        process.terminate();
        let ended = tokio::task::block_in_place(|| process.child.wait().unwrap());
        assert!(ended.success(), "{ended}");
        replicas[place] = start(&addresses[place]).await;
        // The balancer looks every 50 ms.
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut answered = 0;
    for lane in lanes {
        answered += lane.await.expect("no request fails");
    }
    assert!(answered > 1000, "only {answered} requests");
    figure(
        "F7",
        format_args!(
            "{} restarts, {answered} pairs of requests: 0 failed",
            20 * soak()
        ),
    );
}

/// TLS with a certificate that is checked, and a Unix socket.
#[tokio::test(flavor = "multi_thread")]
async fn f5_the_way_to_the_database() {
    let url = std::env::var("TEST_POSTGRES").expect("needs PostgreSQL: `cargo xtask test`");
    let home = std::env::var("TEST_POSTGRES_HOME").expect("needs `cargo xtask test`");
    let folder = Folder::new();
    let direct = crate::harness::database(&folder.path()).await.unwrap();
    let (_, name) = direct.rsplit_once('/').unwrap();
    let (_, port) = url.rsplit_once(':').unwrap();
    let ca = format!("{home}/ca.pem");
    let open = async |url: String, ca: &str| {
        cleat_store::Database::open_postgres(&url, ca, cleat_server::core::schema::MIGRATIONS).await
    };
    let tls = format!("{direct}?sslmode=require");
    let database = open(tls.clone(), &ca).await.unwrap();
    let (protected,): (i64,) = database
        .read()
        .await
        .unwrap()
        .sql("SELECT COUNT(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl")
        .one()
        .await
        .unwrap();
    assert_eq!(protected, 1);
    let unknown = open(tls, "").await.err().unwrap().to_string();
    assert!(unknown.contains("cannot be reached"), "{unknown}");
    let socket = format!("postgres://cleat@/{name}?host={home}&port={port}");
    open(socket, "").await.unwrap();
}
