//! What lies on disk is for its owner alone, and no secret stands on a command line: F11.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use cleat_server::Settings;

use crate::harness::{Folder, Process, figure, free_address};

/// Runs the program with a umask that takes nothing away.
fn open_to_all(args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let script = "umask 000; exec \"$0\" \"$@\"";
    command.args(["-c", script, env!("CARGO_BIN_EXE_cleat")]);
    command.args(args);
    command
}

fn done(args: &[&str]) -> Output {
    let output = open_to_all(args).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {text}");
    output
}

/// Everything below a folder that somebody else may look at, and how much there is.
fn open_to_others(folder: &Path) -> (Vec<String>, usize) {
    let mut found = (Vec::new(), 1);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let mut look = |path: &Path, right: u32| {
        if mode(path) != right {
            found.0.push(format!("{} {:o}", path.display(), mode(path)));
        }
    };
    look(folder, 0o700);
    let mut below = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below.push(path);
        } else {
            look(&path, 0o600);
            found.1 += 1;
        }
    }
    for path in below {
        let (open, many) = open_to_others(&path);
        found.0.extend(open);
        found.1 += many;
    }
    found
}

async fn served(data: &str) -> Process {
    let address = free_address();
    let child = open_to_all(&["serve", "--dev", "--data", data, "--listen", &address])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let base = format!("http://{address}");
    let process = Process { child, base };
    process.answers().await;
    process
}

/// Database, journals, key, lock, backup, export and what a restore makes, under a umask that
/// takes nothing away; and what an older version left open is open no longer.
///
/// Seen to fail with `create_new` of the system in place of `private::new_file` (database, backup
/// and export), without `private::folder`, and without `take_from_others`.
#[tokio::test(flavor = "multi_thread")]
async fn f11_what_lies_on_disk_is_for_its_owner_alone() {
    let folder = Folder::new();
    let name = |name: &str| folder.0.join(name).to_string_lossy().into_owned();
    fs::set_permissions(&folder.0, Permissions::from_mode(0o700)).unwrap();
    let users = name("users.jsonl");
    fs::write(&users, "{\"username\":\"ada\"}\n").unwrap();
    fs::set_permissions(&users, Permissions::from_mode(0o600)).unwrap();
    let data = name("one/above/data");
    let server = served(&data).await;
    done(&["import", &users, "--data", &data]);
    done(&["backup", &name("backup.db"), "--data", &data]);
    done(&["export", "--output", &name("out.jsonl"), "--data", &data]);
    let restored = name("restored");
    done(&["import", &users, "--data", &restored]);
    fs::remove_file(format!("{restored}/cleat.db")).unwrap();
    fs::copy(
        format!("{data}/master.key"),
        format!("{restored}/master.key"),
    )
    .unwrap();
    done(&["restore", &name("backup.db"), "--data", &restored]);
    let (open, many) = open_to_others(&folder.0);
    assert_eq!(open, Vec::<String>::new());
    assert!(many > 14, "{many}");
    drop(server);

    for left_open in [
        &data,
        &format!("{data}/cleat.db"),
        &format!("{data}/master.key"),
    ] {
        fs::set_permissions(left_open, Permissions::from_mode(0o777)).unwrap();
    }
    fs::set_permissions(name("out.jsonl"), Permissions::from_mode(0o666)).unwrap();
    let _server = served(&data).await;
    done(&[
        "export",
        "--resume",
        "--output",
        &name("out.jsonl"),
        "--data",
        &data,
    ]);
    assert_eq!(open_to_others(&folder.0).0, Vec::<String>::new());
    figure(
        "F11",
        format_args!("{many} files and folders under umask 000: 0 open to others"),
    );
}

/// A folder that other things are in as well stays as it is; what is the server's in it does not.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_others_use_stays_theirs() {
    let folder = Folder::new();
    fs::write(folder.0.join("notes"), "of somebody else").unwrap();
    fs::set_permissions(&folder.0, Permissions::from_mode(0o755)).unwrap();
    let _server = served(&folder.path()).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.0), 0o755);
    assert_eq!(mode(&folder.0.join("cleat.db")), 0o600);
    assert_eq!(mode(&folder.0.join("master.key")), 0o600);
}

