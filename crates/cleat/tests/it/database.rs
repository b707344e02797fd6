//! A database that is silent, cut, killed under load or behind TLS: F5.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cleat_api::profile::GetProfile;
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::signin::SignInByCredentials;
use cleat_api::{Endpoint as _, ErrorCode, PassCode};
use cleat_client::Client;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::common::need;
use crate::harness::{Folder, Server, at_once, by_phone, figure, now, number, postgres, refused};
use crate::outages::sms;

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

/// A server, the way to its database, and the folder that this is gone with.
async fn with_way(url: &str, more: &[(&str, &str)]) -> (Server, Way, Folder) {
    let (_, target) = url.rsplit_once('@').unwrap();
    let way = Way::to(target.to_owned()).await;
    let folder = Folder::new();
    let direct = crate::harness::database(&folder.path()).await.unwrap();
    let through = direct.replace(target, &way.address.to_string());
    let server = Server::with(&[more, &[("database_url", &through)]].concat()).await;
    (server, way, folder)
}

/// Longest time in which a request must fail.
const FAILS: Duration = Duration::from_secs(3);
/// Longest time until the service is normal again.
const RETURNS: Duration = Duration::from_secs(15);

async fn returns(me: &Client) -> Duration {
    let begun = now();
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
    let (url, _) = need!(postgres());
    let (server, way, _folder) = with_way(&url, &[("no_address_limits", "true")]).await;
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
                let begun = now();
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
    let (url, _) = need!(postgres());
    let (server, way, _folder) = with_way(&url, &[("dev", "false")]).await;
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
    let begun = now();
    assert_eq!(ask().await, (Some(shop.parse().unwrap()), 503.into()));
    assert!(begun.elapsed() < FAILS, "{:?}", begun.elapsed());
    way.stopped.store(false, Ordering::Relaxed);
}

/// The database is killed and started again under load; what was acknowledged is there.
#[tokio::test(flavor = "multi_thread")]
async fn f5_a_crash_of_the_database() {
    let (_, home) = need!(postgres());
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

/// TLS with a certificate that is checked, and a Unix socket.
#[tokio::test(flavor = "multi_thread")]
async fn f5_the_way_to_the_database() {
    let (url, home) = need!(postgres());
    let folder = Folder::new();
    let direct = crate::harness::database(&folder.path()).await.unwrap();
    let (_, name) = direct.rsplit_once('/').unwrap();
    let (_, port) = url.rsplit_once(':').unwrap();
    let ca = format!("{home}/ca.pem");
    let open = async |url: String, ca: &str| {
        cleat_store::Database::open_postgres(&url, ca, &cleat_server::schema()).await
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
