//! Servers and people for the tests.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use cleat_api::application::{OidcConfig, SigningAlgorithm, UpdateApplication};
use cleat_api::email::{EmailChannel, SendEmail};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::signin::{SignInByCredentials, SignInByPassCode, SignInConnection, SignInOptions};
use cleat_api::{ErrorCode, PassCode, Value};
use cleat_client::{Client, Error, Options};
use cleat_server::{App, Clock, Credentials, Random, Settings};
use cleat_store::Database;
use tokio::sync::OnceCell;

use crate::common::Found;

/// 2026-01-01 00:00 UTC.
pub const START: i64 = 1_767_225_600_000;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder that is gone when the test ends, and with it the database made for it.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let name = format!(
            "cleat-it-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
        if let Ok((server, _)) = postgres() {
            let name = database_name(&self.path());
            // A thread of its own: this one may be inside a runtime.
            let dropped = std::thread::spawn(move || drop_database(&server, &name));
            drop(dropped.join());
        }
    }
}

/// Hundreds of tests make a database each, of ten megabytes. A server that was crashed by its test
/// may not answer; then the database stays.
#[tokio::main(flavor = "current_thread")]
async fn drop_database(server: &str, name: &str) {
    let address = format!("{server}/postgres");
    if let Ok((client, connection)) = tokio_postgres::connect(&address, tokio_postgres::NoTls).await
    {
        tokio::spawn(connection);
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        drop(client.batch_execute(&sql).await);
    }
}

fn database_name(folder: &str) -> String {
    let name = folder
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    name.collect::<String>().to_lowercase()
}

/// The PostgreSQL on which the tests make their databases, where there is one: its address, and
/// the folder of its certificate, its socket and the script that crashes it.
pub fn postgres() -> Found<(String, String)> {
    let named = ["TEST_POSTGRES", "TEST_POSTGRES_HOME"].map(std::env::var);
    match named {
        [Ok(url), Ok(home)] => Ok((url, home)),
        _ => Err("no running PostgreSQL, run cargo xtask test".into()),
    }
}

/// The PostgreSQL database of a folder, made when it is first asked for, where there is a server
/// to make it on; else the embedded database in the folder is used. It has no tables.
pub async fn database(folder: &str) -> Option<String> {
    let (server, _) = postgres().ok()?;
    Some(copy(&server, &database_name(folder), "template1").await)
}

/// The same with all tables: to copy them takes a tenth of the time that migrating takes.
async fn database_with_tables(folder: &str) -> Option<String> {
    static TABLES: OnceCell<String> = OnceCell::const_new();
    let (server, _) = postgres().ok()?;
    let tables = TABLES.get_or_init(|| with_tables(&server)).await;
    Some(copy(&server, &database_name(folder), tables).await)
}

/// A database to copy, of this process.
async fn with_tables(server: &str) -> String {
    let name = format!("cleat_it_{}_tables", std::process::id());
    let url = copy(server, &name, "template1").await;
    let schema = cleat_server::schema();
    drop(Database::open_postgres(&url, "", &schema).await.unwrap());
    let others = "SELECT 1 FROM pg_stat_activity WHERE datname = $1";
    let client = connect(server).await;
    while !client.query(others, &[&name]).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    name
}

async fn copy(server: &str, name: &str, template: &str) -> String {
    let client = connect(server).await;
    let known = "SELECT 1 FROM pg_database WHERE datname = $1";
    if client.query(known, &[&name]).await.unwrap().is_empty() {
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
        client.batch_execute(&sql).await.unwrap();
    }
    format!("{server}/{name}")
}

