//! Installing what the tests need, and running them.

use std::process::{Command, Stdio};

use crate::postgres::Cluster;
use crate::run::{cargo_with, root, run, say};

/// Tests that measure or crash the database: they run after the others, alone.
const ALONE: &[&str] = &["p11_time", "f1_kill_9", "f5_a_crash", "f7_rolling"];
/// Tests of several replicas, which need PostgreSQL.
const REPLICAS: &str = "replicas";
/// Names the server that tests make their databases on.
const POSTGRES: &str = "TEST_POSTGRES";
/// Names the folder of that server, see `Cluster::home`.
const HOME: &str = "TEST_POSTGRES_HOME";

/// Installs what is missing, then runs every test: on the embedded database, then on PostgreSQL.
pub fn test() -> Result<(), String> {
    install()?;
    say("# the embedded database");
    all(
        None,
        &["--skip", REPLICAS, "--skip", "f5_", "--skip", "f7_"],
    )?;
    say("# PostgreSQL");
    let cluster = Cluster::start()?;
    all(Some(&cluster), &[])
}

fn all(postgres: Option<&Cluster>, extra: &[&str]) -> Result<(), String> {
    let mut rest = vec!["test", "--workspace", "--locked"];
    if postgres.is_some() {
        // What has no database was tested already.
        rest = vec!["test", "--package", "cleat", "--test", "it", "--locked"];
    }
    rest.push("--");
    rest.extend(extra);
    for name in ALONE {
        rest.extend(["--skip", name]);
    }
    let cluster = postgres.map(|cluster| (cluster.url(), cluster.home()));
    let env: Vec<(&str, &str)> = cluster
        .iter()
        .flat_map(|(url, home)| [(POSTGRES, url.as_str()), (HOME, home.as_str())])
        .collect();
    cargo_with(&rest, &env)?;
    let mut alone = vec![
        "test",
        "--package",
        "cleat",
        "--test",
        "it",
        "--locked",
        "--",
    ];
    alone.extend(ALONE);
    alone.extend(extra);
    alone.push("--test-threads=1");
    cargo_with(&alone, &env)
}

/// A Python environment, the Node packages and Debian's strace; says what it could not install.
pub fn install() -> Result<(), String> {
    let python = root().join("target/python");
    let wanted = root().join("tests/official/python/requirements.txt");
    if !same(&wanted, &python.join("requirements.txt")) {
        run("python3", &["-m", "venv", "target/python"])?;
        let pip = python.join("bin/pip");
        run(
            pip,
            &[
                "install",
                "--quiet",
                "--requirement",
                "tests/official/python/requirements.txt",
            ],
        )?;
        copy(&wanted, &python.join("requirements.txt"))?;
    }
    let node = root().join("target/node");
    for file in ["package.json", "package-lock.json"] {
        let wanted = root().join("tests/official/node").join(file);
        if !same(&wanted, &node.join(file)) {
            std::fs::create_dir_all(&node).map_err(|error| error.to_string())?;
            for file in ["package.json", "package-lock.json"] {
                copy(
                    &root().join("tests/official/node").join(file),
                    &node.join(file),
                )?;
            }
            let quiet = ["--silent", "--no-audit", "--no-fund"];
            run(
                "npm",
                &[&["ci", "--prefix", "target/node"], quiet.as_slice()].concat(),
            )?;
            break;
        }
    }
    if !present("strace") {
        let update = run("apt-get", &["update", "-qq"]);
        if let Err(why) = update.and_then(|()| run("apt-get", &["install", "-y", "-qq", "strace"]))
        {
            say(&format!(
                "could not install strace, which the test f2_ needs: {why}"
            ));
        }
    }
    Ok(())
}

fn present(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

fn same(a: &std::path::Path, b: &std::path::Path) -> bool {
    matches!((std::fs::read(a), std::fs::read(b)), (Ok(a), Ok(b)) if a == b)
}

fn copy(from: &std::path::Path, to: &std::path::Path) -> Result<(), String> {
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{}: {error}", from.display()))
}
