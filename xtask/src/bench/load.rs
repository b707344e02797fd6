//! A load of prepared HTTP/1.1 requests on kept connections, one thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::run::now;

/// What came back.
#[derive(Default)]
pub struct Answers {
    /// Time of each request.
    pub latencies: Vec<Duration>,
    /// Time of all.
    pub wall: Duration,
    /// Answers that were no success, with one of them.
    pub failed: usize,
    /// A failed answer.
    pub example: Option<String>,
    /// Bodies by the number of their request, where they are kept.
    pub bodies: Vec<String>,
}

/// A request as bytes.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if method == "POST" {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// Sends each request once, over that many connections, as fast as they are answered.
pub fn send(
    address: &str,
    requests: Vec<Vec<u8>>,
    connections: usize,
    keep: bool,
) -> Result<Answers, String> {
    send_at(address, requests, connections, keep, None)
}

/// Sends each request once, `rate` a second. The time of an answer counts from when its request
/// was due, so that a stall is not hidden by the requests it holds back.
pub fn send_at(
    address: &str,
    requests: Vec<Vec<u8>>,
    connections: usize,
    keep: bool,
    rate: Option<f64>,
) -> Result<Answers, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let total = requests.len();
        let sockets = connect(address, connections.min(total)).await?;
        let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
        let started = now();
        let pace = rate.map(|rate| (started, rate));
        let mut tasks = tokio::task::JoinSet::new();
        for socket in sockets {
            tasks.spawn(one(socket, requests.clone(), next.clone(), keep, pace));
        }
        let mut all = Answers::default();
        if keep {
            all.bodies = vec![String::new(); total];
        }
        while let Some(done) = tasks.join_next().await {
            all.add(done.map_err(|error| error.to_string())??);
        }
        all.wall = started.elapsed();
        Ok(all)
    })
}

async fn connect(address: &str, connections: usize) -> Result<Vec<TcpStream>, String> {
    let mut sockets = Vec::new();
    for _ in 0..connections {
        let socket = TcpStream::connect(address).await;
        let socket = socket.map_err(|error| format!("{address}: {error}"))?;
        let nodelay = socket.set_nodelay(true);
        nodelay.map_err(|error| error.to_string())?;
        sockets.push(socket);
    }
    Ok(sockets)
}

impl Answers {
    fn add(&mut self, (part, bodies): Part) {
        self.latencies.extend(part.latencies);
        self.failed += part.failed;
        self.example = self.example.take().or(part.example);
        for (number, body) in bodies {
            if let Some(place) = self.bodies.get_mut(number) {
                *place = body;
            }
        }
    }
}

type Part = (Answers, Vec<(usize, String)>);

async fn one(
    mut socket: TcpStream,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
    keep: bool,
    pace: Option<(Instant, f64)>,
) -> Result<Part, String> {
    let mut part = Answers::default();
    let mut bodies = Vec::new();
    let mut buffer = Vec::with_capacity(16 * 1024);
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(request) = requests.get(number) else {
            return Ok((part, bodies));
        };
        let begun = match pace {
            None => now(),
            Some((started, rate)) => {
                let due = started + Duration::from_secs_f64(number as f64 / rate);
                tokio::time::sleep_until(due.into()).await;
                due
            }
        };
        let sent = socket.write_all(request).await;
        sent.map_err(|error| format!("the connection broke: {error}"))?;
        let (ok, body) = answer(&mut socket, &mut buffer).await?;
        part.latencies.push(begun.elapsed());
        if !ok {
            part.failed += 1;
            part.example.get_or_insert_with(|| body.to_owned());
        }
        if keep {
            bodies.push((number, body.to_owned()));
        }
    }
}

/// Whether the next answer is a success, and its body.
async fn answer<'b>(
    socket: &mut TcpStream,
    buffer: &'b mut Vec<u8>,
) -> Result<(bool, &'b str), String> {
    buffer.clear();
    let (start, length) = loop {
        read(socket, buffer).await?;
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = std::str::from_utf8(buffer.get(..end).unwrap_or_default())
                .map_err(|error| error.to_string())?;
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .and_then(|length| length.parse::<usize>().ok())
                .ok_or("an answer without content-length")?;
            break (end + 4, length);
        }
    };
    while buffer.len() < start + length {
        read(socket, buffer).await?;
    }
    let body = std::str::from_utf8(buffer.get(start..).unwrap_or_default())
        .map_err(|error| error.to_string())?;
    let good = buffer.starts_with(b"HTTP/1.1 200")
        && (!body.starts_with("{\"statusCode\":") || body.starts_with("{\"statusCode\":200,"));
    Ok((good, body))
}

async fn read(socket: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<(), String> {
    match socket.read_buf(buffer).await {
        Ok(0) => Err("the server closed the connection".into()),
        Ok(_) => Ok(()),
        Err(error) => Err(format!("the connection broke: {error}")),
    }
}
