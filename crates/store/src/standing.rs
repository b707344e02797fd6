//! A database as it is found, before anything is done to it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use tokio_postgres::{Client, NoTls};

use crate::address::Address;
use crate::error::of_file;
use crate::migrate::{EXISTS, NEWEST};
use crate::{Error, Result};

/// A database as it is found.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Its engine and version, for people.
    pub version: String,
    /// The newest migration that was applied to it.
    pub schema: i64,
    /// Its size in bytes.
    pub size: i64,
    /// What was asked of it: the first column of each row.
    pub asked: Vec<String>,
    /// What PostgreSQL says of itself.
    pub postgres: Option<Server>,
}

/// What a server of PostgreSQL says of itself.
#[derive(Debug, Clone)]
pub struct Server {
    /// Milliseconds that the clock of this machine is ahead of its own.
    pub ahead: i64,
    /// `server_version_num`, such as 150004.
    pub number: i64,
    /// Connections that it takes.
    pub connections: i64,
    /// Whether a commit is kept: `fsync` and `synchronous_commit`.
    pub durability: [String; 2],
    /// Whether it takes no writes, as a standby does.
    pub read_only: bool,
}

/// Settings of PostgreSQL that a commit is kept by.
pub(crate) const DURABLE: [&str; 2] = ["fsync", "synchronous_commit"];

/// Their values by which it is.
const KEEPS: [&str; 3] = ["on", "remote_write", "remote_apply"];

const OF_SERVER: &str = "SELECT current_setting('server_version'),
     CAST(current_setting('server_version_num') AS BIGINT),
     CAST(current_setting('max_connections') AS BIGINT),
     current_setting('fsync'), current_setting('synchronous_commit'),
     current_setting('transaction_read_only') = 'on',
     pg_database_size(current_database())";
const TIME: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

impl Server {
    /// Whether it keeps what it has committed.
    ///
    /// # Errors
    /// When it does not.
    pub fn keeps_its_promise(&self) -> Result<()> {
        let mut named = DURABLE.into_iter().zip(&self.durability);
        named.try_for_each(|(name, value)| keeps(name, value))
    }
}

/// Whether a commit is kept by that setting.
pub(crate) fn keeps(setting: &str, value: &str) -> Result<()> {
    match KEEPS.contains(&value) {
        true => Ok(()),
        false => Err(Error::Promise(format!("{setting}={value}"))),
    }
}

impl Standing {
    /// Looks at an SQLite file; `query` is for texts, and is asked as well.
    ///
    /// # Errors
    /// When there is none of Cleat, or it cannot be read.
    pub fn of_sqlite(path: &Path, query: &str) -> Result<Self> {
        let found = std::fs::metadata(path);
        let size = match found {
            Ok(found) if found.len() > 0 => found.len(),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(of_file(path, error));
            }
            _ => return Err(Error::Absent),
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let sql = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'";
        let tables: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        if tables == 0 {
            return Err(Error::Absent);
        }
        let schema = connection.query_row(NEWEST, [], |row| row.get(0))?;
        let asked = match schema {
            0 => Vec::new(),
            _ => {
                let mut asked = connection.prepare(query)?;
                let rows = asked.query_map([], |row| row.get(0))?;
                rows.collect::<std::result::Result<_, _>>()?
            }
        };
        Ok(Self {
            version: format!("SQLite {}", rusqlite::version()),
            schema,
            size: i64::try_from(size).unwrap_or(i64::MAX),
            asked,
            postgres: None,
        })
    }

    /// Looks at a database of PostgreSQL; `query` is for texts, and is asked as well. `clock` tells the
    /// time of this machine in milliseconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// When it is not reached, or there is none of Cleat.
    pub async fn of_postgres(
        url: &str,
        ca: &str,
        query: &str,
        clock: impl Fn() -> i64,
    ) -> Result<Self> {
        let Address {
            mut config,
            connector,
        } = Address::parse(url, ca)?;
        config.connect_timeout(std::time::Duration::from_secs(5));
        config.application_name("cleat");
        config.options("-c statement_timeout=10000");
        match connector {
            Some(tls) => {
                let (client, connection) = config.connect(tls).await?;
                tokio::spawn(connection);
                asked(&client, query, clock).await
            }
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                tokio::spawn(connection);
                asked(&client, query, clock).await
            }
        }
    }
}

async fn asked(client: &Client, query: &str, clock: impl Fn() -> i64) -> Result<Standing> {
    let row = client.query_one(OF_SERVER, &[]).await?;
    let version: String = row.try_get(0)?;
    let server = Server {
        ahead: ahead(client, clock).await?,
        number: row.try_get(1)?,
        connections: row.try_get(2)?,
        durability: [row.try_get(3)?, row.try_get(4)?],
        read_only: row.try_get(5)?,
    };
    let has_tables = client.query_one(EXISTS, &[]).await?;
    if !has_tables.try_get::<_, bool>(0)? {
        return Err(Error::Absent);
    }
    let schema = client.query_one(NEWEST, &[]).await?.try_get(0)?;
    let rows = match schema {
        0 => Vec::new(),
        _ => client.query(query, &[]).await?,
    };
    let asked = rows.iter().map(|row| row.try_get(0));
    Ok(Standing {
        version: format!("PostgreSQL {version}"),
        schema,
        size: row.try_get(6)?,
        asked: asked.collect::<std::result::Result<_, _>>()?,
        postgres: Some(server),
    })
}

/// The clock is looked at before and after one statement, and nothing else.
async fn ahead(client: &Client, clock: impl Fn() -> i64) -> Result<i64> {
    let statement = client.prepare(TIME).await?;
    let before = clock();
    let row = client.query_one(&statement, &[]).await?;
    let now = clock().midpoint(before);
    Ok(now - row.try_get::<_, i64>(0)?)
}
