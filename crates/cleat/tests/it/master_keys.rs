//! A master key takes the place of another while a server goes on.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use cleat_api::access_key::CreateAccessKey;
use cleat_api::email_delivery::{
    ConfigEmailProvider, EmailProviderType, GetEmailProvider, SmtpConfigInput,
};
use cleat_api::ext_idp::{ConnectionType, CreateExtIdp, CreateExtIdpConn, GetExtIdp, Provider};
use cleat_api::passcode::{SendSms, SmsChannel};
use cleat_api::profile::GetProfile;
use cleat_api::sms_delivery::{GetSmsProviders, SmsScope};
use cleat_api::sms_text::{ConfigSmsTestNumbers, GetSmsTestNumbers, SmsTestNumberInput};
use cleat_api::{ErrorCode, PassCode};
use cleat_client::Client;
use cleat_delivery::{Outbox, SEALED};
use cleat_protocol::seal::Vault;
use cleat_server::kernel::{Sealed, reseal};
use cleat_server::{App, Credentials, Settings, master_key, open_existing};
use serde_json::json;

use crate::delivery::{bridge, until};
use crate::harness::{
    Folder, Process, Server, by_phone, client, database, figure, free_address, number, refused,
};
use crate::operators::{cleat, said};
use crate::sms_budget::{budget, some};
use crate::sms_delivery::{config, delivering, login, webhook};

/// Messages that lie in the database, enough to be cut in the middle.
const MESSAGES: i64 = 10_000;
const MANY: &str =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
     INSERT INTO outbox (id, pool_id, medium, target, channel, sealed, state, attempts, next_at,
         created_at)
     SELECT 'many-' || n.i, o.pool_id, o.medium, 'nobody', o.channel, o.sealed, o.state, 0, 0,
         o.created_at
     FROM n, (SELECT * FROM outbox WHERE sealed <> '' LIMIT 1) o";
const HELD: &str = "INSERT INTO external_held (interaction, pool_id, conn_id, conn_revision,
         external, expires_at)
     VALUES ('kept', 'pool', 'conn', 0, $1, 9000000000000)";
/// Somebody's identity, and what came with it.
const LINKED: &str = "INSERT INTO identity (pool_id, id, user_id, ext_idp_id, provider, type,
         user_id_in_idp, user_info, origin_conn_ids, created_at)
     SELECT a.pool_id, 'kept', a.id, p.id, 'github', 'openid', '1', '{}', '[]', 0
     FROM account a, ext_idp p LIMIT 1";
const TOKENS: &str = "INSERT INTO external_token (pool_id, user_id, ext_idp_id, conn_id, tokens)
     SELECT i.pool_id, i.user_id, i.ext_idp_id, c.id, $1
     FROM identity i JOIN ext_idp_conn c ON c.pool_id = i.pool_id";
/// Those that are as they were made.
const LEFT: &str = "SELECT COUNT(*) FROM outbox a JOIN
         (SELECT sealed, COUNT(*) AS many FROM outbox GROUP BY sealed) b ON a.sealed = b.sealed
     WHERE b.many > 1 AND a.id LIKE 'many-%'";
/// Whether the first of them is still as the last is.
const FIRST: &str = "SELECT COUNT(*) FROM outbox WHERE id = 'many-1' AND sealed =
         (SELECT sealed FROM outbox WHERE id = 'many-9999')";

/// Files of the old and the new key, and the data they are for.
struct Lab {
    data: Folder,
    keys: Folder,
    listen: String,
}

const OLD: &str = "old";
const NEW: &str = "new";

impl Lab {
    fn new() -> Self {
        let keys = Folder::new();
        for (name, digits) in [(OLD, "1f"), (NEW, "2e"), ("none", "3d")] {
            std::fs::write(keys.0.join(name), digits.repeat(32)).unwrap();
        }
        Self {
            data: Folder::new(),
            keys,
            listen: free_address(),
        }
    }

    fn file(&self, key: &str) -> String {
        self.keys.0.join(key).to_string_lossy().into_owned()
    }

    fn flags(&self, own: &str, other: Option<&str>) -> Vec<String> {
        let mut flags = vec!["--master-key-file".to_owned(), self.file(own)];
        if let Some(other) = other {
            flags.extend(["--other-master-key-file".to_owned(), self.file(other)]);
        }
        flags
    }

