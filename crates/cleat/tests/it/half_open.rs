//! Callers that send half of anything, never read, or open more connections than there are
//! files: F9.

use std::process::{Command, Stdio};
use std::time::Duration;

use cleat_api::Endpoint as _;
use cleat_api::system::GetSystemInfo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::{Folder, Process, figure, free_address, now};

/// The promise.
const CLOSED: Duration = Duration::from_secs(10);
/// What measuring adds.
const SLACK: Duration = Duration::from_secs(2);

const WHOLE: &str = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
const BODY: &str = "POST /api/v3/signin HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
    content-length: 64\r\n\r\n{\"connection\"";
const CHUNKS: &str = "POST /api/v3/signin HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
    transfer-encoding: chunked\r\n\r\n5\r\n{\"con";

/// What a caller sends at once, and what it sends every half second afterwards.
fn callers() -> Vec<(&'static str, String, &'static str)> {
    let whole_body = BODY.replace("64", "13");
    let large = "GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n".repeat(200);
    vec![
        ("silent", String::new(), ""),
        ("a TLS hello", "\u{16}\u{3}\u{1}\u{2}".into(), ""),
        ("half a line", "GE".into(), ""),
        ("half a head", WHOLE[..30].into(), ""),
        ("a head, byte by byte", String::new(), "G"),
        ("headers without end", WHOLE[..34].into(), "x: y\r\n"),
        ("half a body", BODY.into(), ""),
        ("a body, byte by byte", BODY.into(), " "),
        ("half a chunk", CHUNKS.into(), ""),
        (
            "chunks without end",
            CHUNKS[..CHUNKS.len() - 8].into(),
            "1\r\n \r\n",
        ),
        (
            "half a head after a request",
            format!("{WHOLE}{}", &WHOLE[..30]),
            "",
        ),
        ("a head after a request, byte by byte", WHOLE.into(), "G"),
        (
            "half a head after a body",
            format!("{whole_body}GET /hea"),
            "",
        ),
        ("an answer that nobody reads", large, ""),
    ]
}

/// A whole request, cut at every seventh byte.
fn cuts() -> impl Iterator<Item = (&'static str, String, &'static str)> {
    let whole = format!(
        "{}{:<64}",
        &BODY[..BODY.len() - 13],
        "{\"connection\":\"X\"}"
    );
    let places = (1..whole.len()).step_by(7);
    places.map(move |place| ("a request that was cut", whole[..place].to_owned(), ""))
}

/// Sends the first at once and the other every half second, and reads nothing.
async fn half(address: &str, first: &str, then: &'static str) -> tokio::task::AbortHandle {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(first.as_bytes()).await.unwrap();
    let task = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            drop(stream.write_all(then.as_bytes()).await);
        }
    });
    task.abort_handle()
}

/// Sockets that the process holds.
fn sockets(process: &Process) -> usize {
    let files = std::fs::read_dir(format!("/proc/{}/fd", process.child.id())).unwrap();
    let names = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
    names
        .filter(|name| name.to_string_lossy().starts_with("socket:"))
        .count()
}

async fn answered(process: &Process) -> Duration {
    let begun = now();
    let url = format!("{}{}", process.base, GetSystemInfo::operation().path);
    let fresh = reqwest::Client::new();
    let answer = fresh.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    begun.elapsed()
}

async fn serve(flags: &[&str]) -> (Folder, Process, String) {
    let (folder, address) = (Folder::new(), free_address());
    let process = Process::start(&folder.path(), &address, flags, Stdio::null()).await;
    (folder, process, address)
}