/// Each setting that may be a secret is read from a file that a flag, the environment or the file
/// of settings names, and a file that is of no use is told by its setting.
///
/// Seen to fail with `resolved` left out of `read`.
#[tokio::test(flavor = "multi_thread")]
async fn f11_no_secret_has_to_stand_on_a_command_line() {
    let folder = Folder::new();
    let name = |name: &str| folder.0.join(name).to_string_lossy().into_owned();
    let fails = |args: &[&str], env: &[(&str, &str)], says: &str| {
        let mut command = Command::new("timeout");
        command.args(["10", env!("CARGO_BIN_EXE_cleat")]);
        command.current_dir(&folder.0).args(args);
        let output = command.envs(env.iter().copied()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{args:?} {env:?}");
        assert!(text.contains(says), "{args:?} {env:?}: {text}");
    };
    fs::write(name("empty"), "\n").unwrap();
    let secrets = Settings::TABLE.iter().filter(|setting| setting.secret);
    let secrets: Vec<_> = secrets.map(|setting| setting.name).collect();
    for secret in [
        "database_url",
        "master_key",
        "smtp_url",
        "sms_url",
        "international_sms_url",
    ] {
        assert!(secrets.contains(&secret), "{secret}");
    }
    assert!(secrets.contains(&"sms_secret") && secrets.contains(&"metrics_token"));
    for secret in secrets {
        let flag = format!("--{}-file", secret.replace('_', "-"));
        let variable = format!("CLEAT_{}_FILE", secret.to_uppercase());
        let setting = format!("setting {secret}_file: ");
        fails(
            &["serve", &flag, "nowhere"],
            &[],
            &format!("{setting}nowhere: No such file"),
        );
        fails(
            &["check", &flag, "empty"],
            &[],
            &format!("{setting}empty is empty"),
        );
        fails(
            &["serve"],
            &[(&variable, "nowhere")],
            &format!("{setting}nowhere"),
        );
        let value = format!("--{}=x", secret.replace('_', "-"));
        let both = format!("{setting}{secret} is there as well");
        fails(&["serve", &flag, "empty", &value], &[], &both);
        fs::write(name("cleat.toml"), format!("{secret}_file = \"nowhere\"\n")).unwrap();
        fails(&["serve"], &[], &format!("{setting}nowhere"));
        fs::remove_file(name("cleat.toml")).unwrap();
    }
    for secret in ["app-secret", "access-key-secret", "access-token"] {
        let flag = format!("--{secret}-file");
        let call = ["api", &flag, "nowhere", "getSystemInfo"];
        fails(
            &call,
            &[],
            &format!("--{secret}-file: nowhere: No such file"),
        );
        let variable = format!("CLEAT_API_{}_FILE", secret.replace('-', "_").to_uppercase());
        let says = format!("--{secret}-file: nowhere");
        fails(&["api", "getSystemInfo"], &[(&variable, "nowhere")], &says);
    }

    // It is the value of the file that counts.
    let key = "1f".repeat(32);
    fs::write(name("key"), format!("{key}\r\n")).unwrap();
    let data = name("data");
    let serve = |key: &str| {
        let (data, key) = (data.clone(), key.to_owned());
        async move {
            let flags = ["--master-key-file", key.as_str()];
            Process::start(&data, &free_address(), &flags, Stdio::null()).await
        }
    };
    let server = serve(&name("key")).await;
    let line = fs::read_to_string(format!("/proc/{}/cmdline", server.child.id())).unwrap();
    assert!(
        !line.contains(&key) && line.contains("--master-key-file"),
        "{line}"
    );
    assert!(!Path::new(&data).join("master.key").exists());
    drop(server);
    if Path::new(&data).join("cleat.db").exists() {
        fs::write(name("other"), "2e".repeat(32)).unwrap();
        let wrong = [
            "serve",
            "--dev",
            "--data",
            &data,
            "--master-key-file",
            &name("other"),
        ];
        fails(&wrong, &[], "the master key does not fit the database");
    }
}
