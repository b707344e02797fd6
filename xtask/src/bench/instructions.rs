//! What a request costs in instructions, whatever else the machine does:
//! `cargo xtask instructions [--write]`. Valgrind counts them in the server that the tests build,
//! on the embedded database. What is counted is the same on every machine: the compiler of Rust is
//! pinned, and Valgrind shows every processor with AVX2 alike. Code in C is left out, for whoever
//! builds it has another compiler, and cryptography, for it is nobody's to change here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::load;
use super::scenario::{NAMES, Scenario};
use super::server::Server;
use crate::run::{cargo, output, root, say};
use crate::test::IT;

/// What each request cost when it was last written.
const FILE: &str = "xtask/instructions.tsv";
/// More than this, in percent, is a fault; so much less is to be written.
const TOLERANCE: f64 = 5.0;
const USERS: usize = 200;

/// What every name of Rust's has in it and none of C's.
const OF_RUST: &str = "::";
/// Cryptography.
const LEFT_OUT: [&str; 3] = ["aws_lc", "argon2", "blake2"];

/// Requests that warm a path up (statements are prepared, caches filled), and those that are counted.
fn requests(name: &str) -> (usize, usize) {
    match name {
        // A password is hashed for a second here, and that is not counted.
        "sign-in-by-password" => (2, 6),
        _ => (10, 40),
    }
}

/// Counts, and compares with what was written, or writes.
pub fn instructions(write: bool) -> Result<(), String> {
    cargo(&[IT, &["--no-run"]].concat())?;
    let counts = count(&root().join("target/debug/cleat"))?;
    let path = root().join(FILE);
    if write {
        return std::fs::write(&path, text(&counts)).map_err(|error| format!("{FILE}: {error}"));
    }
    let written = std::fs::read_to_string(&path).map_err(|error| format!("{FILE}: {error}"))?;
    let faults = faults(&parse(&written), &counts);
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults.join("\n")),
    }
}

type Counts = BTreeMap<String, u64>;

fn count(binary: &Path) -> Result<Counts, String> {
    let server = Server::under_valgrind(binary, USERS)?;
    let mut scenario = Scenario::new(&server, USERS);
    let mut counts = Counts::new();
    control(&server, "--instr=on")?;
    for name in NAMES.into_iter().filter(|name| *name != "mixed-day") {
        let (before, counted) = requests(name);
        play(&mut scenario, name, before)?;
        let each = play(&mut scenario, name, counted)?;
        say(&format!("{name}: {each} instructions"));
        counts.insert(name.to_owned(), each);
    }
    Ok(counts)
}

/// The instructions of one request of a scenario.
fn play(scenario: &mut Scenario<'_>, name: &str, requests: usize) -> Result<u64, String> {
    let server = scenario.server;
    let requests = scenario.prepare(name, requests)?;
    let sent = requests.len();
    control(server, "--zero")?;
    let answers = load::send(&server.address, requests, 1, true)?;
    control(server, "--dump")?;
    if let Some(example) = answers.example {
        return Err(format!("{name}: {} failed: {example}", answers.failed));
    }
    scenario.take(name, answers.bodies)?;
    Ok(own(&server.profile()?) / sent as u64)
}

fn control(server: &Server, order: &str) -> Result<(), String> {
    output("callgrind_control", &[order, &server.pid().to_string()]).map(drop)
}

/// The instructions in the program's own functions, in a profile of Callgrind.
fn own(profile: &str) -> u64 {
    let (mut inside, mut counted, mut total) = (false, false, 0);
    let mut lines = profile.lines();
    while let Some(line) = lines.next() {
        if let Some(object) = line.strip_prefix("ob=") {
            inside = object.ends_with("/cleat");
        } else if let Some(function) = line.strip_prefix("fn=") {
            let left_out = LEFT_OUT.iter().any(|part| function.contains(part));
            counted = inside && function.contains(OF_RUST) && !left_out;
        } else if line.starts_with("calls=") {
            // What the called function cost, which is counted there.
            lines.next();
        } else if counted && line.starts_with(|first: char| first.is_ascii_digit()) {
            let cost = line
                .split(' ')
                .nth(1)
                .and_then(|cost| cost.parse::<u64>().ok());
            total += cost.unwrap_or_default();
        }
    }
    total
}

fn faults(written: &Counts, counts: &Counts) -> Vec<String> {
    let names = written
        .keys()
        .chain(counts.keys().filter(|name| !written.contains_key(*name)));
    let fault = |name: &String| {
        let (Some(before), Some(now)) = (written.get(name), counts.get(name)) else {
            return Some(format!("{name}: in one of {FILE} and the scenarios alone"));
        };
        let change = (*now as f64 / *before as f64 - 1.0) * 100.0;
        let word = match change {
            change if change > TOLERANCE => "more: find out why",
            change if change < -TOLERANCE => "fewer: keep them by --write",
            _ => return None,
        };
        Some(format!(
            "{name}: {before} instructions before, {now} now, {change:+.1} % {word}"
        ))
    };
    names.filter_map(fault).collect()
}

fn text(counts: &Counts) -> String {
    let mut text = String::new();
    for (name, count) in counts {
        let _ = writeln!(text, "{name}\t{count}");
    }
    text
}

fn parse(text: &str) -> Counts {
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    let pairs = lines.filter_map(|(name, count)| Some((name.to_owned(), count.parse().ok()?)));
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_and_what_is_left_out_is_not_counted() {
        let profile = "events: Ir\nsummary: 99\n\nob=/t/cleat\nfl=a\nfn=a::one\n0 5\n\
             cfn=a::two\ncalls=1 0\n0 40\n0 2\n\nfn=aws_lc_rs::rsa\n0 30\n\nfn=sqlite3_step\n0 7\n\n\
             ob=/lib/libc.so.6\nfn=a::memcpy\n0 9\n\nob=/t/cleat\nfn=a::two\n0 40\n\ntotals: 99\n";
        assert_eq!(own(profile), 47);
    }

    #[test]
    fn a_twentieth_more_or_less_is_told() {
        let written = parse("a\t1000\nb\t1000\nc\t1000\nd\t1\n");
        let counts = parse("a\t1049\nb\t1051\nc\t940\ne\t1\n");
        let faults = faults(&written, &counts);
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert!(faults[0].contains("b: 1000 instructions before, 1051 now, +5.1 % more"));
        assert!(faults[1].contains("c: 1000 instructions before, 940 now, -6.0 % fewer"));
        assert!(faults[2].starts_with("d: in one"));
        assert!(faults[3].starts_with("e: in one"));
    }
}
