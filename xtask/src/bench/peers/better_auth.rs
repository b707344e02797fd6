//! better-auth, installed under `target/` as its lock file says.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::peer::{PASSWORDS, Peer};
use crate::bench::load::{self, request};
use crate::bench::scenario::{Person, text_at};
use crate::bench::server::free_address;
use crate::bench::users::email;
use crate::postgres::Cluster;
use crate::run::{now, output, root};
use crate::setup;

/// Where it is described, and where it goes.
const FROM: &str = "xtask/peers/better-auth";
const TO: &str = "target/peers/better-auth";
const PROGRAM: &str = "server.mjs";

/// A running server.
pub struct BetterAuth {
    child: Child,
    address: String,
}

impl BetterAuth {
    /// Installs and starts it.
    pub fn start(cluster: &Cluster) -> Result<Self, String> {
        setup::npm(FROM, TO)?;
        let copied = std::fs::copy(
            root().join(FROM).join(PROGRAM),
            root().join(TO).join(PROGRAM),
        );
        copied.map_err(|error| format!("{PROGRAM}: {error}"))?;
        let address = free_address()?;
        let port = address.rsplit(':').next().unwrap_or_default();
        let child = Command::new("node")
            .args([PROGRAM, port, &cluster.database("better_auth")?])
            .current_dir(root().join(TO))
            .env("NODE_ENV", "production")
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("node: {error}"))?;
        let server = Self { child, address };
        server.answers()?;
        Ok(server)
    }

    fn answers(&self) -> Result<(), String> {
        let begun = now();
        loop {
            let asked = vec![self.get("/api/auth/ok", "")];
            if load::send(&self.address, asked, 1, false).is_ok() {
                return Ok(());
            }
            if begun.elapsed() > Duration::from_secs(30) {
                return Err("better-auth does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn get(&self, path: &str, cookie: &str) -> Vec<u8> {
        request("GET", path, &[("cookie", cookie)], "")
    }

    fn post(&self, path: &str, cookie: &str, body: &Value) -> Vec<u8> {
        let origin = format!("http://{}", self.address);
        let mut headers = vec![
            ("content-type", "application/json"),
            ("origin", origin.as_str()),
        ];
        if !cookie.is_empty() {
            headers.push(("cookie", cookie));
        }
        request("POST", path, &headers, &body.to_string())
    }
}

impl Peer for BetterAuth {
    fn name(&self) -> String {
        "better-auth, PostgreSQL".into()
    }

    fn address(&self) -> &str {
        &self.address
    }

    fn pid(&self) -> u32 {
        self.child.id()
    }

    fn rest(&self) -> Result<(), String> {
        Ok(())
    }

    fn send(&self, to: &str) -> Vec<u8> {
        let body = json!({ "phoneNumber": to });
        self.post("/api/auth/phone-number/send-otp", "", &body)
    }

    fn code(&self, to: &str) -> Vec<u8> {
        self.get(&format!("/code?to={}", to.replace('+', "%2B")), "")
    }

    fn place_of_code(&self) -> &'static str {
        "/code"
    }

    fn enter(&self, to: &str, code: &str) -> Vec<u8> {
        let body = json!({ "phoneNumber": to, "code": code });
        self.post("/api/auth/phone-number/verify", "", &body)
    }

    fn person(&self, _: &str, cookies: &str) -> Result<Person, String> {
        Ok(Person {
            token: cookies.to_owned(),
            refresh: String::new(),
        })
    }

    fn tells_of_a_session(&self, body: &str) -> bool {
        let told: Value = serde_json::from_str(body).unwrap_or_default();
        !text_at(&told, "/session/token").is_empty()
    }

    fn read(&self, person: &Person) -> Vec<u8> {
        self.get("/api/auth/get-session", &person.token)
    }

    fn refresh(&self, person: &Person) -> Vec<u8> {
        self.get("/api/refreshing/get-session", &person.token)
    }

    fn with_password(&self, count: usize) -> Result<Vec<Person>, String> {
        let [password, _] = PASSWORDS;
        let sign_up = |number| {
            let body = json!({ "name": "User", "email": email(number), "password": password });
            self.post("/api/auth/sign-up/email", "", &body)
        };
        let requests = (0..count).map(sign_up).collect();
        let answers = load::send(&self.address, requests, 4, true)?;
        let people = answers.bodies.iter().zip(&answers.cookies);
        people
            .map(|(body, cookies)| self.person(body, cookies))
            .collect()
    }

    fn change(&self, person: &Person, old: &str, new: &str) -> Vec<u8> {
        let body = json!({ "currentPassword": old, "newPassword": new });
        self.post("/api/auth/change-password", &person.token, &body)
    }
}

impl Drop for BetterAuth {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What was measured.
pub fn versions() -> Result<String, String> {
    let path = root()
        .join(TO)
        .join("node_modules/better-auth/package.json");
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let package: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let node = output("node", &["--version"])?;
    Ok(format!(
        "better-auth {}, Node.js {}",
        text_at(&package, "/version"),
        node.trim()
    ))
}
