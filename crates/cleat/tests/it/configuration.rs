//! Settings: file, environment, flags; what is unknown or dead is an error.

use std::process::Command;

use crate::browser::{Browser, Rp};
use crate::harness::{Folder, Server, free_address, number};

pub fn fails(args: &[&str], env: &[(&str, &str)], says: &str) {
    let folder = Folder::new();
    let output = Command::new("timeout")
        .args(["10", env!("CARGO_BIN_EXE_cleat")])
        .current_dir(&folder.0)
        .args(args)
        .envs(env.iter().copied())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{args:?} {env:?}");
    assert!(text.contains(says), "{args:?} {env:?}: {text}");
}

#[test]
fn unknown_and_dead_settings_are_errors() {
    fails(
        &["serve"],
        &[("CLEAT_LISTNE", "x")],
        "listne: there is no such setting",
    );
    fails(
        &["serve", "--no-address-limits"],
        &[],
        "no_address_limits: works in development mode alone",
    );
    fails(
        &["serve", "--code-lifetime", "601"],
        &[],
        "code_lifetime: must be 30 to 600 seconds",
    );
    fails(&["serve", "--code-lifetime", "soon"], &[], "code_lifetime");
    fails(
        &["serve", "--trusted-proxies", "everybody"],
        &[],
        "everybody is not an address",
    );
    fails(&["serve", "--master-key", "short"], &[], "64 hex digits");
    fails(&["serve", "--nonsense"], &[], "--nonsense");
    fails(
        &["serve", "--dev", "--listen", "0.0.0.0:0"],
        &[],
        "use a loopback address",
    );
    fails(
        &["serve", "--listen", "nowhere"],
        &[],
        "cannot listen on nowhere",
    );
    fails(&["check"], &[], "there is no database");
    let folder = Folder::new();
    let file = folder.0.join("cleat.toml");
    std::fs::write(&file, "liste = \"127.0.0.1:1\"\n").unwrap();
    let path = file.to_string_lossy().into_owned();
    fails(
        &["serve", "--config", &path],
        &[],
        "liste: there is no such setting",
    );
    fails(&["serve", "--config", "missing.toml"], &[], "missing.toml");
}

