//! What others cost for the same: `cargo xtask bench --peers [--binary FILE]`.

mod better_auth;
mod ours;
mod peer;

use std::path::Path;
use std::time::Duration;

use better_auth::BetterAuth;
use ours::Ours;
use peer::{PASSWORDS, Peer};

use super::load::{self, Answers};
use super::process;
use super::scenario::{Person, code_at, fresh};
use crate::postgres::Cluster;
use crate::run::say;

/// People who play a story.
const PEOPLE: usize = 400;
/// People who change their password: hashing is dear everywhere.
const CHANGES: usize = 48;
/// People who play every story before anything is counted: an engine of JavaScript compiles what it
/// has seen often.
const BEFORE: usize = 1000;
/// Connections of the closed loop.
const CONNECTIONS: usize = 16;
/// Requests a second that every one of them can serve, and changes of a password.
const EQUAL: f64 = 20.0;
const EQUAL_CHANGES: f64 = 4.0;
/// Requests at that rate.
const PACED: usize = 100;

/// Measures all of them and prints a table of Markdown.
pub fn compare(binary: &Path) -> Result<(), String> {
    say(&process::machine());
    say(&format!("load before: {}\n", load_average()));
    say(
        "| server | story | server µs | database µs | both µs | stories/s | slowest ms of 100 at an equal rate |",
    );
    say("|---|---|---|---|---|---|---|");
    for (engine, es256) in [
        ("SQLite", false),
        ("PostgreSQL", false),
        ("PostgreSQL", true),
    ] {
        let cluster = (engine == "PostgreSQL").then(Cluster::start).transpose()?;
        let peer = Ours::start(binary, cluster.as_ref(), es256)?;
        Measured::of(&peer, cluster.as_ref())?.stories()?;
    }
    let cluster = Cluster::start()?;
    let peer = BetterAuth::start(&cluster)?;
    Measured::of(&peer, Some(&cluster))?.stories()?;
    say(&format!(
        "\nload after: {}; {}",
        load_average(),
        better_auth::versions()?
    ));
    Ok(())
}

/// How busy the machine was in the last one, five and fifteen minutes.
fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let times: Vec<&str> = text.split(' ').take(3).collect();
    times.join(", ")
}

/// A server and its database.
struct Measured<'a> {
    peer: &'a dyn Peer,
    database: Option<u32>,
    next: usize,
}

/// What requests have cost.
#[derive(Default)]
struct Cost {
    server: Duration,
    database: Duration,
    wall: Duration,
    /// The slowest at an equal rate.
    slowest: Duration,
}

impl<'a> Measured<'a> {
    fn of(peer: &'a dyn Peer, cluster: Option<&Cluster>) -> Result<Self, String> {
        let database = cluster.map(Cluster::pid).transpose()?;
        let next = 0;
        Ok(Self {
            peer,
            database,
            next,
        })
    }

    fn stories(mut self) -> Result<(), String> {
        self.warm_up()?;
        let numbers = self.numbers(PEOPLE);
        let (cost, _) = self.enter(&numbers)?;
        self.line("send, sign up by code", PEOPLE, &cost);
        self.peer.rest()?;
        let (cost, mut people) = self.enter(&numbers)?;
        self.line("send, sign in by code", PEOPLE, &cost);
        self.plain(
            "read of the session or profile",
            &people,
            10,
            |peer, one| peer.read(one),
        )?;
        let cost = self.refresh(&mut people)?;
        let cost = self.with_slowest(cost, each(&people, |one| self.peer.refresh(one)), EQUAL)?;
        self.line("refresh", PEOPLE, &cost);
        let changing = self.peer.with_password(CHANGES)?;
        let [old, new] = PASSWORDS;
        let there = each(&changing, |one| self.peer.change(one, old, new));
        let back = each(&changing, |one| self.peer.change(one, new, old));
        self.run(there.clone())?;
        self.run(back.clone())?;
        let (cost, _) = self.run(there)?;
        let cost = self.with_slowest(cost, back, EQUAL_CHANGES)?;
        self.line("change of password", CHANGES, &cost);
        let peak = process::peak_memory(self.peer.pid()) >> 20;
        say(&format!(
            "| {} | peak memory | {peak} MB | | | | |",
            self.peer.name()
        ));
        Ok(())
    }

    /// Every story but the change of a password, uncounted.
    fn warm_up(&mut self) -> Result<(), String> {
        let numbers = self.numbers(BEFORE);
        let (_, mut people) = self.enter(&numbers)?;
        self.run(each(&people, |one| self.peer.read(one)))?;
        self.refresh(&mut people)?;
        Ok(())
    }

    /// Prolongs the session of each.
    fn refresh(&self, people: &mut [Person]) -> Result<Cost, String> {
        let (cost, answers) = self.run(each(people, |one| self.peer.refresh(one)))?;
        self.are_of_sessions(&answers)?;
        self.take(people, answers)?;
        Ok(cost)
    }

    fn are_of_sessions(&self, answers: &Answers) -> Result<(), String> {
        let mut bodies = answers.bodies.iter();
        match bodies.find(|body| !self.peer.tells_of_a_session(body)) {
            Some(body) => Err(format!("{}: no session: {body}", self.peer.name())),
            None => Ok(()),
        }
    }