    async fn serve(&self, own: &str, other: Option<&str>) -> Process {
        let flags = self.flags(own, other);
        let mut all = vec!["--no-address-limits"];
        all.extend(flags.iter().map(String::as_str));
        Process::start(&self.data.path(), &self.listen, &all, Stdio::null()).await
    }

    /// Another server on the same database, in this process.
    async fn open(&self, own: &str, other: Option<&str>) -> Arc<App> {
        let read = |key: &str| std::fs::read_to_string(self.file(key)).unwrap();
        let mut given = BTreeMap::from([
            ("dev".to_owned(), "true".to_owned()),
            ("data".to_owned(), self.data.path()),
            ("master_key".to_owned(), read(own)),
        ]);
        given.extend(other.map(|other| ("other_master_key".to_owned(), read(other))));
        let url = database(&self.data.path()).await;
        given.extend(url.map(|url| ("database_url".to_owned(), url)));
        open_existing(Settings::read(given).unwrap()).await.unwrap()
    }

    /// What a command with these keys says, and whether it succeeds.
    async fn run(&self, command: &[&str], own: &str, other: Option<&str>) -> (bool, String) {
        let flags = self.flags(own, other);
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let output = cleat(&self.data, &[command, &["--dev"], &flags].concat()).await;
        (output.status.success(), said(&output))
    }

    async fn begin_to_rotate(&self) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleat"));
        command.args(["master-key", "rotate", "--data", &self.data.path()]);
        command.args(self.flags(NEW, Some(OLD)));
        if let Some(url) = database(&self.data.path()).await {
            command.args(["--database-url", &url]);
        }
        command.stdout(Stdio::null()).spawn().unwrap()
    }
}

async fn count(app: &App, sql: &'static str) -> i64 {
    let mut tx = app.db.read().await.unwrap();
    let (count,): (i64,) = tx.sql(sql).one().await.unwrap();
    count
}

async fn send(server: &Process, client: &Client, n: u32) -> PassCode {
    let send = SendSms {
        channel: SmsChannel::Login,
        phone_number: number(n),
        phone_country_code: None,
    };
    client.call(&send).await.unwrap();
    server.code(&format!("+86{}", number(n))).await
}

async fn sign_in(server: &Process, client: &Client, n: u32) -> Client {
    let code = send(server, client, n).await;
    let tokens = client.call(&by_phone(&number(n), code)).await.unwrap();
    client.with_access_token(tokens.access_token.unwrap())
}

/// Something of every kind that the master key seals; the id of a source.
async fn fill(pool: &Client) -> String {
    let bridge = config(SmsScope::Domestic, "https://sms.example.com/sms");
    pool.call(&bridge).await.unwrap();
    let mail = ConfigEmailProvider {
        r#type: EmailProviderType::Custom,
        enabled: true,
        smtp_config: Some(SmtpConfigInput {
            smtp_host: "mail.example.com".into(),
            smtp_port: 465,
            sender: Some("no-reply@example.com".into()),
            sender_pass: "password".into(),
            secure: Some(true),
        }),
        ..ConfigEmailProvider::default()
    };
    pool.call(&mail).await.unwrap();
    let numbers = vec![SmsTestNumberInput {
        phone_number: number(9),
        phone_country_code: None,
        code: Some("135790".into()),
        expires_at: "2030-01-01T00:00:00Z".into(),
    }];
    pool.call(&ConfigSmsTestNumbers { numbers }).await.unwrap();
    let source = CreateExtIdp {
        name: "GitHub".into(),
        r#type: Provider::Github,
        tenant_id: None,
    };
    let id = pool.call(&source).await.unwrap().id;
    let fields = json!({ "clientId": "id", "clientSecret": "very secret" });
    let conn = CreateExtIdpConn {
        ext_idp_id: id.clone(),
        r#type: ConnectionType::Github,
        identifier: "github".into(),
        display_name: "GitHub".into(),
        fields: fields.as_object().unwrap().clone(),
        ..CreateExtIdpConn::default()
    };
    pool.call(&conn).await.unwrap();
    let key = CreateAccessKey {
        r#type: "userpool".into(),
        ..CreateAccessKey::default()
    };
    pool.call(&key).await.unwrap();
    id
}

