//! The files of `deploy/`: each is taken by the program that it is for, and names what there is.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::Duration;

use cleat_api::Value;
use cleat_delivery::Counts;
use cleat_server::kernel::metrics::Metrics;
use serde_json::json;

use crate::harness::{Folder, Process, Running, Server, free_address};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap()
}

/// Runs a program to its end, in the folder `deploy`; what it printed.
fn checked(program: &str, args: &[&str]) -> String {
    checked_in(&format!("{ROOT}/deploy"), program, args)
}

/// The same in another folder.
pub fn checked_in(folder: &str, program: &str, args: &[&str]) -> String {
    let output = Command::new(program)
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; run cargo xtask setup"));
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{program}: {out}{err}");
    out.into_owned() + &err
}

/// A program that serves until the test ends.
pub fn started(program: &str, args: &[&str], env: &[(&str, &str)]) -> Running {
    let child = Command::new(program)
        .args(args)
        .envs(env.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; run cargo xtask setup"));
    Running(child)
}

/// The example of settings shows every setting, at a default that is accepted.
#[test]
fn the_example_file_is_accepted() {
    let folder = Folder::new();
    let text = file("deploy/cleat.toml");
    let path = format!("{}/cleat.toml", folder.path());
    let data = format!("{}/data", folder.path());
    let mut shown = BTreeSet::new();
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(set) if set.starts_with(|c: char| c.is_ascii_lowercase()) => {
            shown.insert(set.split(' ').next().unwrap().to_owned());
            set
        }
        _ => line,
    });
    let all: Vec<&str> = lines.collect();
    std::fs::write(&path, all.join("\n")).unwrap();
    let table = cleat_server::Settings::TABLE.iter();
    assert_eq!(
        shown,
        table.map(|setting| setting.name.to_owned()).collect()
    );
    // The settings are taken; then nothing is there to be checked yet.
    let output = Command::new(env!("CARGO_BIN_EXE_cleat"))
        .args(["check", "--config", &path, "--data", &data])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("there is no database of Cleat"), "{told}");
}

/// The unit keeps the server from what it does not need: at most 2.0 on systemd's scale of 10.
#[test]
fn the_unit_is_hardened() {
    let args = [
        "security",
        "--offline=true",
        "--threshold=20",
        "cleat.service",
    ];
    let told = checked("systemd-analyze", &args);
    assert!(told.contains("Overall exposure level"), "{told}");
}

/// Every alarm goes off when it should and not when all is well, and the runbook has it.
#[test]
fn alarms_are_tested_and_explained() {
    checked("promtool", &["check", "rules", "watching/alerts.yml"]);
    let tests = file("deploy/watching/alerts_test.yml");
    checked("promtool", &["test", "rules", "watching/alerts_test.yml"]);
    let (rules, runbook) = (file("deploy/watching/alerts.yml"), file("docs/runbook.md"));
    let names = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "));
    let names: Vec<&str> = names.collect();
    assert!(
        tests.contains(&format!("value: {}", names.len())),
        "all go off"
    );
    for name in names {
        assert!(runbook.contains(&format!("\n## {name}\n")), "{name}");
        let link = format!("docs/runbook.md#{}", name.to_lowercase());
        assert!(rules.contains(&link), "{name} leads to the runbook");
    }
}

/// Names of figures in a text, as Prometheus writes them.
fn figures(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let named = words.filter(|word| word.starts_with("cleat_"));
    let parts = ["_bucket", "_count", "_sum"];
    let whole = named.map(|name| {
        let part = parts.iter().find_map(|part| name.strip_suffix(part));
        part.unwrap_or(name).to_owned()
    });
    whole.collect()
}