async fn connect(server: &str) -> tokio_postgres::Client {
    let url = format!("{server}/postgres");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

/// A server in this process: real HTTP, real database, frozen clock, seeded randomness.
pub struct Server {
    pub app: Arc<App>,
    pub clock: Clock,
    pub credentials: Credentials,
    /// Calls as the application and, for management, as the pool.
    pub client: Client,
    _folder: Folder,
}

impl Server {
    pub async fn start() -> Self {
        Self::with(&[("no_address_limits", "true")]).await
    }

    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::seeded(settings, 42).await
    }

    pub async fn seeded(settings: &[(&str, &str)], seed: u64) -> Self {
        let folder = Folder::new();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap().to_string();
        let mut given: BTreeMap<String, String> = BTreeMap::from([
            ("dev".into(), "true".into()),
            ("data".into(), folder.path()),
            ("listen".into(), listen),
        ]);
        given.extend(
            settings
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into())),
        );
        if let Some(url) = database_with_tables(&folder.path()).await {
            given.entry("database_url".into()).or_insert(url);
        }
        let clock = Clock::frozen(START);
        let settings = Settings::read(given).unwrap();
        let app = cleat_server::open_with(settings, clock.clone(), Random::seeded(seed))
            .await
            .unwrap();
        let service =
            cleat_server::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let credentials = Credentials::first(&app).await.unwrap();
        let client = client(&credentials);
        Self {
            app,
            clock,
            credentials,
            client,
            _folder: folder,
        }
    }

    /// Another server on the same database, as a client sees it. It shares the clock, and
    /// nothing else of this process.
    pub async fn replica(&self, seed: u64) -> Client {
        client(&self.replica_at(seed).await)
    }

    /// The same, as whoever uses it needs to know it.
    pub async fn replica_at(&self, seed: u64) -> Credentials {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut settings = self.app.settings.clone();
        settings.public_url = self.app.settings.base_url().parse().unwrap();
        settings.listen = address.to_string();
        let app = cleat_server::open_with(settings, self.clock.clone(), Random::seeded(seed))
            .await
            .unwrap();
        let service =
            cleat_server::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move {
            let _work = cleat_server::in_background(&app);
            axum::serve(listener, service).await
        });
        Credentials {
            app_host: format!("http://{address}"),
            ..self.credentials.clone()
        }
    }

    pub fn advance(&self, seconds: u32) {
        self.clock.advance(seconds * 1000);
    }

    /// The newest code sent to a number or address.
    pub async fn code(&self, to: &str) -> PassCode {
        self.sent(to)
            .await
            .first()
            .and_then(|message| message.code.clone())
            .expect("a code")
            .into()
    }

    /// Messages to a number or address, newest first.
    pub async fn sent(&self, to: &str) -> Vec<cleat_delivery::InboxEntry> {
        let mut tx = self.app.db.read().await.unwrap();
        self.app
            .outbox
            .inbox(&mut tx, Some(to), 1000)
            .await
            .unwrap()
    }

    pub async fn sms(&self, by: &Client, channel: SmsChannel, number: &str) -> PassCode {
        let request = SendSms {
            channel,
            phone_number: number.into(),
            phone_country_code: None,
        };
        by.call(&request).await.unwrap();
        self.code(&format!("+86{number}")).await
    }

    pub async fn mail(&self, by: &Client, channel: EmailChannel, address: &str) -> PassCode {
        by.call(&SendEmail {
            channel,
            email: address.into(),
        })
        .await
        .unwrap();
        self.code(address).await
    }

    /// A client of the user with that number, who is signed up on the way.
    pub async fn sign_in(&self, number: &str) -> Client {
        let code = self.sms(&self.client, SmsChannel::Login, number).await;
        let tokens = self.client.call(&by_phone(number, code)).await.unwrap();
        self.client.with_access_token(tokens.access_token.unwrap())
    }

    /// Signs tokens by ES256 from now on: quick, where a test needs thousands.
    pub async fn quick_tokens(&self) {
        let config = OidcConfig {
            id_token_signed_response_alg: Some(SigningAlgorithm::Es256),
            ..OidcConfig::default()
        };
        let update = UpdateApplication {
            app_id: self.credentials.app_id.clone(),
            oidc_config: Some(config),
            ..UpdateApplication::default()
        };
        self.client.call(&update).await.unwrap();
    }

    /// A single number out of the database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let (count,): (i64,) = self
            .app
            .db
            .read()
            .await
            .unwrap()
            .sql(sql)
            .one()
            .await
            .unwrap();
        count
    }

    /// Changes the database behind the server's back.
    pub async fn execute(&self, sql: &'static str) {
        self.app.db.write(sql, execute).await.unwrap();
    }
}

async fn execute(tx: &mut cleat_store::Tx, sql: &&'static str) -> cleat_store::Result<()> {
    tx.sql(*sql).execute().await.map(drop)
}

pub fn client(credentials: &Credentials) -> Client {
    Client::new(Options {
        app_host: credentials.app_host.clone(),
        app_id: credentials.app_id.clone(),
        app_secret: credentials.app_secret.as_str().into(),
        access_key_id: credentials.user_pool_id.clone(),
        access_key_secret: credentials.user_pool_secret.as_str().into(),
        timeout: std::time::Duration::from_secs(60),
        // A test must see every failure.
        retries: 0,
        ..Options::default()
    })
    .unwrap()
}

/// The n-th number of the tests.
pub fn number(n: u32) -> String {
    format!("139{n:08}")
}

/// A sign-in by phone and code; an unknown number is signed up.
pub fn by_phone(number: &str, code: PassCode) -> SignInByCredentials {
    SignInByCredentials {
        connection: SignInConnection::Passcode,
        pass_code_payload: Some(SignInByPassCode {
            phone: Some(number.into()),
            pass_code: code,
            ..SignInByPassCode::default()
        }),
        options: Some(SignInOptions {
            auto_register: Some(true),
            ..SignInOptions::default()
        }),
        ..SignInByCredentials::default()
    }
}

/// A code of as many digits that is not this one.
pub fn other_than(code: &PassCode) -> PassCode {
    let first = if code.expose().starts_with('0') {
        '1'
    } else {
        '0'
    };
    format!("{first}{}", &code.expose()[1..]).into()
}

