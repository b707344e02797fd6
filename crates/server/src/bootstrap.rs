//! Opening a server: master key, database, keys, the first pool.

use std::path::Path;
use std::sync::Arc;

use cleat_api::application::CreateApplication;
use cleat_delivery::http::Http;
use cleat_delivery::provider::{Configured, ProviderError, Scope, Smtp};
use cleat_delivery::{Delivery, Outbox};
use cleat_engine::account::email;
use cleat_engine::kernel::keys::{KeyRing, Keys};
use cleat_engine::kernel::{
    App, Clock, Error, MasterKeys, Random, Result, Settings, first_time, to_json,
};
use cleat_engine::tenancy::{self, APPLICATION_SECRET, applications, pool};
use cleat_nouns::application;
use cleat_protocol::seal::Vault;
use cleat_store::{Database, Tx};
use serde::{Deserialize, Serialize};

use crate::folder::{self, wrong};
use crate::modules::{modules, schema};
use crate::unusable::unusable;
use crate::upgrade::{has_its_key, newest, standing};

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

/// Opens a server with the system's time and randomness; makes its database where there is none.
///
/// # Errors
/// When the folder, the key or the database cannot be used.
pub async fn open(settings: Settings) -> Result<Arc<App>> {
    open_with(settings, Clock::system(), Random::system()).await
}

/// As [`open`], where there is a database.
///
/// # Errors
/// As there, and when there is none.
pub async fn open_existing(settings: Settings) -> Result<Arc<App>> {
    opened(settings, Purpose::Command).await
}

/// As [`open_existing`], where the schema is that of this version; nothing is changed, neither in the
/// database nor at its files.
///
/// # Errors
/// As there.
pub(crate) async fn open_as_it_is(settings: Settings) -> Result<Arc<App>> {
    opened(settings, Purpose::Look).await
}

/// What a database is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// It is made where there is none.
    Serve,
    /// It is there.
    Command,
    /// It stays as it is.
    Look,
}

async fn opened(settings: Settings, purpose: Purpose) -> Result<Arc<App>> {
    let (clock, random) = (Clock::system(), Random::system());
    let (db, master) = database(&settings, &random, purpose).await?;
    let (vault, ring) = match purpose {
        Purpose::Look => {
            let vault = master.vault_as_it_is(&db).await?;
            let ring = KeyRing::read(&db, &vault).await?;
            (vault, ring)
        }
        Purpose::Serve | Purpose::Command => keys(&db, &master, &clock, &random).await?,
    };
    app(settings, clock, random, db, (vault, ring))
}

/// The keys of a database; made where they are missing.
async fn keys(
    db: &Database,
    master: &MasterKeys,
    clock: &Clock,
    random: &Random,
) -> Result<(Vault, KeyRing)> {
    let vault = master.vault(db, random, clock.now()).await?;
    let ring = KeyRing::load(db, &vault, random, clock.now()).await?;
    Ok((vault, ring))
}

/// Opens a server with the time and randomness given.
///
/// # Errors
/// As [`open`].
pub async fn open_with(settings: Settings, clock: Clock, random: Random) -> Result<Arc<App>> {
    let (db, master) = database(&settings, &random, Purpose::Serve).await?;
    let keys = keys(&db, &master, &clock, &random).await?;
    let app = app(settings, clock, random, db, keys)?;
    app.db.write((), email::respell).await?;
    first_pool(&app).await?;
    Ok(app)
}

/// The database and its master keys; made where there are none and it is to be served.
async fn database(
    settings: &Settings,
    random: &Random,
    purpose: Purpose,
) -> Result<(Database, MasterKeys)> {
    let create = purpose == Purpose::Serve;
    let key = folder::master_key(settings)?;
    // Before it is migrated, after which there is no way back. What else is wrong is told by opening it.
    if let Ok(standing) = standing(settings).await
        && standing.schema < newest()
    {
        has_its_key(settings, &standing)?;
    }
    let db = if settings.database_url.0.is_empty() {
        embedded(settings, purpose)?
    } else {
        external(settings, create).await?
    };
    let key = match key {
        Some(key) => key,
        // Replicas share the key of the one that came first, and a database that was not sealed yet
        // is one whose beginning was cut.
        None if !create || KeyRing::is_sealed(&db).await? => {
            return Err(folder::without_its_key(settings));
        }
        None => folder::new_master_key(settings, random)?,
    };
    let other = folder::other_master_key(settings, &key)?;
    Ok((db, MasterKeys { own: key, other }))
}

fn embedded(settings: &Settings, purpose: Purpose) -> Result<Database> {
    let path = folder::database(settings);
    let opened = if purpose == Purpose::Serve {
        folder::make(settings)?;
        Database::open_sqlite(&path, &schema())
    } else {
        Database::existing_sqlite(&path, &schema())
    };
    let db = opened.map_err(|error| unusable(settings, error))?;
    if purpose != Purpose::Look {
        folder::take_from_others(settings);
    }
    Ok(db)
}

async fn external(settings: &Settings, create: bool) -> Result<Database> {
    let (url, ca) = (settings.database_url.0.as_str(), &settings.database_ca);
    let opened = if create {
        Database::open_postgres(url, ca, &schema()).await
    } else {
        Database::existing_postgres(url, ca, &schema()).await
    };
    opened.map_err(|error| unusable(settings, error))
}

fn app(
    settings: Settings,
    clock: Clock,
    random: Random,
    db: Database,
    (vault, ring): (Vault, KeyRing),
) -> Result<Arc<App>> {
    let (vault, keys) = (Arc::new(vault), Keys::new(ring));
    let outbox = Outbox::new(vault.clone(), delivery(&settings)?).map_err(Error::internal)?;
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let hashing = cleat_engine::kernel::Hashing::new(threads);
    Ok(Arc::new(App {
        settings,
        modules: modules(),
        db,
        clock,
        random,
        vault,
        keys,
        outbox,
        sources: Http::waiting(cleat_engine::external::PATIENCE).map_err(Error::internal)?,
        caches: Default::default(),
        hashing,
        metrics: Default::default(),
        draining: Default::default(),
    }))
}

/// The providers of the settings; development mode holds its messages.
fn delivery(settings: &Settings) -> Result<Delivery> {
    let mut configured = Configured::default();
    for (scope, setting, urls) in [
        (Scope::Domestic, "sms_url", &settings.sms_url.0),
        (
            Scope::International,
            "international_sms_url",
            &settings.international_sms_url.0,
        ),
    ] {
        let name = setting.trim_end_matches("_url");
        configured
            .bridges(scope, name, urls, &settings.sms_secret.0)
            .map_err(|why| wrong(setting, why))?;
    }
    if !settings.smtp_url.0.is_empty() {
        configured.smtp(smtp(&settings.smtp_url.0, &settings.email_from)?);
    }
    if !settings.providers.0.is_empty() {
        configured
            .named(&settings.providers.0)
            .map_err(|why| wrong("providers", why))?;
    }
    Ok(Delivery {
        configured,
        held: settings.dev,
        private_providers: settings.private_providers,
        open_mail: Some(cleat_engine::mail::open_mail),
        public: !settings.public_url.0.is_empty(),
        hooks: format!("{}{}", settings.base_url(), crate::hooks::PREFIX),
    })
}

fn smtp(url: &str, from: &str) -> Result<Smtp> {
    let from = from
        .parse()
        .map_err(|why: ProviderError| wrong("email_from", why))?;
    Smtp::new(url, from).map_err(|why| wrong("smtp_url", why))
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
    if !first_time(tx, "first pool").await? {
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
