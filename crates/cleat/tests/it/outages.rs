//! Providers that hang, a disk that is full, servers that stop: F4, F7.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use cleat_api::ErrorCode;
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::profile::GetProfile;
use tokio::io::{AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::common::{Found, need};
use crate::delivery::{bridge, until};
use crate::harness::{
    Folder, Process, Server, by_phone, client, figure, free_address, now, number, postgres, soak,
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

pub fn sms(to: String) -> SendSms {
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
    let nobody = crate::harness::dead();
    let dead = format!("http://{}/sms", nobody.address);
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
        let begun = now();
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

/// Runs a program that may mount what it likes, and nobody else sees it.
fn mounts_apart() -> Found<Command> {
    let root = Command::new("id").arg("-u").output();
    let root = root.is_ok_and(|answer| answer.stdout == b"0\n");
    let apart = || {
        let mut command = Command::new("unshare");
        command.arg(if root { "-m" } else { "-Urm" });
        command
    };
    let works = apart().arg("true").stderr(Stdio::null()).status();
    match works.is_ok_and(|status| status.success()) {
        true => Ok(apart()),
        false => Err("no right to mount, ask for CAP_SYS_ADMIN".into()),
    }
}

/// A full disk refuses writes in plain words, goes on reading, and is normal again when there
/// is room. Runs in a mount namespace of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_writes_and_reads_on() {
    let mut apart = need!(mounts_apart());
    let (folder, address) = (Folder::new(), free_address());
    // PostgreSQL on a full disk is its own affair; this is about the embedded database.
    let script = format!(
        "mount -t tmpfs -o size=8m none {data} && exec {cleat} serve --dev --no-address-limits \
         --log error --data {data} --listen {address}",
        data = folder.path(),
        cleat = env!("CARGO_BIN_EXE_cleat"),
    );
    let child = apart
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
    need!(postgres());
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