/// Alarms, dashboard and documentation name figures that there are, and every figure is on one.
#[test]
fn what_is_watched_is_told() {
    let metrics = Metrics::default();
    metrics.answered(None, None, Duration::ZERO);
    metrics.messages(vec![Counts {
        provider: "sms-1".into(),
        sent: 1,
        failed: 1,
        unknown: 1,
        given_up: 1,
        by_country: vec![("CN".into(), "taken", 1)],
    }]);
    let told = metrics.text();
    let kinds = told.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let known: BTreeSet<String> = kinds
        .map(|line| match line.split_once(' ').unwrap() {
            (name, "counter") => format!("{name}_total"),
            (name, _) => name.to_owned(),
        })
        .collect();
    let mut watched = BTreeSet::new();
    for path in [
        "deploy/watching/alerts.yml",
        "deploy/watching/grafana.json",
        "docs/running.md",
        "docs/runbook.md",
    ] {
        let named = figures(&file(path));
        let unknown: Vec<_> = named.difference(&known).collect();
        assert!(unknown.is_empty(), "{path}: {unknown:?}");
        watched.extend(named);
    }
    assert_eq!(watched, known);
    let dashboard: Value = serde_json::from_str(&file("deploy/watching/grafana.json")).unwrap();
    assert_eq!(dashboard["panels"].as_array().unwrap().len(), 15);
}

/// The manifests are as Kubernetes has its resources.
#[test]
fn manifests_are_valid() {
    let python = format!("{ROOT}/target/python/bin/kubernetes-validate");
    let told = checked(&python, &["--strict", "kubernetes/cleat.yaml"]);
    assert_eq!(told.matches(" passed for resource ").count(), 4, "{told}");
}

/// Asks for codes through a proxy, each time as somebody else; how many were sent. They all come
/// from one address, whatever they claim, and it may ask for three.
async fn sent_through(proxy: &str, http: &reqwest::Client, app_id: &str) -> usize {
    let mut sent = 0;
    for n in 0..8 {
        let body = json!({
            "channel": "CHANNEL_LOGIN",
            "phoneNumber": crate::harness::number(n),
        });
        let answer = http
            .post(format!("{proxy}/api/v3/send-sms"))
            .header("x-authing-app-id", app_id)
            .header("x-forwarded-for", format!("203.0.113.{n}"))
            .header("x-real-ip", format!("203.0.113.{n}"))
            .header("forwarded", format!("for=203.0.113.{n}"))
            .json(&body)
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        sent += usize::from(answer["statusCode"] == 200);
    }
    sent
}

