//! `cleat doctor` and `cleat upgrade-check`.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output, Stdio};

use cleat_api::Value;
use cleat_api::sms_delivery::{ConfigSmsProvider, SmsScope};
use serde_json::json;

use crate::deployment::{checked_in, started};
use crate::harness::{Folder, Process, Server, database, dead, free_address};
use crate::operators::{cleat, said};

/// What was found: how bad it is, what it is about, the words.
type Found = Vec<(String, String, String)>;

fn read(output: &Output) -> Found {
    let text = String::from_utf8_lossy(&output.stdout);
    let list: Vec<Value> =
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{}", said(output)));
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let found = list.iter().map(|one| {
        let words = format!("{} {}", text(one, "finding"), text(one, "advice"));
        (text(one, "grade"), text(one, "about"), words)
    });
    found.collect()
}

/// What is found with these settings.
async fn found(folder: &Folder, flags: &[&str]) -> Found {
    judged(&cleat(folder, &[&["doctor", "--json"], flags].concat()).await)
}

/// What was found; the status says whether there is a fault.
#[track_caller]
fn judged(output: &Output) -> Found {
    let found = read(output);
    let faults = found.iter().any(|(grade, ..)| grade == "fault");
    assert_eq!(output.status.success(), !faults, "{found:?}");
    found
}

#[track_caller]
fn has(found: &Found, wanted: (&str, &str, &str)) {
    let fits = |(grade, about, words): &(String, String, String)| {
        (grade.as_str(), about.as_str()) == (wanted.0, wanted.1) && words.contains(wanted.2)
    };
    assert!(found.iter().any(fits), "{wanted:?}: {found:#?}");
}

/// What is wrong with settings by themselves, and the words that tell of it.
type Case = (
    &'static [&'static str],
    (&'static str, &'static str, &'static str),
);

const CASES: &[Case] = &[
    (
        &["--listen=0.0.0.0:8080"],
        ("fault", "settings", "public_url is empty"),
    ),
    (
        &["--listen=0.0.0.0:8080"],
        ("warning", "settings", "/metrics answers whoever asks"),
    ),
    (
        &[
            "--listen=0.0.0.0:8080",
            "--public-url=http://localhost:8080",
        ],
        ("fault", "settings", "public_url is of this machine alone"),
    ),
    (
        &["--public-url=http://id.invalid"],
        ("fault", "settings", "has no TLS"),
    ),
    (
        &["--public-url=https://id.invalid"],
        ("fault", "address", "id.invalid of public_url leads nowhere"),
    ),
    (
        &["--public-url=https://id.invalid"],
        ("warning", "proxies", "none is trusted"),
    ),
    (
        &[
            "--public-url=https://id.invalid",
            "--trusted-proxies=0.0.0.0/0",
        ],
        ("fault", "proxies", "is everybody"),
    ),
    (
        &[
            "--public-url=https://id.invalid",
            "--trusted-proxies=10.0.0.7",
        ],
        ("ok", "proxies", "told apart"),
    ),
    (&["--dev"], ("warning", "settings", "development mode")),
    (
        &["--dev", "--dev-anywhere", "--listen=0.0.0.0:8080"],
        ("fault", "settings", "development mode on a public address"),
    ),
    (
        &["--dev", "--public-url=https://id.invalid"],
        ("fault", "settings", "development mode on a public"),
    ),
    (
        &["--test-numbers"],
        ("warning", "settings", "test_numbers is on"),
    ),
    (
        &["--print-setup-link"],
        ("warning", "settings", "print_setup_link is on"),
    ),
    (
        &["--smtp-url=smtp://u:hunter2@mail.invalid"],
        ("fault", "settings", "email_from: goes with smtp_url"),
    ),
    (
        &[
            "--smtp-url=smtp://u:hunter2@mail.invalid?tls=none",
            "--email-from=a@example.com",
        ],
        ("warning", "settings", "without TLS"),
    ),
    (
        &[
            "--smtp-url=smtp://u:hunter2@mail.invalid?tls=none",
            "--email-from=a@example.com",
        ],
        (
            "fault",
            "messages",
            "SMTP at mail.invalid:25 is not reached",
        ),
    ),
    (
        &[
            "--smtp-url=smtp://u:hunter2@mail.invalid",
            "--email-from=a@example.com",
        ],
        (
            "warning",
            "messages",
            "sends e-mail, and no SMS to +86, SMS abroad",
        ),
    ),
    (&[], ("fault", "messages", "sends nothing")),
    (&[], ("ok", "database", "schema")),
    (
        &["--master-key=x"],
        ("fault", "settings", "master_key: must have 64 hex digits"),
    ),
    (
        &[
            "--database-ca=nowhere.pem",
            "--database-url=postgres://db.invalid/x",
        ],
        ("fault", "database", "database_ca: nowhere.pem"),
    ),
    (
        &["--database-url=postgres://127.0.0.1:9/x"],
        ("fault", "database", "Connection refused"),
    ),
    (
        &["--database-url=postgres://127.0.0.1:9/x"],
        ("warning", "settings", "another replica cannot start"),
    ),
];

