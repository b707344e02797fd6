//! How fast the server is: `cargo xtask bench [--quick] [--users N] [--engine sqlite|postgres]
//! [--scenario NAME] [--binary FILE]`, and what others cost: `cargo xtask bench --peers`.

pub mod instructions;
mod load;
mod peers;
mod process;
mod scenario;
mod server;
mod users;

use std::path::{Path, PathBuf};
use std::time::Duration;

use load::Answers;
use scenario::Scenario;
use server::Server;

use crate::postgres::Cluster;
use crate::run::{cargo, root, say};

/// Connections of the closed loops.
const CONNECTIONS: [usize; 3] = [1, 16, 256];
/// Connections of the loop at half of the top rate.
const PACED: usize = 64;

/// What is measured.
struct Order<'a> {
    quick: bool,
    engines: Vec<&'a str>,
    sizes: Vec<usize>,
    only: Option<&'a str>,
    binary: PathBuf,
}

/// Measures and prints Markdown tables.
pub fn bench(args: &[String]) -> Result<(), String> {
    let order = Order::read(args)?;
    if args.iter().any(|arg| arg == "--peers") {
        return peers::compare(&order.binary);
    }
    say(&process::machine());
    for engine in &order.engines {
        for users in &order.sizes {
            order.measure(engine, *users)?;
        }
    }
    Ok(())
}

impl<'a> Order<'a> {
    /// Reads the arguments; builds the server where none is named.
    fn read(args: &'a [String]) -> Result<Self, String> {
        let quick = args.iter().any(|arg| arg == "--quick");
        let value = |name: &str| {
            let place = args.iter().position(|arg| arg == name)?;
            args.get(place + 1).map(String::as_str)
        };
        let sizes = match value("--users") {
            Some(users) => vec![users.parse().map_err(|_| "--users wants a number")?],
            None if quick => vec![1000],
            None => vec![1000, 1_000_000],
        };
        let binary = match value("--binary") {
            Some(path) => PathBuf::from(path),
            None => {
                cargo(&["build", "--release", "--package", "cleat", "--locked"])?;
                root().join("target/release/cleat")
            }
        };
        Ok(Self {
            quick,
            engines: value("--engine").map_or(vec!["sqlite", "postgres"], |engine| vec![engine]),
            sizes,
            only: value("--scenario"),
            binary,
        })
    }

    /// Prints the table of one engine with so many users.
    fn measure(&self, engine: &str, users: usize) -> Result<(), String> {
        let cluster = (engine == "postgres").then(Cluster::start).transpose()?;
        let server = Server::start(&self.binary, cluster.as_ref(), users)?;
        let database = cluster.as_ref().map(Cluster::pid).transpose()?;
        say(&format!("\n### {engine}, {users} users\n"));
        say(&format!(
            "first answer after {} ms, idle memory {} MB, binary {:.1} MB\n",
            server.start.as_millis(),
            process::memory(server.pid()) >> 20,
            binary_size(&self.binary)
        ));
        say(
            "| scenario | connections | req/s | p50 ms | p99 ms | p99.9 ms | server µs | database µs | × floor |",
        );
        say("|---|---|---|---|---|---|---|---|---|");
        let mut scenario = Scenario::new(&server, users);
        for name in scenario::NAMES {
            if self.only.is_none_or(|only| only == name) {
                self.rows(&mut scenario, name, engine, database)?;
            }
        }
        let peak = process::peak_memory(server.pid()) >> 20;
        say(&format!("\npeak memory {peak} MB"));
        Ok(())
    }

    /// Prints the rows of one scenario: the closed loops, then half of their top rate.
    fn rows(
        &self,
        scenario: &mut Scenario<'_>,
        name: &str,
        engine: &str,
        database: Option<u32>,
    ) -> Result<(), String> {
        let mut top: f64 = 0.0;
        for connections in CONNECTIONS {
            let target = scenario::requests(name, connections, self.quick);
            let row = measure(scenario, name, target, connections, None, database)?;
            top = top.max(row.rate());
            say(&row.line(name, engine, &connections.to_string()));
        }
        let target = scenario::requests(name, PACED, self.quick);
        let half = Some(top / 2.0);
        let row = measure(scenario, name, target, PACED, half, database)?;
        say(&row.line(name, engine, "half rate"));
        Ok(())
    }
}

/// What some rounds of a scenario came to.
struct Row {
    answers: Answers,
    server: Duration,
    database: Duration,
}

fn measure(
    scenario: &mut Scenario<'_>,
    name: &str,
    target: usize,
    connections: usize,
    rate: Option<f64>,
    database: Option<u32>,
) -> Result<Row, String> {
    let mut row = Row {
        answers: Answers::default(),
        server: Duration::ZERO,
        database: Duration::ZERO,
    };
    let server = scenario.server;
    let cpu = |pid: Option<u32>| pid.map(process::cpu).unwrap_or_default();
    while row.answers.latencies.len() < target {
        let wanted = target - row.answers.latencies.len();
        let requests = scenario.prepare(name, wanted)?;
        let before = (cpu(Some(server.pid())), cpu(database));
        let answers = load::send_at(
            &server.address,
            requests,
            connections,
            scenario::keeps(name),
            rate,
        )?;
        let after = (cpu(Some(server.pid())), cpu(database));
        if let Some(example) = &answers.example {
            return Err(format!("{name}: {} failed: {example}", answers.failed));
        }
        row.server += after.0.saturating_sub(before.0);
        row.database += after.1.saturating_sub(before.1);
        row.answers.wall += answers.wall;
        row.answers.latencies.extend(&answers.latencies);
        scenario.take(name, answers.bodies)?;
    }
    row.answers.latencies.sort();
    Ok(row)
}

impl Row {
    fn rate(&self) -> f64 {
        self.answers.latencies.len() as f64 / self.answers.wall.as_secs_f64()
    }

    fn line(&self, name: &str, engine: &str, load: &str) -> String {
        let times = &self.answers.latencies;
        let at = |part: f64| {
            let place = (times.len() as f64 * part) as usize;
            let time = times.get(place.min(times.len().saturating_sub(1)));
            time.map_or(0.0, Duration::as_secs_f64) * 1000.0
        };
        let each = |used: Duration| used.as_secs_f64() * 1e6 / times.len() as f64;
        let (server, database) = (each(self.server), each(self.database));
        let floor = scenario::floor(name, engine).map_or("–".into(), |floor| {
            format!("{:.1}", (server + database) / floor)
        });
        format!(
            "| {name} | {load} | {:.0} | {:.2} | {:.2} | {:.2} | {server:.0} | {database:.0} | {floor} |",
            self.rate(),
            at(0.5),
            at(0.99),
            at(0.999),
        )
    }
}

fn binary_size(binary: &Path) -> f64 {
    let file = std::fs::metadata(binary);
    file.map_or(0.0, |file| file.len() as f64 / 1e6)
}
