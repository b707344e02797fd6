//! This server, as another to compare with.

use std::path::Path;

use cleat_api::Endpoint as _;
use cleat_api::password::UpdatePassword;
use serde_json::json;

use super::peer::Peer;
use crate::bench::scenario::{self, Person, Scenario, person_of};
use crate::bench::server::Server;
use crate::bench::users::phone;
use crate::postgres::Cluster;

/// Users who are there before: those who change their password, every other with a phone.
const USERS: usize = 200;

/// A running server.
pub struct Ours {
    server: Server,
    name: String,
}

impl Ours {
    /// Starts it.
    pub fn start(binary: &Path, cluster: Option<&Cluster>, es256: bool) -> Result<Self, String> {
        let server = Server::start(binary, cluster, USERS)?;
        if es256 {
            Scenario::new(&server, USERS).sign_by_es256()?;
        }
        let engine = cluster.map_or("SQLite", |_| "PostgreSQL");
        let signed = if es256 { ", ES256" } else { "" };
        let name = format!("Cleat, {engine}{signed}");
        Ok(Self { server, name })
    }

    fn scenario(&self) -> Scenario<'_> {
        Scenario::new(&self.server, USERS)
    }
}

impl Peer for Ours {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn address(&self) -> &str {
        &self.server.address
    }

    fn pid(&self) -> u32 {
        self.server.pid()
    }

    fn rest(&self) -> Result<(), String> {
        self.server.advance(61)
    }

    fn send(&self, to: &str) -> Vec<u8> {
        self.scenario().send_sms("CHANNEL_LOGIN", to, None)
    }

    fn code(&self, to: &str) -> Vec<u8> {
        scenario::look(to)
    }

    fn place_of_code(&self) -> &'static str {
        scenario::PLACE_OF_CODE
    }

    fn enter(&self, to: &str, code: &str) -> Vec<u8> {
        let payload = json!({ "phone": to, "passCode": code });
        self.scenario()
            .sign_in("PASSCODE", "passCodePayload", payload, true)
    }

    fn person(&self, body: &str, _: &str) -> Result<Person, String> {
        person_of(body)
    }

    fn tells_of_a_session(&self, _: &str) -> bool {
        // An answer without one has another `statusCode`, and has failed.
        true
    }

    fn read(&self, person: &Person) -> Vec<u8> {
        scenario::get_profile(&self.server, person)
    }

    fn refresh(&self, person: &Person) -> Vec<u8> {
        self.scenario().refresh(person)
    }

    fn with_password(&self, count: usize) -> Result<Vec<Person>, String> {
        let numbers: Vec<_> = (0..count).map(|number| phone(number * 2)).collect();
        let sends = numbers.iter().map(|to| self.send(to));
        self.server.prepare(sends.collect())?;
        let codes = self.scenario().codes(&numbers)?;
        let enters = numbers
            .iter()
            .zip(codes)
            .map(|(to, code)| self.enter(to, &code));
        let answers = self.server.prepare(enters.collect())?;
        answers.bodies.iter().map(|body| person_of(body)).collect()
    }

    fn change(&self, person: &Person, old: &str, new: &str) -> Vec<u8> {
        let authorization = format!("Bearer {}", person.token);
        let headers = [("authorization", authorization.as_str())];
        let body = json!({ "oldPassword": old, "newPassword": new });
        let path = UpdatePassword::operation().path;
        self.server.post(path, &headers, &body.to_string())
    }
}