/// Every value of every column is opened, and what they are needed for works.
async fn opens_all(app: &App) {
    for sealed in app.modules.iter().flat_map(|module| module.sealed) {
        let found = reseal(app, *sealed, false).await.unwrap();
        assert_eq!(found.lost, 0, "{}", sealed.table);
    }
    let pool_id = Credentials::first(app).await.unwrap().user_pool_id;
    let mut tx = app.db.read().await.unwrap();
    let messages = app.outbox.inbox(&mut tx, None, 10).await.unwrap();
    assert_eq!(messages.len(), 10);
    let revision = Outbox::revision(&mut tx, &pool_id).await.unwrap();
    let providers = app.outbox.providers(&mut tx, &pool_id, revision);
    assert_eq!(providers.await.unwrap().all().len(), 2);
    let own = app.outbox.own(&mut tx, (&pool_id, revision), 0);
    let own = own.await.unwrap();
    assert!(own.test_code(&format!("+86{}", number(9)), 0).is_some());
}

async fn insert_many(tx: &mut cleat_store::Tx, (): &()) -> cleat_store::Result<()> {
    tx.sql(MANY).run().await
}

/// What no call of the pool leaves: an identity that is held, and tokens of a source.
async fn leave(app: &App) {
    let seal = |context| app.vault.seal(context, b"{}").unwrap();
    let sealed = (seal("external identity"), seal("external tokens"));
    app.db.write(sealed, insert).await.unwrap();
}

async fn insert(
    tx: &mut cleat_store::Tx,
    (held, tokens): &(String, String),
) -> cleat_store::Result<()> {
    tx.sql(HELD).bind(held).run().await?;
    tx.sql(LINKED).run().await?;
    tx.sql(TOKENS).bind(tokens).run().await
}

/// What the pool has set up can be read.
async fn reads_all(pool: &Client, source: &str) {
    let providers = pool.call(&GetSmsProviders {}).await.unwrap();
    assert_eq!(providers.providers.len(), 1);
    pool.call(&GetEmailProvider {}).await.unwrap();
    let numbers = pool.call(&GetSmsTestNumbers {}).await.unwrap();
    assert_eq!(numbers.numbers.len(), 1);
    let source = GetExtIdp {
        id: source.to_owned(),
        ..GetExtIdp::default()
    };
    let text = json!(pool.call(&source).await.unwrap()).to_string();
    assert!(text.contains("github"), "{text}");
}

/// A key takes over while a server of both goes on, is cut by kill -9 in the middle, goes on where it
/// was, and in the end the old key opens nothing: every column that the modules declare was sealed
/// anew. Tokens, codes that were sent before, and the chain of the trail live on.
#[tokio::test(flavor = "multi_thread")]
async fn a_master_key_takes_over_while_a_server_goes_on() {
    let lab = Lab::new();
    let mut server = lab.serve(OLD, None).await;
    let pool = client(&server.credentials().await);
    let me = sign_in(&server, &pool, 1).await;
    let source = fill(&pool).await;
    let sent_before = send(&server, &pool, 2).await;
    let before = lab.open(OLD, None).await;
    leave(&before).await;
    before.db.write((), insert_many).await.unwrap();
    server.kill();

    let mut server = lab.serve(NEW, Some(OLD)).await;
    let both = lab.open(NEW, Some(OLD)).await;
    for sealed in both.modules.iter().flat_map(|module| module.sealed) {
        let found = reseal(&both, *sealed, false).await.unwrap();
        assert!(found.other > 0, "{} has nothing to seal anew", sealed.table);
        assert_eq!(found.lost, 0, "{}", sealed.table);
    }
    let mut rotation = lab.begin_to_rotate().await;
    while count(&both, FIRST).await == 1 {
        let ended = rotation.try_wait().unwrap();
        assert!(ended.is_none(), "it ended before it began: {ended:?}");
    }
    rotation.kill().unwrap();
    rotation.wait().unwrap();
    let left = count(&both, LEFT).await;
    assert!((1..MESSAGES).contains(&left), "{left} are left");
    // No server starts without the key that the rest of them needs.
    let (opens, told) = lab.run(&["check"], NEW, None).await;
    assert!(
        !opens && told.contains("does not fit the database"),
        "{told}"
    );
    let (_, told) = lab.run(&["doctor"], NEW, Some(OLD)).await;
    assert!(told.contains("Sealed by the other master key: "), "{told}");
    // Servers of either order read all of it.
    me.call(&GetProfile::default()).await.unwrap();
    reads_all(&pool, &source).await;
    sign_in(&server, &pool, 3).await;
    for (own, other) in [(NEW, OLD), (OLD, NEW)] {
        let either = lab.open(own, Some(other)).await;
        opens_all(&either).await;
    }

    let (done, told) = lab.run(&["master-key", "rotate"], NEW, Some(OLD)).await;
    assert!(
        done && told.contains("none is left under the other key"),
        "{told}"
    );
    let found = master_key::left(&both, |_| ()).await.unwrap();
    assert_eq!((found.other, found.lost), (0, 0));
    figure(
        "master key",
        format!("{left} of {MESSAGES} were left after kill -9, and 0 in the end"),
    );
    server.kill();

    let server = lab.serve(NEW, None).await;
    me.call(&GetProfile::default()).await.unwrap();
    reads_all(&pool, &source).await;
    let by_old_code = by_phone(&number(2), sent_before);
    pool.call(&by_old_code).await.unwrap();
    sign_in(&server, &pool, 4).await;
    let (whole, told) = lab.run(&["check"], NEW, None).await;
    assert!(whole, "{told}");
    let after = lab.open(NEW, None).await;
    let rows = "SELECT COUNT(*) FROM audit
         WHERE event = 'rotateMasterKey' AND method = 'command line'";
    assert_eq!(count(&after, rows).await, 2, "each run left its row");
    for key in [OLD, "none"] {
        let (opens, told) = lab.run(&["check"], key, None).await;
        assert!(
            !opens && told.contains("does not fit the database"),
            "{told}"
        );
    }
}

