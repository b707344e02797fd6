//! The server that is measured: the release binary, a process of its own.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cleat_api::Endpoint as _;
use cleat_api::system::GetSystemInfo;
use serde_json::{Value, json};

use super::load::{Answers, request, send};
use crate::postgres::Cluster;
use crate::run::{now, say};

/// Longest wait for the first answer; under Callgrind it takes a while.
const PATIENCE: Duration = Duration::from_secs(120);
/// Where Callgrind dumps what it counted, with a number behind the name.
const PROFILE: &str = "callgrind";

/// A running server in development mode, so that codes can be read.
pub struct Server {
    child: Child,
    folder: PathBuf,
    /// Where it listens.
    pub address: String,
    /// Application.
    pub app_id: String,
    /// Its secret.
    pub app_secret: String,
    /// User pool.
    pub pool_id: String,
    /// Its secret.
    pub pool_secret: String,
    /// From start to the first answer, on the database that was there.
    pub start: Duration,
}

fn settings(folder: &Path, database: Option<&str>) -> Vec<String> {
    let mut given = vec![format!("--data={}", folder.display()), "--dev".into()];
    given.extend(database.map(|url| format!("--database-url={url}")));
    given
}

/// Threads take turns, names are whole, and lines do not matter.
fn callgrind(folder: &Path) -> Vec<String> {
    let file = folder.join(PROFILE);
    let words = [
        "valgrind",
        "--tool=callgrind",
        "--quiet",
        "--instr-atstart=no",
        "--fair-sched=yes",
        "--dump-line=no",
        "--compress-strings=no",
        "--compress-pos=no",
    ];
    let out = format!("--callgrind-out-file={}", file.display());
    words.into_iter().map(str::to_owned).chain([out]).collect()
}

/// A free port of this machine.
pub fn free_address() -> Result<String, String> {
    let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = address.map_err(|error| error.to_string())?;
    Ok(address.to_string())
}

/// Starts the server, `under` a program that watches it.
fn serve(
    binary: &Path,
    given: &[String],
    address: &str,
    under: &[String],
) -> Result<Child, String> {
    let unlimited = [
        "--no-address-limits",
        "--sends-per-target=1000000000",
        "--sends-per-pool=1000000000",
    ];
    let watched = under.iter().map(OsStr::new).chain([binary.as_os_str()]);
    let mut words = watched.chain(["serve".as_ref()]);
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).args(given).args(unlimited);
    command.args(["--log=error", &format!("--listen={address}")]);
    let child = command.stderr(Stdio::inherit()).spawn();
    child.map_err(|error| format!("cleat serve: {error}"))
}

impl Server {
    /// Imports users and starts the server.
    pub fn start(binary: &Path, engine: Option<&Cluster>, users: usize) -> Result<Self, String> {
        Self::started(binary, engine, users, false)
    }

    /// The same on the embedded database, watched by Callgrind; nothing is counted yet.
    pub fn under_valgrind(binary: &Path, users: usize) -> Result<Self, String> {
        Self::started(binary, None, users, true)
    }

    /// What Callgrind dumped last.
    pub fn profile(&self) -> Result<String, String> {
        let dumped = |number: usize| self.folder.join(format!("{PROFILE}.{number}"));
        let last = (1..).take_while(|number| dumped(*number).exists()).last();
        let path = dumped(last.unwrap_or_default());
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn started(
        binary: &Path,
        engine: Option<&Cluster>,
        users: usize,
        watched: bool,
    ) -> Result<Self, String> {
        let name = format!("cleat-bench-{}-{users}", std::process::id());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let database = match engine {
            Some(cluster) => Some(cluster.database(&name.replace('-', "_"))?),
            None => None,
        };
        let given = settings(&folder, database.as_deref());
        super::users::import(binary, &folder, &given, users)?;
        if let Some(cluster) = engine {
            cluster.settle(&name.replace('-', "_"))?;
        }
        let address = free_address()?;
        let under = if watched {
            callgrind(&folder)
        } else {
            Vec::new()
        };
        let begun = now();
        let mut server = Self {
            child: serve(binary, &given, &address, &under)?,
            folder,
            address,
            app_id: String::new(),
            app_secret: String::new(),
            pool_id: String::new(),
            pool_secret: String::new(),
            start: Duration::ZERO,
        };
        server.start = server.first_answer(begun)?;
        server.read_credentials()?;
        Ok(server)
    }

    /// Waits for its first answer; how long that took since it was started.
    fn first_answer(&self, begun: Instant) -> Result<Duration, String> {
        loop {
            let probe = request("GET", GetSystemInfo::operation().path, &[], "");
            if send(&self.address, vec![probe], 1, false).is_ok() {
                return Ok(begun.elapsed());
            }
            if begun.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn read_credentials(&mut self) -> Result<(), String> {
        let credentials = self.one(request("GET", "/dev/credentials", &[], ""))?;
        let text = |name: &str| {
            let text = credentials.get(name).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        self.app_id = text("appId");
        self.app_secret = text("appSecret");
        self.pool_id = text("userPoolId");
        self.pool_secret = text("userPoolSecret");
        Ok(())
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends one request; its answer.
    pub fn one(&self, request: Vec<u8>) -> Result<Value, String> {
        let answers = send(&self.address, vec![request], 1, true)?;
        let body = answers.bodies.first().cloned().unwrap_or_default();
        serde_json::from_str(&body).map_err(|error| format!("{error}: {body}"))
    }

    /// Sends requests that prepare a scenario; all must succeed.
    pub fn prepare(&self, requests: Vec<Vec<u8>>) -> Result<Answers, String> {
        let answers = send(&self.address, requests, 32, true)?;
        match answers.example {
            Some(example) => Err(format!("{} failed: {example}", answers.failed)),
            None => Ok(answers),
        }
    }

    /// Lets time pass on the server, so that the next code may be sent.
    pub fn advance(&self, seconds: u32) -> Result<(), String> {
        let body = json!({ "advanceSeconds": seconds }).to_string();
        self.one(self.post("/dev/clock", &[], &body)).map(drop)
    }

    /// A request with a JSON body and the application's headers.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
        let mut all = vec![
            ("content-type", "application/json"),
            ("x-authing-app-id", self.app_id.as_str()),
        ];
        all.extend(headers);
        request("POST", path, &all, body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        if let Err(why) = std::fs::remove_dir_all(&self.folder) {
            say(&format!("{}: {why}", self.folder.display()));
        }
    }
}