#[track_caller]
pub fn refused<T>(answer: Result<T, Error>, code: ErrorCode) {
    match answer {
        Err(error) if error.is(code) => {}
        Err(error) => panic!("expected {}, got: {error}", code.name()),
        Ok(_) => panic!("expected {}, but it was accepted", code.name()),
    }
}

/// A server of its own process, as operators run it.
pub struct Process {
    pub child: Child,
    pub base: String,
}

impl Process {
    /// Starts the real binary in development mode and waits until it answers.
    pub async fn start(data: &str, listen: &str, flags: &[&str], log: Stdio) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
        command.args(["serve", "--dev", "--data", data, "--listen", listen]);
        if let Some(url) = database(data).await {
            command.args(["--database-url", &url]);
        }
        let child = command
            .args(flags)
            .env_remove("CLEAT_CONFIG")
            .stderr(log)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let process = Self {
            child,
            base: format!("http://{listen}"),
        };
        process.answers().await;
        process
    }

    /// Starts it as in production, over the pool and the application that development mode made.
    pub async fn in_production(data: &str, flags: &[&str], log: Stdio) -> (Self, Credentials) {
        let listen = free_address();
        let mut first = Self::start(data, &listen, &[], Stdio::null()).await;
        let mut credentials = first.credentials().await;
        first.kill();
        credentials.app_host = format!("http://{listen}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
        command.args(["serve", "--data", data, "--listen", &listen]);
        if let Some(url) = database(data).await {
            command.args(["--database-url", &url]);
        }
        let process = Self {
            child: command.args(flags).stderr(log).spawn().unwrap(),
            base: credentials.app_host.clone(),
        };
        process.answers().await;
        (process, credentials)
    }

    /// Waits until it answers.
    pub async fn answers(&self) {
        for _ in 0..1000 {
            if reqwest::get(format!("{}/dev/credentials", self.base))
                .await
                .is_ok()
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the server did not start");
    }

    pub async fn credentials(&self) -> Credentials {
        let answer = reqwest::get(format!("{}/dev/credentials", self.base))
            .await
            .unwrap();
        answer.json().await.unwrap()
    }

    pub async fn code(&self, to: &str) -> PassCode {
        let url = format!("{}/dev/inbox/messages", self.base);
        let query = [("to", to), ("limit", "1")];
        let answer = reqwest::Client::new()
            .get(url)
            .query(&query)
            .send()
            .await
            .unwrap();
        let messages: Value = answer.json().await.unwrap();
        messages[0]["code"].as_str().unwrap().into()
    }

    /// Moves its clock.
    pub async fn advance(&self, seconds: u32) {
        let by = serde_json::json!({ "advanceSeconds": seconds });
        let call = reqwest::Client::new().post(format!("{}/dev/clock", self.base));
        let answer = call.json(&by).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    /// SIGTERM. `kill` is part of every shell, and not always a program.
    pub fn terminate(&self) {
        let script = format!("kill -TERM {}", self.child.id());
        let done = Command::new("sh").args(["-c", &script]).status().unwrap();
        assert!(done.success());
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A program that ends with the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// How many times as much is done as CI does; `cargo xtask soak` asks for more.
pub fn soak() -> u32 {
    let given = std::env::var("SOAK").ok();
    given.map_or(1, |times| times.parse().expect("SOAK is a number"))
}

/// Tells what a promise came to; `cargo xtask soak` makes a table of it.
#[expect(clippy::print_stdout, reason = "the soak reads it")]
pub fn figure(promise: &str, text: impl std::fmt::Display) {
    println!("figure: {promise} | {text}");
}

/// Whether a test that measures has the machine for itself: it was asked for by name, or the tests
/// run one after the other.
pub fn alone() -> Found<()> {
    let mut args = std::env::args().skip(1);
    match args.any(|arg| arg == "--test-threads=1" || !arg.starts_with('-')) {
        true => Ok(()),
        false => Err("others run beside it, run cargo xtask test".into()),
    }
}

/// The machine's clock, for what is measured.
#[expect(clippy::disallowed_methods, reason = "a test measures real time")]
pub fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// A port that is free now.
pub fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// An address where nobody listens, as long as it lives: no other test gets its port.
pub struct Dead {
    pub address: String,
    pub socket: tokio::net::TcpSocket,
}

pub fn dead() -> Dead {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    Dead {
        address: socket.local_addr().unwrap().to_string(),
        socket,
    }
}

/// Runs futures, so many at a time, and collects what they return.
pub async fn at_once<T: Send + 'static, F>(many: usize, work: impl IntoIterator<Item = F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let gate = Arc::new(tokio::sync::Semaphore::new(many));
    let mut tasks = Vec::new();
    for future in work {
        let gate = gate.clone();
        tasks.push(tokio::spawn(async move {
            let _permit = gate.acquire().await.unwrap();
            future.await
        }));
    }
    let mut results = Vec::with_capacity(tasks.len());
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}