/// Every kind of half a request is over in ten seconds and answers go out meanwhile; a connection
/// that is between two requests is kept. It takes the ten seconds of the promise.
///
/// Seen to fail without `in_time` in `serving/mod.rs` (all stay open), without `received` (what
/// comes after a request stays), without `blocked` (who never reads stays), with the time of a
/// request begun anew by each byte (what comes byte by byte stays), and without `tail`.
#[tokio::test(flavor = "multi_thread")]
async fn f9_half_of_anything_is_closed_in_ten_seconds() {
    let (_folder, process, address) = serve(&[]).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let before = sockets(&process);
    let mut kept = TcpStream::connect(&address).await.unwrap();
    kept.write_all(WHOLE.as_bytes()).await.unwrap();
    let (mut reads, mut open) = (Vec::new(), 0);
    for (what, first, then) in callers().into_iter().chain(cuts()) {
        reads.push(half(&address, &first, then).await);
        // A TLS hello is no head at all, and over at once.
        open += usize::from(what != "a TLS hello");
        for _ in 0..100 {
            if sockets(&process) == before + 1 + open {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(sockets(&process), before + 1 + open, "{what}");
    }
    let begun = now();
    let mut slowest = Duration::ZERO;
    while sockets(&process) > before + 1 {
        slowest = slowest.max(answered(&process).await);
        let open = sockets(&process) - before - 1;
        assert!(begun.elapsed() < CLOSED + SLACK, "{open} are still open");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let took = begun.elapsed();
    assert!(took > CLOSED - SLACK, "closed after {took:?} already");
    assert!(
        slowest < Duration::from_secs(1),
        "answered after {slowest:?}"
    );
    let mut buffer = [0; 4096];
    assert!(kept.read(&mut buffer).await.unwrap() > 0);
    kept.write_all(WHOLE.as_bytes()).await.unwrap();
    assert!(
        kept.read(&mut buffer).await.unwrap() > 0,
        "kept between two requests"
    );
    reads.iter().for_each(tokio::task::AbortHandle::abort);
    figure(
        "F9",
        format_args!(
            "{} kinds of half a request, closed after {took:?}; the others answered within {slowest:?}",
            reads.len()
        ),
    );
}

/// More connections than the process may have files, silent ones and ones that wait between two
/// requests: who comes next is answered.
///
/// Seen to fail (nobody is answered) without `room` in `serving/mod.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn f9_more_connections_than_files_shut_nobody_out() {
    let (folder, address) = (Folder::new(), free_address());
    let script = format!(
        "ulimit -n 256; exec {} serve --dev --data {} --listen {address}",
        env!("CARGO_BIN_EXE_cleat"),
        folder.path(),
    );
    let child = Command::new("sh")
        .args(["-c", &script])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let process = Process {
        child,
        base: format!("http://{address}"),
    };
    process.answers().await;
    let mut open = Vec::new();
    let mut slowest = Duration::ZERO;
    for number in 0..600 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(WHOLE.as_bytes()).await.unwrap();
        }
        open.push(stream);
        if number % 50 == 49 {
            slowest = slowest.max(answered(&process).await);
        }
    }
    assert!(sockets(&process) < 256, "{}", sockets(&process));
    assert!(
        slowest < Duration::from_secs(1),
        "answered after {slowest:?}"
    );
    figure(
        "F9",
        format_args!(
            "{} connections with 256 files: answered within {slowest:?}",
            open.len()
        ),
    );
}

/// SIGTERM ends the process within its drain time plus five seconds, whatever is open; a request
/// that was begun before and comes whole is answered.
///
/// Seen to fail without `GRACE` in `serving/mod.rs`: the process never ends.
#[tokio::test(flavor = "multi_thread")]
async fn f9_sigterm_ends_whatever_is_open() {
    let (_folder, mut process, address) = serve(&["--drain-seconds=1"]).await;
    for (_, first, then) in callers() {
        half(&address, &first, then).await;
    }
    let mut begun_before = TcpStream::connect(&address).await.unwrap();
    begun_before
        .write_all(&WHOLE.as_bytes()[..30])
        .await
        .unwrap();
    let begun = now();
    process.terminate();
    tokio::time::sleep(Duration::from_secs(2)).await;
    begun_before
        .write_all(&WHOLE.as_bytes()[30..])
        .await
        .unwrap();
    let mut answer = String::new();
    begun_before.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let ended = tokio::task::block_in_place(|| process.child.wait().unwrap());
    let took = begun.elapsed();
    assert!(ended.success(), "{ended}");
    assert!(took < Duration::from_secs(6), "ended after {took:?}");
    figure(
        "F9",
        format_args!("SIGTERM, drain 1 s: ended after {took:?}"),
    );
}
