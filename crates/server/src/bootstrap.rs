//! Opening a server: master key, database, keys, the first pool.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use cleat_api::application::CreateApplication;
use cleat_delivery::{Outbox, Providers, Smtp, Turns, Webhook};
use cleat_engine::kernel::keys::{KeyRing, Keys};
use cleat_engine::kernel::{App, Clock, Error, Random, Result, Settings, to_json};
use cleat_engine::tenancy::{self, APPLICATION_SECRET, applications, pool};
use cleat_nouns::application;
use cleat_protocol::seal::{MASTER_KEY_LEN, Vault};
use cleat_store::{Database, Tx};
use serde::{Deserialize, Serialize};

use crate::modules::{modules, schema};

/// File of the embedded database in the data folder.
pub const DATABASE: &str = "cleat.db";
/// File of the master key in the data folder.
const MASTER_KEY: &str = "master.key";

/// What a client needs to use the first pool.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "named as the official SDKs name them")]
pub struct Credentials {
    pub app_host: String,
    pub app_id: String,
    pub app_secret: String,
    pub user_pool_id: String,
    pub user_pool_secret: String,
}

/// Opens a server with the system's time and randomness.
///
/// # Errors
/// When the folder, the key or the database cannot be used.
pub async fn open(settings: Settings) -> Result<Arc<App>> {
    open_with(settings, Clock::system(), Random::system()).await
}

/// Opens a server with the time and randomness given.
///
/// # Errors
/// As [`open`].
pub async fn open_with(settings: Settings, clock: Clock, random: Random) -> Result<Arc<App>> {
    let folder = Path::new(&settings.data);
    let explain = |error: io::Error| Error::internal(format_args!("{}: {error}", settings.data));
    fs::create_dir_all(folder).map_err(explain)?;
    let master = master_key(&settings, &random)?;
    let vault = Arc::new(Vault::new(&master)?);
    let db = match settings.database_url.0.as_str() {
        "" => Database::open_sqlite(&folder.join(DATABASE), &schema())?,
        url => Database::open_postgres(url, &settings.database_ca, &schema()).await?,
    };
    let keys = Keys::new(KeyRing::load(&db, &vault, &random, clock.now()).await?);
    let outbox = Outbox::new(vault.clone(), providers(&settings)?);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let hashing = cleat_engine::kernel::Hashing::new(threads);
    let app = Arc::new(App {
        settings,
        modules: modules(),
        db,
        clock,
        random,
        vault,
        keys,
        outbox,
        caches: Default::default(),
        hashing,
        metrics: Default::default(),
        draining: Default::default(),
    });
    first_pool(&app).await?;
    Ok(app)
}

/// The providers of the settings; none in development mode, which holds its messages.
fn providers(settings: &Settings) -> Result<Option<Providers>> {
    if settings.dev {
        return Ok(None);
    }
    let hooks = |urls: &str| {
        let hooks = urls
            .split_whitespace()
            .map(|url| Webhook::new(url, &settings.sms_secret.0));
        let hooks = hooks.collect::<Result<Vec<_>, _>>();
        hooks.map(Turns::new).map_err(Error::internal)
    };
    let email = match settings.smtp_url.0.as_str() {
        "" => None,
        url => Some(Smtp::new(url, &settings.email_from).map_err(Error::internal)?),
    };
    Ok(Some(Providers {
        sms: hooks(&settings.sms_url.0)?,
        international_sms: hooks(&settings.international_sms_url.0)?,
        email,
    }))
}

/// The master key of the settings, or of the data folder; made there when there is none.
fn master_key(settings: &Settings, random: &Random) -> Result<[u8; MASTER_KEY_LEN]> {
    let path = Path::new(&settings.data).join(MASTER_KEY);
    let text = if !settings.master_key.0.is_empty() {
        settings.master_key.0.clone()
    } else if let Ok(text) = fs::read_to_string(&path) {
        text
    } else {
        let text = hex::encode(random.bytes::<MASTER_KEY_LEN>());
        write_secret(&path, &text).map_err(Error::internal)?;
        text
    };
    let bytes = hex::decode(text.trim())
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Error::internal("the master key must have 64 hex digits"))
}

fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Makes a pool and an application where there is none yet.
async fn first_pool(app: &Arc<App>) -> Result<()> {
    let known: Option<(String,)> = app
        .db
        .read()
        .await?
        .sql("SELECT id FROM pool LIMIT 1")
        .optional()
        .await?;
    if known.is_some() {
        return Ok(());
    }
    let now = app.clock.now();
    let pool_id = app.random.id(now);
    let app_id = app.random.id(now);
    let request = CreateApplication {
        app_name: "Demo".into(),
        ..CreateApplication::default()
    };
    let document = application::document(&pool_id, &app_id, request);
    let seal = |context: &str| app.vault.seal(context, app.random.secret().as_bytes());
    let first = FirstPool {
        application: applications::Row {
            id: app_id,
            pool_id,
            secret: seal(APPLICATION_SECRET)?,
            document: to_json(&document)?,
        },
        secret: seal(pool::SECRET)?,
        settings: to_json(&tenancy::defaults())?,
        now,
    };
    Ok(app.db.write(first, insert_first).await?)
}

/// A pool and its application.
struct FirstPool {
    application: applications::Row,
    secret: String,
    settings: String,
    now: i64,
}

/// Of replicas that start at once, one makes the pool.
async fn insert_first(tx: &mut Tx, first: &FirstPool) -> cleat_store::Result<()> {
    let sql = "INSERT INTO done_once (name) VALUES ('first pool') ON CONFLICT DO NOTHING";
    if tx.sql(sql).execute().await? == 0 {
        return Ok(());
    }
    let app = &first.application;
    let (secret, settings) = (&first.secret, &first.settings);
    pool::insert(tx, &app.pool_id, "Demo", secret, settings, first.now).await?;
    applications::insert(tx, app, &app.id, first.now).await?;
    Ok(())
}

/// Copies an embedded database into a new file, whoever uses it meanwhile.
///
/// # Errors
/// When one of the files cannot be used, or the copy is damaged.
pub fn backup(from: &Path, to: &Path) -> cleat_store::Result<()> {
    Database::copy_sqlite(from, to)
}

/// Whether there is such a pool.
///
/// # Errors
/// When the database fails.
pub async fn pool_exists(app: &App, pool_id: &str) -> Result<bool> {
    Ok(pool::exists(&mut *app.db.read().await?, pool_id).await?)
}

impl Credentials {
    /// Those of the first pool and its first application.
    ///
    /// # Errors
    /// When the database fails or was sealed by another master key.
    pub async fn first(app: &App) -> Result<Self> {
        let mut tx = app.db.read().await?;
        let (user_pool_id, pool_secret) = oldest(&mut tx, "pool").await?;
        let (app_id, app_secret): (String, String) = tx
            .sql("SELECT id, secret FROM application WHERE pool_id = $1 ORDER BY created_at, id LIMIT 1")
            .bind(&user_pool_id)
            .one()
            .await?;
        Ok(Self {
            app_host: app.settings.base_url(),
            app_id,
            app_secret: app.vault.open_text(APPLICATION_SECRET, &app_secret)?,
            user_pool_id,
            user_pool_secret: app.vault.open_text(pool::SECRET, &pool_secret)?,
        })
    }
}

async fn oldest(tx: &mut Tx, table: &'static str) -> cleat_store::Result<(String, String)> {
    tx.sql(format!(
        "SELECT id, secret FROM {table} ORDER BY created_at, id LIMIT 1"
    ))
    .one()
    .await
}