    /// A story of one request that may be repeated.
    fn plain(
        &self,
        story: &str,
        people: &[Person],
        times: usize,
        request: impl Fn(&dyn Peer, &Person) -> Vec<u8>,
    ) -> Result<(), String> {
        let once = || each(people, |one| request(self.peer, one));
        let all: Vec<_> = (0..times).flat_map(|_| once()).collect();
        let count = all.len();
        let (cost, answers) = self.run(all)?;
        self.are_of_sessions(&answers)?;
        let cost = self.with_slowest(cost, once(), EQUAL)?;
        self.line(story, count, &cost);
        Ok(())
    }

    /// Codes to those numbers, and the sign-ins by them. Those of the last sign-ins are sent at an
    /// equal rate.
    fn enter(&self, numbers: &[String]) -> Result<(Cost, Vec<Person>), String> {
        let sends = numbers.iter().map(|to| self.peer.send(to)).collect();
        let (mut cost, _) = self.run(sends)?;
        let codes = self.codes(numbers)?;
        let pairs = numbers.iter().zip(&codes);
        let mut enters: Vec<_> = pairs.map(|(to, code)| self.peer.enter(to, code)).collect();
        let paced = enters.split_off(enters.len() - enters.len().min(PACED));
        let (closed, paced_count) = (enters.len(), paced.len());
        let (entered, mut answers) = self.run(enters)?;
        let (slow, more) = self.paced(paced, EQUAL)?;
        // The paced ones cost what the others do.
        let whole = (closed + paced_count) as f64 / closed.max(1) as f64;
        cost.server += entered.server.mul_f64(whole);
        cost.database += entered.database.mul_f64(whole);
        cost.wall += entered.wall.mul_f64(whole);
        cost.slowest = slow;
        answers.bodies.extend(more.bodies);
        answers.cookies.extend(more.cookies);
        let told = answers.bodies.iter().zip(&answers.cookies);
        let people = told.map(|(body, cookies)| self.peer.person(body, cookies));
        Ok((cost, people.collect::<Result<_, _>>()?))
    }

    fn codes(&self, numbers: &[String]) -> Result<Vec<String>, String> {
        let looks = numbers.iter().map(|to| self.peer.code(to)).collect();
        let answers = load::send(self.peer.address(), looks, CONNECTIONS, true)?;
        let place = self.peer.place_of_code();
        let codes = answers.bodies.iter().map(|body| code_at(body, place));
        codes.collect()
    }

    /// What so many requests cost in a closed loop.
    fn run(&self, requests: Vec<Vec<u8>>) -> Result<(Cost, Answers), String> {
        let cpu = |pid: Option<u32>| pid.map(process::cpu).unwrap_or_default();
        let before = (cpu(Some(self.peer.pid())), cpu(self.database));
        let answers = load::send(self.peer.address(), requests, CONNECTIONS, true)?;
        let after = (cpu(Some(self.peer.pid())), cpu(self.database));
        self.whole(&answers)?;
        let cost = Cost {
            server: after.0.saturating_sub(before.0),
            database: after.1.saturating_sub(before.1),
            wall: answers.wall,
            slowest: Duration::ZERO,
        };
        Ok((cost, answers))
    }

    /// The slowest at a rate that is the same for everybody.
    fn paced(&self, requests: Vec<Vec<u8>>, rate: f64) -> Result<(Duration, Answers), String> {
        let address = self.peer.address();
        let answers = load::send_at(address, requests, CONNECTIONS, true, Some(rate))?;
        self.whole(&answers)?;
        let slowest = answers.latencies.iter().max().copied();
        Ok((slowest.unwrap_or_default(), answers))
    }

    fn with_slowest(
        &self,
        cost: Cost,
        mut requests: Vec<Vec<u8>>,
        rate: f64,
    ) -> Result<Cost, String> {
        requests.truncate(PACED);
        let (slowest, _) = self.paced(requests, rate)?;
        Ok(Cost { slowest, ..cost })
    }

    fn whole(&self, answers: &Answers) -> Result<(), String> {
        match &answers.example {
            Some(example) => Err(format!(
                "{}: {} failed: {example}",
                self.peer.name(),
                answers.failed
            )),
            None => Ok(()),
        }
    }

    /// Takes what the answers hold for the next request.
    fn take(&self, people: &mut [Person], answers: Answers) -> Result<(), String> {
        let told = answers.bodies.iter().zip(&answers.cookies);
        for (person, (body, cookies)) in people.iter_mut().zip(told) {
            let next = self.peer.person(body, cookies)?;
            if !next.token.is_empty() {
                *person = next;
            }
        }
        Ok(())
    }

    fn numbers(&mut self, count: usize) -> Vec<String> {
        let from = self.next;
        self.next += count;
        (from..self.next).map(fresh).collect()
    }

    fn line(&self, story: &str, count: usize, cost: &Cost) {
        let each = |used: Duration| used.as_secs_f64() * 1e6 / count as f64;
        let (server, database) = (each(cost.server), each(cost.database));
        say(&format!(
            "| {} | {story} | {server:.0} | {database:.0} | {:.0} | {:.0} | {:.1} |",
            self.peer.name(),
            server + database,
            count as f64 / cost.wall.as_secs_f64(),
            cost.slowest.as_secs_f64() * 1000.0,
        ));
    }
}

fn each(people: &[Person], request: impl Fn(&Person) -> Vec<u8>) -> Vec<Vec<u8>> {
    people.iter().map(request).collect()
}