/// What a newcomer gets wrong is told with what to do, and no secret is.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_newcomer_gets_wrong_is_told() {
    let folder = Folder::new();
    drop(Process::start(&folder.path(), &free_address(), &[], Stdio::null()).await);
    for (flags, wanted) in CASES {
        let found = match flags.iter().any(|flag| flag.starts_with("--database-url")) {
            false => found(&folder, flags).await,
            true => {
                let args = [&["doctor", "--json", "--data", "nowhere"], *flags].concat();
                let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
                judged(&command.args(args).output().unwrap())
            }
        };
        has(&found, *wanted);
        let all = format!("{found:?}");
        assert!(!all.contains("hunter2"), "{all}");
    }
}

/// Files, keys and providers are looked at where they are.
#[tokio::test(flavor = "multi_thread")]
async fn files_keys_and_providers_are_looked_at() {
    let folder = Folder::new();
    drop(Process::start(&folder.path(), &free_address(), &[], Stdio::null()).await);
    has(
        &found(&folder, &[]).await,
        ("ok", "files", "for their owner alone"),
    );
    has(&found(&folder, &[]).await, ("ok", "room", "MiB are free"));
    let path = |name: &str| folder.0.join(name).to_string_lossy().into_owned();
    let key = path("master.key");
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    has(
        &found(&folder, &[]).await,
        ("warning", "files", &format!("{key} can be read")),
    );
    has(
        &found(&folder, &[]).await,
        ("warning", "files", &format!("{key} can be read")),
    );
    let mode = fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644, "who looks changes nothing");
    // A server takes it from others when it opens the folder; a secret elsewhere stays as it is.
    for name in ["elsewhere.key", "cleat.toml"] {
        fs::copy(&key, path(name)).unwrap();
        fs::set_permissions(path(name), Permissions::from_mode(0o640)).unwrap();
    }
    let secret = path("elsewhere.key");
    let flags = ["--master-key-file", secret.as_str()];
    has(
        &found(&folder, &flags).await,
        ("warning", "files", &format!("{secret} can be read")),
    );
    let text = format!("master_key = \"{}\"\n", fs::read_to_string(&key).unwrap());
    fs::write(path("cleat.toml"), text).unwrap();
    let flags = ["--config", &path("cleat.toml")];
    has(
        &found(&folder, &flags).await,
        ("warning", "files", "cleat.toml can be read"),
    );
    fs::write(path("cleat.toml"), "listen = \"127.0.0.1:80\"\n").unwrap();
    let told = found(&folder, &flags).await;
    assert!(
        !format!("{told:?}").contains("cleat.toml can"),
        "it holds no secret: {told:?}"
    );

    let wrong = "1f".repeat(32);
    let flags = ["--master-key", wrong.as_str()];
    has(
        &found(&folder, &flags).await,
        ("fault", "database", "does not fit the database"),
    );
    let flags = ["--other-master-key", wrong.as_str()];
    has(
        &found(&folder, &flags).await,
        ("warning", "master key", "Nothing is sealed by the other"),
    );

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let there = format!("http://{}/token-hunter2", listener.local_addr().unwrap());
    let gone = dead();
    let gone = format!("http://{}/token-hunter2", gone.address);
    let flags = [
        "--sms-url",
        &there,
        "--international-sms-url",
        &gone,
        "--sms-secret",
        "hunter2",
    ];
    let told = found(&folder, &flags).await;
    has(&told, ("ok", "messages", "is reached"));
    has(
        &told,
        ("fault", "messages", "is not reached: Connection refused"),
    );
    assert!(!format!("{told:?}").contains("hunter2"), "{told:?}");
    let lines = cleat(&folder, &["doctor"]).await;
    for line in String::from_utf8_lossy(&lines.stdout).lines() {
        let grade = line.split_whitespace().next();
        assert!(matches!(grade, Some("ok" | "warning" | "fault")), "{line}");
    }
}

/// Makes an authority and a certificate of it for `localhost`, good for some days.
const CERTIFICATES: &str = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
     -days 90 -subj /CN=authority -keyout ca.key -out ca.pem 2>/dev/null && openssl req -new \
     -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout key.pem \
     -out request.pem 2>/dev/null && printf 'subjectAltName=DNS:localhost' > names && openssl x509 \
     -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days DAYS -extfile names \
     -out cert.pem 2>/dev/null && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
     -nodes -subj /CN=other -keyout other.key -out other.pem 2>/dev/null";

