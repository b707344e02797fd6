//! A stand-in that runs, and a listener for what it calls.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, UNIX_EPOCH};

use cleat_delivery::call::Call;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

/// Bytes of an answer that are read, as the worker reads them.
const LONGEST: usize = 64 * 1024;

/// Now, in milliseconds.
#[expect(
    clippy::disallowed_methods,
    reason = "the stand-ins have clocks of their own"
)]
pub fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

pub fn fakes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fakes")
}

/// What came back.
pub struct Exchange {
    pub status: u16,
    pub body: Vec<u8>,
}

/// A stand-in.
pub struct Peer {
    port: u16,
    http: reqwest::Client,
    _process: Child,
}

impl Peer {
    /// Starts a stand-in; none where there is no Python.
    pub async fn start(name: &str) -> Option<Self> {
        let script = fakes().join(format!("{name}.py"));
        let started = Command::new("python3")
            .arg("-B")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let Ok(mut process) = started else {
            println!("skipped: there is no python3");
            return None;
        };
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next_line().await.unwrap().unwrap().parse().unwrap();
        // It prints each message: somebody must read on, or it waits.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Some(Self {
            port,
            http,
            _process: process,
        })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Sends a request as it stands.
    pub async fn call(&self, call: &Call) -> Exchange {
        let url = reqwest::Url::parse(&call.url).unwrap();
        assert_eq!(
            url.as_str(),
            call.url,
            "the address is sent as it was signed"
        );
        let mut request = self.http.request(call.method.parse().unwrap(), url);
        for (name, value) in &call.headers {
            request = request.header(&name[..], value);
        }
        let mut answer = request.body(call.body.clone()).send().await.unwrap();
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = answer.chunk().await {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST {
                body.truncate(LONGEST);
                break;
            }
        }
        let status = answer.status().as_u16();
        Exchange { status, body }
    }

    async fn control(&self, path: &str, wish: &Value) -> Value {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let answer = self.http.post(url).json(wish).send().await.unwrap();
        answer.json().await.unwrap()
    }

    pub async fn fault(&self, fault: Value) {
        self.control("/_fault", &fault).await;
    }

    pub async fn receipt(&self, wish: Value) -> Value {
        self.control("/_receipt", &wish).await
    }

    /// Forgets messages, nonces and how often a number was called.
    pub async fn reset(&self) {
        self.control("/_reset", &json!({})).await;
    }

    /// What it took, oldest first.
    pub async fn messages(&self) -> Vec<Value> {
        let messages = self.control("/_messages", &json!({})).await;
        messages.as_array().unwrap().clone()
    }
}

/// The stand-ins of a test: each starts once, and has forgotten everything when it is used again.
#[derive(Default)]
pub struct Peers(HashMap<&'static str, Peer>);

impl Peers {
    /// The one of that name; none where there is no Python.
    pub async fn get(&mut self, name: &'static str) -> Option<&Peer> {
        match self.0.entry(name) {
            Entry::Occupied(entry) => {
                let peer = entry.into_mut();
                peer.reset().await;
                Some(peer)
            }
            Entry::Vacant(entry) => Some(entry.insert(Peer::start(name).await?)),
        }
    }
}

/// A call that a stand-in made.
pub struct Heard {
    pub method: String,
    pub query: String,
    pub body: Vec<u8>,
}

/// Waits for one call, and answers it with that body.
pub async fn listen(listener: TcpListener, thanks: String) -> Heard {
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = BufReader::new(stream);
    let mut first = String::new();
    stream.read_line(&mut first).await.unwrap();
    let mut parts = first.split(' ');
    let (method, target) = (parts.next().unwrap(), parts.next().unwrap());
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{thanks}",
        thanks.len()
    );
    stream.write_all(answer.as_bytes()).await.unwrap();
    Heard {
        method: method.to_owned(),
        query: target.split_once('?').unwrap_or_default().1.to_owned(),
        body,
    }
}
