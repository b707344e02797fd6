//! Stand-ins of the vendors' networks as processes, for the tests of more than one crate.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// The folder of the stand-ins.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fakes")
}

/// One client for all tests. Each test has a runtime of its own, so that none keeps a connection.
pub fn client() -> &'static reqwest::Client {
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let builder = reqwest::Client::builder().pool_max_idle_per_host(0);
        builder.build().unwrap()
    })
}

/// A stand-in of a vendor. It ends with us, as its standard input does.
pub struct Fake {
    process: Child,
    pub base: String,
}

impl Fake {
    pub fn start(name: &str) -> Self {
        let mut python = Command::new("python3");
        python.arg("-B").arg(folder().join(format!("{name}.py")));
        Self::run(python)
    }

    /// One that another program is, or another Python.
    pub fn run(mut program: Command) -> Self {
        let mut process = program
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut port = String::new();
        said.read_line(&mut port).unwrap();
        // It prints each message: somebody must read on, or it waits.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self {
            process,
            base: format!("http://127.0.0.1:{}", port.trim()),
        }
    }

    pub async fn ask(&self, path: &str, wish: &Value) -> Value {
        let asked = client().post(format!("{}{path}", self.base)).json(wish);
        let said = asked.send().await.unwrap().bytes().await.unwrap();
        serde_json::from_slice(&said).unwrap()
    }

    /// The messages that it took.
    pub async fn messages(&self) -> Vec<Value> {
        let messages = self.ask("/_messages", &json!({})).await;
        messages.as_array().unwrap().clone()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