/// A value of each column that is no longer what was sealed is found.
#[tokio::test(flavor = "multi_thread")]
async fn f8_what_no_key_opens_is_found() {
    let server = Server::start().await;
    server.sign_in(&number(1)).await;
    fill(&server.client).await;
    leave(&server.app).await;
    assert!(faults(&server).await.is_empty());
    for sealed in server.app.modules.iter().flat_map(|module| module.sealed) {
        let spoiled = server.app.db.write(*sealed, spoil_one).await.unwrap();
        assert_eq!(spoiled, 1, "{} has a value", sealed.table);
        let found = faults(&server).await;
        let row = format!("{}.{}: 1 value", sealed.table, sealed.column);
        assert!(found.contains(&row), "{row}: {found:?}");
    }
}

async fn faults(server: &Server) -> Vec<String> {
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    faults.into_iter().map(|fault| fault.row).collect()
}

/// Makes one value of a column what nobody sealed. How many that were.
async fn spoil_one(tx: &mut cleat_store::Tx, of: &Sealed) -> cleat_store::Result<usize> {
    let (table, column, [first, _]) = (of.table, of.column, of.key);
    tx.sql(format!(
        "UPDATE {table} SET {column} = 'x' WHERE {column} <> '' AND {first} =
             (SELECT MIN({first}) FROM {table} WHERE {column} <> '')"
    ))
    .execute()
    .await
}

async fn spoil(tx: &mut cleat_store::Tx, (): &()) -> cleat_store::Result<()> {
    tx.sql("UPDATE application SET secret = 'x'").run().await
}

/// What is wrong with the two keys is told, and nothing is sealed.
#[tokio::test(flavor = "multi_thread")]
async fn keys_that_do_not_go_together_are_told() {
    let lab = Lab::new();
    drop(lab.serve(OLD, None).await);
    for (own, other, words) in [
        (OLD, None, "setting other_master_key: name the key"),
        (
            OLD,
            Some(OLD),
            "setting other_master_key: is the master key itself",
        ),
        (NEW, Some("none"), "does not fit the database"),
    ] {
        let (done, told) = lab.run(&["master-key", "rotate"], own, other).await;
        assert!(!done && told.contains(words), "{words}: {told}");
    }
    let (done, told) = lab.run(&["master-key", "rotate"], OLD, Some(NEW)).await;
    assert!(done && told.starts_with("0 values sealed anew"), "{told}");
    let (whole, told) = lab.run(&["check"], OLD, None).await;
    assert!(whole, "{told}");
    lab.open(OLD, None).await.db.write((), spoil).await.unwrap();
    let (done, told) = lab.run(&["master-key", "rotate"], OLD, Some(NEW)).await;
    let words = "0 values sealed anew; 1 value that neither of the two keys opens";
    assert!(!done && told.contains(words), "{told}");
    assert!(!told.contains("none is left"), "{told}");
    // Who has no other key is told as well.
    let (well, told) = lab.run(&["doctor"], OLD, None).await;
    let words = "Opened by no key: 1 (application).";
    assert!(!well && told.contains(words), "{told}");
}

