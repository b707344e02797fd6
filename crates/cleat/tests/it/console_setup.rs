//! The first owner of the console: by a link, once.

use std::io::Read as _;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::common::{self, need};
use crate::console::{Console, PASSWORD, link, owner, person, token, with};
use crate::harness::{Folder, Process, Running, Server, at_once, database, figure, free_address};
use crate::operators::{cleat, said};

const OPERATORS: &str = "SELECT COUNT(*) FROM operator";
const ACCOUNTS: &str = "SELECT COUNT(*) FROM account WHERE pool_id = 'operators'";

/// Forty at once, over two servers, with the one link: one becomes the owner, and the link is dead.
#[tokio::test(flavor = "multi_thread")]
async fn c1_a_link_makes_one_owner_of_forty_at_once() {
    let server = Server::start().await;
    let replica = server.replica_at(7).await.app_host;
    let token = link(&server, false).await.unwrap();
    let here = Console::of(&server);
    let there = here.moved_to(&replica);
    let tries = (0..40).map(|n| {
        let mut console = if n % 2 == 0 {
            here.clone()
        } else {
            there.clone()
        };
        let body = with(person(&format!("p{n}")), "token", token.as_str());
        async move { console.post("setup", body).await["statusCode"].as_i64() }
    });
    let answers = at_once(40, tries).await;
    let won = answers.iter().filter(|code| **code == Some(200)).count();
    assert_eq!(won, 1, "{answers:?}");
    let known = [Some(200), Some(422), Some(429)];
    assert!(
        answers.iter().all(|code| known.contains(code)),
        "{answers:?}"
    );
    assert_eq!(server.count(OPERATORS).await, 1);
    assert_eq!(server.count(ACCOUNTS).await, 1);
    let mut late = here.clone();
    let told = late
        .post("setup", with(person("late"), "token", token))
        .await;
    assert_eq!(told["statusCode"], 422, "{told}");
    assert_eq!(link(&server, false).await, None, "there is an owner");
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    figure("C1", "1 owner of 40 at once over 2 servers");
}