/// The address that clients use is tried as they do: who answers, and how long the certificate is good.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_address_is_tried() {
    let (address, folder) = (free_address(), Folder::new());
    let (_, port) = address.rsplit_once(':').unwrap();
    let public = format!("https://localhost:{port}");
    let server = Server::with(&[("public_url", public.as_str())]).await;
    let home = folder.path();
    let config = format!(
        "daemon off; master_process off; pid {home}/pid; error_log {home}/error.log;\nevents {{}}\n\
         http {{ access_log off; client_body_temp_path {home}/body;\n\
         proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;\n\
         uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;\n\
         server {{ listen {address} ssl; ssl_certificate {home}/cert.pem;\n\
         ssl_certificate_key {home}/key.pem;\n\
         location / {{ proxy_pass http://{}; }} }} }}\n",
        server.app.settings.listen
    );
    fs::write(folder.0.join("nginx.conf"), config).unwrap();
    let data = server.app.settings.data.clone();
    let url = database(&data).await;
    let look = |public: &str, trusted: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
        command.args(["doctor", "--json", "--data", &data, "--public-url", public]);
        command.args(url.iter().flat_map(|url| ["--database-url", url]));
        let trusted = format!("{home}/{trusted}");
        read(&command.env("SSL_CERT_FILE", trusted).output().unwrap())
    };
    for (days, grade) in [("60", "ok"), ("3", "warning")] {
        checked_in(&home, "sh", &["-c", &CERTIFICATES.replace("DAYS", days)]);
        has(
            &look(&public, "ca.pem"),
            ("warning", "address", "Nobody answers at public_url"),
        );
        let nginx = started("nginx", &["-c", &format!("{home}/nginx.conf")], &[]);
        let mut told = look(&public, "ca.pem");
        for _ in 0..100 {
            if told.iter().any(|(_, about, _)| about == "certificate") {
                break;
            }
            told = look(&public, "ca.pem");
        }
        has(&told, (grade, "certificate", "more days"));
        has(&told, ("ok", "address", "Cleat answers there"));
        has(
            &look(&public, "other.pem"),
            ("fault", "certificate", "It is not believed"),
        );
        let other = format!("{public}/path");
        has(
            &look(&other, "ca.pem"),
            ("warning", "address", "Something else than Cleat"),
        );
        drop(nginx);
    }
    let plain = format!("http://{}", server.app.settings.listen);
    has(
        &look(&plain, "ca.pem"),
        ("fault", "address", "calls itself https://localhost"),
    );
}

/// What the next start would do is told, and nothing is done.
#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_is_told_before_it_is_made() {
    let server = Server::start().await;
    let data = server.app.settings.data.clone();
    let url = database(&data).await;
    let run = |args: &[&str]| {
        let mut command = Command::new("timeout");
        command.args(["20", env!("CARGO_BIN_EXE_cleat")]);
        command.args(args).args(["--data", &data]);
        command.args(url.iter().flat_map(|url| ["--database-url", url]));
        command.output().unwrap()
    };
    let newest = server.count("SELECT MAX(number) FROM schema_version").await;
    let told = run(&["upgrade-check"]);
    assert!(told.status.success(), "{}", said(&told));
    assert!(
        said(&told).contains("No migration is missing"),
        "{}",
        said(&told)
    );

    server
        .execute(
            "DELETE FROM schema_version WHERE number = (SELECT MAX(number) FROM schema_version)",
        )
        .await;
    let told = run(&["upgrade-check", "--json"]);
    let upgrade: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert!(told.status.success(), "{upgrade}");
    assert_eq!(
        (&upgrade["found"], &upgrade["known"]),
        (&(newest - 1).into(), &newest.into())
    );
    let steps = upgrade["steps"].as_array().unwrap();
    assert!(
        steps.iter().all(|step| step["migration"] == newest),
        "{upgrade}"
    );
    let statements = steps
        .iter()
        .flat_map(|step| step["statements"].as_array().unwrap());
    assert!(statements.count() > 0, "{upgrade}");
    let told = said(&run(&["upgrade-check"]));
    assert!(
        told.contains("replicas of the version before go on beside it"),
        "{told}"
    );
    let told = read(&run(&["doctor", "--json", "--dev"]));
    has(&told, ("warning", "database", "this version brings"));
    has(&told, ("warning", "database", "are not looked at"));
    // With a key that does not fit it could not start, and leaves the database to the version before.
    let wrong = ["--dev", "--listen=127.0.0.1:0", "--master-key"];
    let key = "1f".repeat(32);
    let words = "does not fit the database";
    for command in ["upgrade-check", "serve", "check"] {
        let args = [&[command], wrong.as_slice(), &[key.as_str()]].concat();
        let told = run(&args);
        assert!(
            !told.status.success() && said(&told).contains(words),
            "{command}: {}",
            said(&told)
        );
    }
    let args = [&["doctor", "--json"], wrong.as_slice(), &[key.as_str()]].concat();
    has(&judged(&run(&args)), ("fault", "database", words));
    let found = server.count("SELECT MAX(number) FROM schema_version").await;
    assert_eq!(found, newest - 1, "nothing was done");

    server
        .execute("INSERT INTO schema_version (number) VALUES (999)")
        .await;
    let told = run(&["upgrade-check"]);
    assert!(
        !told.status.success() && said(&told).contains("use a newer version"),
        "{}",
        said(&told)
    );
    let told = read(&run(&["doctor", "--json", "--dev"]));
    has(&told, ("fault", "database", "schema 999"));
}