/// Waits until a proxy answers for the server, then checks what it passes on.
async fn passes_addresses_on(proxy: &str, http: &reqwest::Client, app_id: &str) {
    for _ in 0..500 {
        let answer = http.get(format!("{proxy}/readyz")).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let figures = http.get(format!("{proxy}/metrics")).send().await.unwrap();
    assert_eq!(figures.status(), 404, "figures are not for the public");
    assert_eq!(sent_through(proxy, http, app_id).await, 3);
}

async fn behind_a_proxy() -> (Server, String) {
    let settings = [("sends_per_address", "3"), ("trusted_proxies", "127.0.0.1")];
    let server = Server::with(&settings).await;
    let host = server.credentials.app_host.replace("http://", "");
    (server, host)
}

/// Seen to fail (8 sent) with `$proxy_add_x_forwarded_for` in the file.
#[tokio::test(flavor = "multi_thread")]
async fn nginx_passes_addresses_on() {
    let (server, upstream) = behind_a_proxy().await;
    let folder = Folder::new();
    let (home, address) = (folder.path(), free_address());
    let script = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                  -subj /CN=id.example.com -keyout key.pem -out cert.pem 2>/dev/null";
    let mut making = Command::new("sh");
    let made = making.args(["-c", script]).current_dir(&home).status();
    assert!(made.unwrap().success());
    let site = file("deploy/proxies/nginx.conf")
        .replace("listen 443", &format!("listen {address}"))
        .replace("127.0.0.1:8080", &upstream)
        .replace("/etc/ssl/id.example.com.pem", &format!("{home}/cert.pem"))
        .replace("/etc/ssl/id.example.com.key", &format!("{home}/key.pem"));
    let config = format!(
        "daemon off; pid {home}/pid; error_log {home}/error.log;\n\
         events {{}}\nhttp {{ access_log off; client_body_temp_path {home}/body;\n\
         proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;\n\
         uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;\n{site}\n}}\n"
    );
    let path = format!("{home}/nginx.conf");
    std::fs::write(&path, config).unwrap();
    checked("nginx", &["-t", "-q", "-c", &path]);
    let _nginx = started("nginx", &["-c", &path], &[]);
    let http = reqwest::Client::builder().danger_accept_invalid_certs(true);
    let proxy = format!("https://{address}");
    passes_addresses_on(&proxy, &http.build().unwrap(), &server.credentials.app_id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caddy_passes_addresses_on() {
    let (server, upstream) = behind_a_proxy().await;
    let folder = Folder::new();
    let home = folder.path();
    let proxy = format!("http://{}", free_address());
    // Its own door for administrators is not for a test.
    let config = format!("{{\n\tadmin off\n}}\n{}", file("deploy/proxies/Caddyfile"));
    let path = format!("{home}/Caddyfile");
    std::fs::write(&path, config).unwrap();
    let args = ["run", "--adapter", "caddyfile", "--config", path.as_str()];
    let env = [
        ("CLEAT_HOST", proxy.as_str()),
        ("CLEAT_UPSTREAM", upstream.as_str()),
        ("HOME", home.as_str()),
    ];
    let _caddy = started("caddy", &args, &env);
    let http = reqwest::Client::new();
    passes_addresses_on(&proxy, &http, &server.credentials.app_id).await;
}

/// What a container asks for its health.
#[tokio::test(flavor = "multi_thread")]
async fn ready_says_whether_a_server_can_serve() {
    let folder = Folder::new();
    let listen = free_address();
    let (_, port) = listen.rsplit_once(':').unwrap();
    let ask = || {
        let output = Command::new(env!("CARGO_BIN_EXE_cleat"))
            .args(["ready", "--listen", &format!("0.0.0.0:{port}")])
            .output()
            .unwrap();
        let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        (output.status.success(), out.into_owned() + &err)
    };
    let (is_ready, told) = ask();
    assert!(!is_ready && told.contains("no server answers at"), "{told}");
    let server = Process::start(&folder.path(), &listen, &[], Stdio::null()).await;
    assert_eq!(ask(), (true, "ready\n".to_owned()));
    server.terminate();
    let mut seen = ask();
    for _ in 0..100 {
        if !seen.0 {
            break;
        }
        seen = ask();
    }
    assert_eq!(seen, (false, "draining\n".to_owned()));
}

/// Machine and system of every release, as the script of installation asks for it.
fn releases() -> BTreeSet<String> {
    let script = file("deploy/install.sh");
    let named = |name: &str| {
        let lines = script
            .lines()
            .filter_map(move |line| line.trim().split_once(&format!("{name}=")));
        let values = lines.filter(|(before, _)| before.ends_with(") "));
        let values = values.map(|(_, value)| value.trim_end_matches(" ;;").to_owned());
        values.collect::<Vec<_>>()
    };
    let (machines, systems) = (named("machine"), named("system"));
    let all = machines
        .iter()
        .flat_map(|one| systems.iter().map(move |two| format!("{one}-{two}")));
    all.collect()
}

/// What is built for a release is what the script fetches, and each step of the release is one that
/// GitHub takes.
#[test]
fn a_release_is_what_the_script_installs() {
    let workflow = file(".github/workflows/release.yml");
    let targets = workflow
        .lines()
        .filter_map(|line| line.split_once("target: "));
    let targets = targets.filter_map(|(_, target)| target.strip_suffix(" }"));
    let built: BTreeSet<String> = targets.map(str::to_owned).collect();
    assert_eq!(built, releases());
    assert_eq!(built.len(), 4);
    let check = format!("{ROOT}/target/python/bin/check-jsonschema");
    let path = "../.github/workflows/release.yml";
    checked(
        &check,
        &["--builtin-schema", "vendor.github-workflows", path],
    );
}

/// A release for this machine, whose program is a script.
fn release(folder: &Folder, program: &str) {
    let pack = "printf '%s' \"$0\" > cleat && chmod 755 cleat && for name in $1; do \
         tar -czf cleat-$name.tar.gz cleat; done && rm cleat && sha256sum -- * > SHA256SUMS";
    let all: Vec<String> = releases().into_iter().collect();
    let names = all.join(" ");
    checked_in(&folder.path(), "sh", &["-c", pack, program, &names]);
}

/// Serves the files of a folder.
async fn served(folder: &Folder) -> String {
    let place = folder.0.clone();
    let give = move |uri: axum::http::Uri| async move {
        let read = std::fs::read(place.join(uri.path().trim_start_matches('/')));
        read.map_err(|_| axum::http::StatusCode::NOT_FOUND)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(give);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn install(from: &str, to: &str) -> (bool, String) {
    let script = format!("{ROOT}/deploy/install.sh");
    let output = Command::new("sh")
        .args([&script, "--from", from, "--to", to])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), told)
}

/// A release is fetched and put in place; one that was altered, is not whole or does not run is not,
/// and leaves what was there.
///
/// Seen to fail without the comparison of checksums.
#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_installed_if_it_is_whole() {
    let (folder, place) = (Folder::new(), Folder::new());
    let to = format!("{}/bin", place.path());
    let installed = || checked(&format!("{to}/cleat"), &["--version"]);
    release(&folder, "#!/bin/sh\necho cleat 1.0.0\n");
    let url = served(&folder).await;
    let (done, told) = tokio::task::block_in_place(|| install(&url, &to));
    assert!(done && told.contains("cleat 1.0.0 is at"), "{told}");
    assert_eq!(installed(), "cleat 1.0.0\n");

    let archives = "for name in cleat-*.tar.gz; do printf x >> $name; done";
    let nameless = "sed -i s/cleat-/other-/ SHA256SUMS";
    let broken = "sed -i 's/^/0/' SHA256SUMS";
    for (program, harm, words) in [
        ("echo cleat 2.0.0", archives, "does not have the checksum"),
        ("echo cleat 2.0.0", broken, "does not have the checksum"),
        ("echo cleat 2.0.0", nameless, "SHA256SUMS does not name"),
        (
            "echo cleat 2.0.0",
            "rm SHA256SUMS",
            "SHA256SUMS cannot be fetched",
        ),
        (
            "echo cleat 2.0.0",
            "rm cleat-*.tar.gz",
            ".tar.gz cannot be fetched",
        ),
        ("exit 1", "true", "does not run on this machine"),
    ] {
        checked_in(&folder.path(), "sh", &["-c", "rm -f -- *"]);
        release(&folder, &format!("#!/bin/sh\n{program}\n"));
        checked_in(&folder.path(), "sh", &["-c", harm]);
        for from in [url.as_str(), &folder.path()] {
            let (done, told) = tokio::task::block_in_place(|| install(from, &to));
            assert!(!done && told.contains(words), "{words}: {told}");
            assert_eq!(installed(), "cleat 1.0.0\n", "what was there stays");
            let names = std::fs::read_dir(&to).unwrap().count();
            assert_eq!(names, 1, "nothing else is left");
        }
    }
    let (done, told) = install("", &to);
    assert!(!done && told.contains("usage: "), "{told}");
    release(&folder, "#!/bin/sh\necho cleat 2.0.0\n");
    let (done, told) = install(&folder.path(), &to);
    assert!(done && told.contains("2.0.0"), "{told}");
    assert_eq!(installed(), "cleat 2.0.0\n");
}