/// Two who come by one address at once: one of them has it, by whatever door they come.
#[tokio::test(flavor = "multi_thread")]
async fn c1_an_address_is_taken_once() {
    let server = Server::start().await;
    let first = owner(&server).await;
    let replica = server.replica_at(7).await.app_host;
    let there = first.moved_to(&replica);
    let token = link(&server, true).await.unwrap();
    let given = with(person("ada"), "role", "owner");
    let tries = (0..12).map(|n| {
        let console = if n % 2 == 0 { &first } else { &there };
        let mut console = console.clone();
        let (call, body) = match n % 4 {
            0 => ("setup", with(person("ada"), "token", token.as_str())),
            _ => ("operators/create", given.clone()),
        };
        async move { console.post(call, body).await["statusCode"].as_i64() }
    });
    let answers = at_once(12, tries).await;
    let made = answers.iter().filter(|code| **code == Some(200)).count();
    assert_eq!(made, 1, "{answers:?}");
    // A link is dead once it made an owner.
    let known = [Some(200), Some(409), Some(422)];
    assert!(
        answers.iter().all(|code| known.contains(code)),
        "{answers:?}"
    );
    assert_eq!(server.count(OPERATORS).await, 2);
    assert_eq!(server.count(ACCOUNTS).await, 2);
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

/// A link dies after half an hour, and by the next one; what is no link makes nobody an owner.
#[tokio::test(flavor = "multi_thread")]
async fn c1_a_link_dies() {
    let server = Server::start().await;
    let mut console = Console::of(&server);
    let first = link(&server, false).await.unwrap();
    assert_eq!(first.len(), 43, "256 bits");
    let second = link(&server, false).await.unwrap();
    server.advance(29 * 60);
    for dead in ["", "none", first.as_str()] {
        let told = console
            .post("setup", with(person("a"), "token", dead))
            .await;
        assert_eq!(told["statusCode"], 422, "{told}");
    }
    server.advance(2 * 60);
    let told = console
        .post("setup", with(person("a"), "token", second))
        .await;
    assert_eq!(told["statusCode"], 422, "{told}");
    assert_eq!(server.count(OPERATORS).await, 0);
    let session = console.get("session").await;
    assert_eq!(session["statusCode"], 401);
    assert_eq!(session["data"], json!({ "setUp": true }));
    let kept = "SELECT COUNT(*) FROM setup_link WHERE digest LIKE '%-%' OR LENGTH(digest) <> 64";
    assert_eq!(server.count(kept).await, 0, "digests alone are kept");
}

/// Each fault of what is typed is told with its field, and the link is not spent by it.
#[tokio::test(flavor = "multi_thread")]
async fn c1_what_is_wrong_is_told_and_spends_nothing() {
    let server = Server::start().await;
    let mut console = Console::of(&server);
    let token = link(&server, false).await.unwrap();
    let whole = with(person("ada"), "token", token.as_str());
    let long = "x".repeat(129);
    for (field, value, status) in [
        ("password", "fourteen chars", 400),
        ("password", "", 400),
        ("password", long.as_str(), 422),
        ("email", "nobody", 400),
        ("email", "", 400),
        ("phone", "12", 400),
        ("name", " ", 400),
        ("name", long.as_str(), 400),
    ] {
        let told = console.post("setup", with(whole.clone(), field, value));
        let told = told.await;
        assert_eq!(told["statusCode"], status, "{field}: {told}");
        let names = told["message"].as_str().unwrap().contains(field);
        assert!(names || status == 422, "{field}: {told}");
    }
    for body in [json!({}), json!({ "token": token }), json!({ "token": 1 })] {
        let told = console.post("setup", body).await;
        assert_eq!(told["statusCode"], 400, "{told}");
    }
    assert_eq!(server.count(ACCOUNTS).await, 0);
    let told = console.post("setup", whole).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    assert_eq!(told["data"]["operator"]["role"], "owner");
    assert!(console.is_in().await);
}

/// Nobody but the console has anything to do with the operators' pool.
#[tokio::test(flavor = "multi_thread")]
async fn the_pool_of_operators_is_nobody_elses() {
    let server = Server::start().await;
    let console = owner(&server).await;
    let shown = console.get("session").await;
    let pools = shown["data"]["pools"].as_array().unwrap();
    assert_eq!(pools.len(), 1);
    assert_eq!(pools[0]["userPoolId"], server.credentials.user_pool_id);
    let http = reqwest::Client::new();
    for operation in cleat_api::operations() {
        let url = format!("{}{}", server.credentials.app_host, operation.path);
        let call = http.request(operation.method.as_str().parse().unwrap(), url);
        let call = call.header("x-authing-userpool-id", "operators");
        let call = call.header("x-authing-app-id", "console");
        let body = json!({ "client_id": "console", "connection": "PASSWORD",
            "passwordPayload": { "email": "owner@example.com", "password": PASSWORD } });
        let told = call.json(&body).send().await.unwrap().text().await.unwrap();
        assert!(
            !told.contains("owner@example.com"),
            "{}: {told}",
            operation.id
        );
        assert!(
            !told.contains("access_token\":"),
            "{}: {told}",
            operation.id
        );
    }
}

/// Whoever has the machine gets a link, and adds an owner where the others are gone: the audit
/// trail tells of it.
#[tokio::test(flavor = "multi_thread")]
async fn c1_the_machine_makes_links_and_recovers() {
    let folder = Folder::new();
    let flags = ["--no-address-limits"];
    let server = Process::start(&folder.path(), &free_address(), &flags, Stdio::null()).await;
    let pool = server.credentials().await.user_pool_id;
    let mut console = Console::at(&server.base, &pool);
    let made = said(&cleat(&folder, &["console", "setup-link"]).await);
    let body = with(person("ada"), "token", token(made.trim()));
    assert_eq!(console.post("setup", body).await["statusCode"], 200);
    let refused = cleat(&folder, &["console", "setup-link"]).await;
    assert!(!refused.status.success());
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(why.contains("--recover"), "{why}");
    let added = said(&cleat(&folder, &["console", "setup-link", "--recover"]).await);
    let body = with(person("eve"), "token", token(added.trim()));
    let mut other = Console::at(&server.base, &pool);
    assert_eq!(other.post("setup", body).await["statusCode"], 200);
    let people = other.get("operators").await;
    assert_eq!(people["data"].as_array().unwrap().len(), 2, "{people}");
    let of_pool = cleat_api::operations();
    let of_pool = of_pool.iter().find(|row| row.id == "getAdminAuditLogs");
    let log = other
        .operate_in("operators", of_pool.unwrap(), &json!({}))
        .await;
    assert_eq!(log["data"]["list"][0]["operationParam"], "createOwner");
    let row = &log["data"]["list"][1];
    assert_eq!(row["operationParam"], "recoverConsole", "{log}");
    assert_eq!(row["adminUserDisplayName"], "command line", "{log}");
}

/// What a server of its own has printed by the time that it answers.
async fn printed(
    mut program: Command,
    flags: &[&str],
    words: impl Fn(&str) -> Vec<String>,
) -> String {
    let (folder, listen) = (Folder::new(), free_address());
    let mut serve = format!(
        "{} serve --data {} --listen {listen} --log error {}",
        env!("CARGO_BIN_EXE_cleat"),
        folder.path(),
        flags.join(" "),
    );
    if let Some(url) = database(&folder.path()).await {
        serve = format!("{serve} --database-url '{url}'");
    }
    let program = program.args(words(&format!("exec {serve}")));
    let program = program.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut running = Running(program.spawn().unwrap());
    while reqwest::get(format!("http://{listen}/healthz"))
        .await
        .is_err()
    {
        assert!(running.0.try_wait().unwrap().is_none(), "it ended");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let mut output = running.0.stdout.take().unwrap();
    drop(running);
    let mut text = String::new();
    output.read_to_string(&mut text).unwrap();
    text
}

/// At a terminal the link is printed until there is an owner; elsewhere only where that is asked
/// for, and never without a console.
///
/// Seen to fail with the link printed whatever the output is.
#[tokio::test(flavor = "multi_thread")]
async fn c1_the_link_is_printed_at_a_terminal_alone() {
    let terminal = need!(common::program("script"));
    let shown = printed(terminal, &[], |serve| {
        ["-qec", serve, "/dev/null"].map(str::to_owned).to_vec()
    });
    let shown = shown.await;
    assert!(shown.contains("/console/setup#"), "{shown}");
    let plain = async |flags: &[&str]| {
        let words = |serve: &str| ["-c", serve].map(str::to_owned).to_vec();
        printed(Command::new("sh"), flags, words).await
    };
    assert_eq!(plain(&[]).await, "");
    let asked = plain(&["--print-setup-link"]).await;
    assert!(asked.contains("/console/setup#"), "{asked}");
    let none = ["--print-setup-link", "--no-console"];
    assert_eq!(plain(&none).await, "");
}