/// Where one server has the folder, it must have the new key before anything is sealed by it. On
/// PostgreSQL nobody knows who serves.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_the_new_key_keeps_it_from_taking_over() {
    let lab = Lab::new();
    let mut server = lab.serve(OLD, None).await;
    let is_shared = database(&lab.data.path()).await.is_some();
    let (done, told) = lab.run(&["master-key", "rotate"], NEW, Some(OLD)).await;
    if is_shared {
        assert!(done && told.contains("run this again"), "{told}");
        return;
    }
    let words = "the server that uses it does not have the new key";
    assert!(!done && told.contains(words), "{told}");
    let app = lab.open(OLD, None).await;
    opens_with(&app, 0).await;
    let rows = "SELECT COUNT(*) FROM audit WHERE event = 'rotateMasterKey'";
    assert_eq!(count(&app, rows).await, 0);
    server.kill();
    for (own, other) in [(OLD, NEW), (NEW, OLD)] {
        let mut server = lab.serve(own, Some(other)).await;
        let (done, told) = lab.run(&["master-key", "rotate"], NEW, Some(OLD)).await;
        assert!(done && told.contains("run this again"), "{told}");
        let goes_on = told.contains("seals by the other key");
        assert_eq!(goes_on, own == OLD, "{told}");
        server.kill();
    }
    drop(lab.serve(NEW, None).await);
}

async fn opens_with(app: &App, others: u64) {
    let found = master_key::left(app, |_| ()).await.unwrap();
    assert_eq!((found.other, found.lost), (others, 0));
}

/// Makes the sealed values of a table others.
struct Anew {
    table: &'static str,
    values: Vec<(String, String)>,
}

async fn replace(tx: &mut cleat_store::Tx, anew: &Anew) -> cleat_store::Result<()> {
    for (id, sealed) in &anew.values {
        tx.sql(format!(
            "UPDATE {} SET sealed = $1 WHERE id = $2",
            anew.table
        ))
        .bind(sealed)
        .bind(id)
        .run()
        .await?;
    }
    Ok(())
}

async fn values(server: &Server, table: &str) -> Vec<(String, String)> {
    let sql = format!("SELECT id, sealed FROM {table} WHERE sealed <> '' ORDER BY id");
    let mut tx = server.app.db.read().await.unwrap();
    tx.sql(sql).all().await.unwrap()
}

/// What is sealed in those rows is sealed by a key that the server does not have.
async fn lock_away(server: &Server, table: &'static str, context: &str, rows: &[(String, String)]) {
    let stranger = Vault::new(&[9; 32]).unwrap();
    let values = rows.iter().map(|(id, sealed)| {
        let plain = server.app.vault.open(context, sealed).unwrap();
        (id.clone(), stranger.seal(context, &plain).unwrap())
    });
    let values = values.collect();
    write(server, table, values).await;
}

async fn write(server: &Server, table: &'static str, values: Vec<(String, String)>) {
    let anew = Anew { table, values };
    server.app.db.write(anew, replace).await.unwrap();
}