/// A flag weighs more than the environment, the environment more than the file.
#[tokio::test]
async fn flags_weigh_more_than_the_environment_and_the_file() {
    let folder = Folder::new();
    let [by_file, by_env, by_flag] = [free_address(), free_address(), free_address()];
    let file = folder.0.join("cleat.toml");
    let data = folder.path();
    std::fs::write(
        &file,
        format!("listen = \"{by_file}\"\ndev = true\ndata = \"{data}\"\n"),
    )
    .unwrap();
    for (env, flag, expected) in [
        (None, None, &by_file),
        (Some(&by_env), None, &by_env),
        (Some(&by_env), Some(&by_flag), &by_flag),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
        command.args(["serve", "--config"]).arg(&file);
        if let Some(env) = env {
            command.env("CLEAT_LISTEN", env);
        }
        if let Some(flag) = flag {
            command.args(["--listen", flag]);
        }
        let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        let mut answered = false;
        for _ in 0..500 {
            answered = reqwest::get(format!("http://{expected}/dev/credentials"))
                .await
                .is_ok();
            if answered {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(answered, "{expected}");
    }
}

/// Outside development mode none of its addresses exist, and no message is promised.
#[tokio::test]
async fn nothing_of_development_mode_exists_outside_it() {
    let folder = Folder::new();
    let listen = free_address();
    let mut child = Command::new(env!("CARGO_BIN_EXE_cleat"))
        .args(["serve", "--data", &folder.path(), "--listen", &listen])
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut up = false;
    for _ in 0..500 {
        up = reqwest::get(format!("http://{listen}/api/v3/system"))
            .await
            .is_ok();
        if up {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(up);
    for path in ["/dev/credentials", "/dev/inbox", "/dev/inbox/messages"] {
        let answer = reqwest::get(format!("http://{listen}{path}"))
            .await
            .unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// What Kubernetes sets beside a Service whose name begins with `cleat` is no setting; what only
/// looks like it is told.
///
/// Seen to fail without `is_injected` in `configuration.rs`.
#[test]
fn what_kubernetes_injects_is_no_setting() {
    for (name, value) in [
        ("CLEAT_PORT", "tcp://10.0.0.1:8080"),
        ("CLEAT_PORT", "udp://[fd00::1]:53"),
        ("CLEAT_SERVICE_HOST", "10.0.0.1"),
        ("CLEAT_SERVICE_PORT", "8080"),
        ("CLEAT_SERVICE_PORT_HTTP", "8080"),
        ("CLEAT_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
        ("CLEAT_PORT_8080_TCP_PROTO", "tcp"),
        ("CLEAT_PORT_8080_TCP_PORT", "8080"),
        ("CLEAT_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ("CLEAT_PORT_53_UDP", "udp://10.0.0.1:53"),
        ("CLEAT_DB_PORT", "tcp://10.0.0.2:5432"),
        ("CLEAT_DB_SERVICE_HOST", "10.0.0.2"),
        ("CLEAT_DB_PORT_5432_TCP_ADDR", "10.0.0.2"),
        ("CLEAT_API_SERVICE_PORT_HTTPS", "443"),
    ] {
        fails(&["check"], &[(name, value)], "there is no database");
    }
    for (name, value) in [
        ("CLEAT_PORT", "8080"),
        ("CLEAT_PORT", "http://10.0.0.1"),
        ("CLEAT_SERVICE", "x"),
        ("CLEAT_PORT_HTTP_TCP", "x"),
        ("CLEAT_HOST", "10.0.0.1"),
    ] {
        fails(&["check"], &[(name, value)], "there is no such setting");
    }
}

/// Seen to fail without `truth_of` in `settings.rs`.
#[test]
fn switches_are_read_as_people_write_them() {
    for yes in ["1", "true", "TRUE", "yes", "Yes", "on"] {
        let says = "use a loopback address";
        fails(
            &["serve", "--listen", "0.0.0.0:0"],
            &[("CLEAT_DEV", yes)],
            says,
        );
    }
    for no in ["0", "false", "no", "OFF"] {
        let says = "no_address_limits: works in development mode alone";
        fails(
            &["serve", "--no-address-limits"],
            &[("CLEAT_DEV", no)],
            says,
        );
    }
    for other in ["2", "maybe", ""] {
        fails(&["serve"], &[("CLEAT_DEV", other)], "setting dev: ");
    }
}

/// The environment may hold what is no text; that is told where it is a setting.
#[test]
fn an_environment_that_is_no_text() {
    use std::os::unix::ffi::OsStrExt as _;

    let bytes = std::ffi::OsStr::from_bytes(b"\xff");
    for (name, says) in [
        ("OTHER", "there is no database"),
        ("CLEAT_LISTEN", "CLEAT_LISTEN is not UTF-8"),
    ] {
        let folder = Folder::new();
        let output = Command::new(env!("CARGO_BIN_EXE_cleat"))
            .current_dir(&folder.0)
            .arg("check")
            .env(name, bytes)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains(says), "{name}: {text}");
    }
}

/// Every whole number of the table at both its bounds and one beyond; and a server with all of them
/// at their bounds serves.
///
/// Seen to fail with a bound of `check_numbers` moved by one.
#[tokio::test(flavor = "multi_thread")]
async fn every_number_at_both_its_bounds() {
    let bounds = [
        ("code_lifetime", 30, 600),
        ("sends_per_target", 1, i64::MAX),
        ("sends_per_address", 1, i64::MAX),
        ("sends_per_range", 1, i64::MAX),
        ("sends_per_country", 1, i64::MAX),
        ("sends_per_pool", 1, i64::MAX),
        ("guesses_per_address", 1, i64::MAX),
        ("browser_session_idle", 60, i64::MAX),
        ("message_days", 2, 90),
        ("drain_seconds", 0, 300),
    ];
    let is_number = |default: &&str| default.parse::<i64>().is_ok();
    let table = cleat_server::Settings::TABLE.iter();
    let numbers: Vec<_> = table
        .filter(|one| is_number(&one.default))
        .map(|one| one.name)
        .collect();
    assert_eq!(numbers, bounds.map(|(name, ..)| name));
    let read = |name: &str, value: &str| {
        let given = [(name.to_owned(), value.to_owned())].into();
        cleat_server::Settings::read(given).map_err(|error| error.to_string())
    };
    for (name, low, high) in bounds {
        for value in [low, high] {
            read(name, &value.to_string()).unwrap();
        }
        for value in [
            i128::from(low) - 1,
            i128::from(high) + 1,
            i128::from(i64::MIN),
        ] {
            let told = read(name, &value.to_string()).unwrap_err();
            assert!(
                told.starts_with(&format!("setting {name}: ")),
                "{value}: {told}"
            );
        }
        for text in [
            "",
            " 60",
            "60 ",
            "6e1",
            "60.0",
            "0x40",
            "sixty",
            "\u{ff16}\u{ff10}",
        ] {
            assert!(read(name, text).is_err(), "{name}: {text:?}");
        }
    }
    for low_or_high in [false, true] {
        let settings = bounds.map(|(name, low, high)| {
            let value = if low_or_high { high } else { low };
            (name, value.to_string())
        });
        let settings: Vec<_> = settings
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let server = Server::with(&settings).await;
        server.sign_in(&number(1)).await;
        if low_or_high {
            let rp = Rp::new(&server).await;
            rp.tokens(&server, &Browser::new(&server), &number(2)).await;
        }
    }
}
