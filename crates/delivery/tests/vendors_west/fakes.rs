//! Stand-ins as processes, their receipts, and the SDKs that judge.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use cleat_delivery::call::{Answer, Call};
use cleat_delivery::outcome::Outcome;
use cleat_delivery::receipt::{Hook, NotAReceipt, Receipt};
use cleat_delivery::service::Service;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

pub use super::fake::{Fake, client, folder};

impl Fake {
    /// Makes the next answer a refusal of the vendor's own, or a fault of the network's.
    pub async fn fault(&self, fault: &Value) {
        let mut once = fault.as_object().unwrap().clone();
        once.entry("kind").or_insert("refuse".into());
        once.insert("times".into(), 1.into());
        self.ask("/_fault", &Value::Object(once)).await;
    }
}

/// Sends the bytes as they stand: what became of them, and what was answered.
pub async fn send(service: &dyn Service, call: Call) -> (Outcome, String) {
    let method = call.method.parse().unwrap();
    let mut request = client().request(method, call.url).body(call.body);
    for (name, value) in call.headers {
        request = request.header(name.as_ref(), value);
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
    };
    let headers: Vec<_> = response.headers().iter().map(header).collect();
    let body = response.bytes().await.unwrap();
    let outcome = service.outcome(&Answer {
        status,
        headers: &headers,
        body: &body,
    });
    (outcome, String::from_utf8_lossy(&body).into_owned())
}

/// A call that a stand-in made to us.
#[derive(Debug, Clone)]
pub struct Caught {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub now: i64,
}

impl Caught {
    pub fn hook(&self) -> Hook<'_> {
        Hook {
            method: &self.method,
            url: &self.url,
            query: self.url.split_once('?').map_or("", |(_, query)| query),
            headers: &self.headers,
            body: &self.body,
            now: self.now,
        }
    }

    pub fn read(&self, service: &dyn Service) -> Result<Vec<Receipt>, NotAReceipt> {
        service.receipts(&self.hook())
    }

    /// The same with the lowest bit of one byte of what is signed changed, once for each byte.
    pub fn forgeries(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let query = self.url.find('?').unwrap_or(self.url.len()) + 1;
        let signed = if self.body.is_empty() {
            query..self.url.len()
        } else {
            0..0
        };
        for at in signed {
            let mut url = self.url.clone().into_bytes();
            url[at] ^= 1;
            let url = String::from_utf8(url).unwrap();
            all.push(Self {
                url,
                ..self.clone()
            });
        }
        for at in 0..self.body.len() {
            let mut forged = self.clone();
            forged.body[at] ^= 1;
            all.push(forged);
        }
        all
    }
}

/// Where receipts are taken.
pub struct Listener {
    socket: TcpListener,
    pub url: String,
}

impl Listener {
    pub async fn open() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "http://{}/hooks/messages/p1/t",
            socket.local_addr().unwrap()
        );
        Self { socket, url }
    }

    /// Has a stand-in call us, and reads the call. A wish without an address means the one that the
    /// message was sent with.
    pub async fn after(&self, fake: &Fake, wish: &Value) -> Caught {
        let (caught, _) = tokio::join!(self.catch(), fake.ask("/_receipt", wish));
        caught
    }

    async fn catch(&self) -> Caught {
        let (mut stream, _) = self.socket.accept().await.unwrap();
        let mut read = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let head = read.windows(4).position(|end| end == b"\r\n\r\n");
            if let Some(head) = head {
                let text = String::from_utf8(read[..head].to_vec()).unwrap();
                let body = read[head + 4..].to_vec();
                let caught = self.parse(&text, body);
                let length = caught.hook().header("content-length").map(str::to_owned);
                if caught.body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                    let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
                    stream.write_all(answer).await.unwrap();
                    return caught;
                }
            }
            let count = stream.read(&mut piece).await.unwrap();
            assert_ne!(count, 0, "the call ended early");
            read.extend_from_slice(&piece[..count]);
        }
    }

    fn parse(&self, head: &str, body: Vec<u8>) -> Caught {
        let mut lines = head.lines();
        let line: Vec<_> = lines.next().unwrap().split(' ').collect();
        let header = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        let query = line[1].split_once('?').map_or("", |(_, query)| query);
        let mark = if query.is_empty() { "" } else { "?" };
        Caught {
            method: line[0].to_owned(),
            url: format!("{}{mark}{query}", self.url),
            headers: lines.map(header).collect(),
            body,
            now: now(),
        }
    }
}

/// Now, in milliseconds: those who check signatures look at the clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the stand-ins go by the clock of the machine"
)]
pub fn now() -> i64 {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// The SDKs' Python with the judges, where it is set up.
pub fn judges(argument: &str, test: &str) -> Option<Command> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join("target/python/bin/python");
    let modules = match argument {
        "moto" => "boto3 moto",
        "webhook" => "standardwebhooks",
        "request" => "botocore vonage_http_client",
        _ => "boto3 moto sendgrid twilio vonage_http_client vonage_jwt vonage_sms",
    };
    // To import them all takes long.
    let find = "import sys; from importlib.util import find_spec; \
                sys.exit(None in map(find_spec, sys.argv[1:]))";
    let asked = Command::new(&python)
        .args(["-c", find])
        .args(modules.split(' '))
        .status();
    if !asked.is_ok_and(|status| status.success()) {
        let complete = std::env::var_os("TEST_COMPLETE").is_some();
        assert!(!complete, "{test}: no {modules}");
        let line = format!("skipped: {test}: no {modules}, run cargo xtask setup\n");
        drop(std::io::stderr().write_all(line.as_bytes()));
        return None;
    }
    let mut command = Command::new(python);
    command.arg(folder().join("judges_west.py")).arg(argument);
    Some(command)
}

/// What a judge says of each of some calls.
pub fn judged(test: &str, by: &str, about: &str, calls: &[(&str, Call)]) -> Option<Vec<String>> {
    let mut command = judges(by, test)?;
    let asked = |(value, call): &(&str, Call)| {
        let headers = call.headers.iter();
        let headers: serde_json::Map<_, _> = headers
            .map(|(name, value)| (name.to_string(), Value::from(value.as_str())))
            .collect();
        let body = String::from_utf8(call.body.clone()).unwrap();
        json!({ about: value, "url": call.url, "headers": headers, "body": body })
    };
    let asked: Vec<_> = calls.iter().map(asked).collect();
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    stdin
        .write_all(json!(asked).to_string().as_bytes())
        .unwrap();
    drop(stdin);
    let mut said = String::new();
    let mut stdout = process.stdout.take().unwrap();
    stdout.read_to_string(&mut said).unwrap();
    process.wait().unwrap();
    Some(said.lines().map(str::to_owned).collect())
}

/// moto, which ends with its standard input.
pub struct Moto {
    process: Child,
    stdin: Option<ChildStdin>,
    pub settings: Value,
}

impl Moto {
    pub fn start(test: &str) -> Option<Self> {
        let mut process = judges("moto", test)?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        Some(Self {
            stdin: process.stdin.take(),
            process,
            settings: serde_json::from_str(&line).unwrap(),
        })
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.stdin.take());
        self.process.wait().unwrap();
    }
}