/// Waits until so many messages are in that state, while time goes by.
async fn become_so(server: &Server, many: i64, sql: &'static str) {
    for _ in 0..1200 {
        if server.count(sql).await == many {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{sql} is {} and not {many}", server.count(sql).await);
}

/// A message that another key sealed waits for it, and goes out when it is there; one that was damaged is
/// given up, and one whose time is over as well: both are counted, and nobody pays for them. Nobody
/// else waits.
#[tokio::test(flavor = "multi_thread")]
async fn messages_of_another_key_wait_for_it() {
    let (url, taken) = bridge(0).await;
    let settings = [
        ("dev", "false"),
        ("sms_url", url.as_str()),
        ("sms_secret", "secret"),
        ("sends_per_address", "100000"),
    ];
    let server = Server::with(&settings).await;
    let day = budget(|budget| budget.per_day = some("10"));
    server.client.call(&day).await.unwrap();
    for n in 1..=3 {
        server.client.call(&login(number(n))).await.unwrap();
    }
    let rows = values(&server, "outbox").await;
    lock_away(&server, "outbox", SEALED.message, &rows[..1]).await;
    write(&server, "outbox", vec![(rows[1].0.clone(), "x".into())]).await;
    let work = cleat_server::in_background(&server.app);
    let sent = "SELECT COUNT(*) FROM outbox WHERE state = 'sent'";
    become_so(&server, 1, sent).await;
    let failed = "SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND sealed = ''";
    become_so(&server, 1, failed).await;
    let waits = "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND sealed <> ''
         AND attempts = 0 AND next_at > created_at";
    become_so(&server, 1, waits).await;
    server.advance(3);
    write(&server, "outbox", vec![rows[0].clone()]).await;
    become_so(&server, 2, sent).await;
    assert_eq!(taken.lock().unwrap().len(), 2);

    server.advance(61);
    server.client.call(&login(number(4))).await.unwrap();
    become_so(&server, 3, sent).await;
    drop(work);
    server.client.call(&login(number(5))).await.unwrap();
    let rows = values(&server, "outbox").await;
    lock_away(&server, "outbox", SEALED.message, &rows).await;
    server.advance(601);
    let _work = cleat_server::in_background(&server.app);
    let expired = "SELECT COUNT(*) FROM outbox WHERE state = 'expired' AND sealed = ''";
    become_so(&server, 1, expired).await;
    until("the counts", || {
        let counts = server.app.outbox.counts();
        counts
            .iter()
            .any(|one| one.provider == "none" && one.given_up == 2)
    })
    .await;
    let paid = "SELECT CAST(SUM(amount) AS BIGINT) FROM message_spend WHERE subject = 'pool:day'";
    assert_eq!(server.count(paid).await, 300_000, "three were sent");
}

/// What a pool says of its messages cannot be read any more: each of them ends all the same, and so do
/// those behind them.
#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_cannot_be_read_stops_no_message() {
    let server = delivering().await;
    let client = &server.client;
    let answer = r#"{"code":"invalid_phone_number"}"#;
    let (url, asked) = webhook(axum::http::StatusCode::OK, answer).await;
    let own = config(SmsScope::Domestic, &url);
    client.call(&own).await.unwrap();
    let day = budget(|budget| budget.per_day = some("10"));
    client.call(&day).await.unwrap();
    for n in 1..=3 {
        client.call(&login(number(n))).await.unwrap();
    }
    // What was read before is remembered, so each is asked for, and refused.
    server
        .execute("UPDATE message_policy SET document = 'x'")
        .await;
    let _work = cleat_server::in_background(&server.app);
    let failed = "SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND sealed = ''";
    become_so(&server, 3, failed).await;
    assert_eq!(asked.lock().unwrap().len(), 3);
}

/// A provider that another key sealed gives no message up, and none goes by another's account instead.
#[tokio::test(flavor = "multi_thread")]
async fn messages_wait_for_a_provider_of_another_key() {
    let (others, taken_by_others) = bridge(0).await;
    let settings = [
        ("dev", "false"),
        ("private_providers", "true"),
        ("sms_url", others.as_str()),
        ("sms_secret", "secret"),
        ("sends_per_address", "100000"),
    ];
    let server = Server::with(&settings).await;
    let (url, taken) = webhook(axum::http::StatusCode::OK, r#"{"id":"v-1"}"#).await;
    let own = config(SmsScope::Domestic, &url);
    server.client.call(&own).await.unwrap();
    server.client.call(&login(number(1))).await.unwrap();
    let rows = values(&server, "sms_provider").await;
    lock_away(&server, "sms_provider", SEALED.provider, &rows).await;
    // What was read before is remembered.
    server
        .execute("UPDATE message_policy SET revision = revision + 1")
        .await;
    let _work = cleat_server::in_background(&server.app);
    let waits = "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND sealed <> ''
         AND next_at > created_at";
    become_so(&server, 1, waits).await;
    refused(
        server.client.call(&login(number(2))).await,
        ErrorCode::SmsUnavailable,
    );
    write(&server, "sms_provider", rows).await;
    server.advance(3);
    until("the delivery", || !taken.lock().unwrap().is_empty()).await;
    assert!(taken_by_others.lock().unwrap().is_empty());
}