/// A slip in the file of settings is told by its place: the line may hold a secret.
#[test]
fn a_slip_in_the_file_of_settings_shows_no_secret() {
    let digits = "5eC2e7".repeat(10);
    for (lines, place) in [
        (format!("master_key = {digits}\n"), "line 2, column "),
        (format!("master_key = \"{digits}\n"), "line 2, column "),
        (format!("master_key \"{digits}\"\n"), "line 2, column "),
        (
            format!("master_key = [\"{digits}\"]\n"),
            "master_key must be text",
        ),
        (
            format!("smtp_url = \"smtp://me:{digits}@mail.invalid\nemail_from = \"a@b.cd\"\n"),
            "line 2, column ",
        ),
        (format!("sms_secret = \"{digits}\\q\"\n"), "line 2, column "),
        (
            format!("sms_secret = {{ a = \"{digits}\", }}\n"),
            "sms_secret must be text",
        ),
        (
            format!("sms_secret = \"{digits}\"\nsms_secret = \"{digits}\"\n"),
            "line 3, column ",
        ),
        (
            format!("[[providers]]\nurl = \"https://{digits}\"\nurl = {digits}\n"),
            "line 4, column ",
        ),
    ] {
        let folder = Folder::new();
        let file = folder.0.join("cleat.toml");
        fs::write(&file, format!("# é\n{lines}")).unwrap();
        for command in [
            &["doctor", "--json"][..],
            &["doctor"],
            &["serve"],
            &["check"],
        ] {
            let mut program = Command::new("timeout");
            program
                .args(["20", env!("CARGO_BIN_EXE_cleat")])
                .args(command);
            let output = program.current_dir(&folder.0).output().unwrap();
            let told = said(&output);
            assert!(!output.status.success(), "{lines}: {told}");
            assert_ne!(output.status.code(), Some(124), "it went on: {lines}");
            assert!(told.contains(place), "{lines}: {told}");
            assert!(!told.contains("5eC2e7"), "{lines}: {told}");
        }
    }
}

const POOLS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
     INSERT INTO pool (id, name, secret, settings, created_at)
     SELECT 'more-' || n.i, 'More', '', p.settings, p.created_at + 1
     FROM n, (SELECT * FROM pool LIMIT 1) p";

/// What is not looked at is told: pools beyond the hundredth, providers that are not opened, and those
/// that take no message.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_looked_at_is_told() {
    let server = Server::start().await;
    let data = server.app.settings.data.clone();
    let url = database(&data).await;
    let look = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
        command.args(["doctor", "--json", "--data", &data]);
        command.args(url.iter().flat_map(|url| ["--database-url", url]));
        judged(&command.output().unwrap())
    };
    let aliyun = ConfigSmsProvider {
        scope: SmsScope::Domestic,
        provider: "ALIYUN".into(),
        fields: json!({ "accessKeyId": "id", "accessKeySecret": "hunter2", "signName": "Cleat",
            "internationalTemplateCode": "SMS_1" })
        .as_object()
        .unwrap()
        .clone(),
        ..ConfigSmsProvider::default()
    };
    let one = server.client.call(&aliyun).await.unwrap();
    has(
        &look(),
        (
            "warning",
            "messages",
            "it has no template for mainland China",
        ),
    );
    server.execute("UPDATE sms_provider SET sealed = 'x'").await;
    let found = look();
    let words = format!("are not opened ({})", one.id);
    has(&found, ("fault", "messages", &words));
    has(
        &found,
        ("fault", "master key", "Opened by no key: 1 (sms_provider)"),
    );
    has(&found, ("fault", "messages", "Pool Demo sends nothing"));
    server.execute(POOLS).await;
    has(
        &look(),
        (
            "warning",
            "messages",
            "Of 101 pools, the oldest 100 are looked at",
        ),
    );
}
