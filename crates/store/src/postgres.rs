//! PostgreSQL: a small pool of connections, a transaction a task, run again on a conflict.

use std::ops::Deref;
use std::str::FromStr;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio_postgres::NoTls;

use crate::migrate::{self, NEWEST, NOTE, TABLE};
use crate::tx::{BoxFuture, Connection as Any, Tx};
use crate::{Error, Migration, Result};

/// Connections of one replica. More than the database has cores only burn its time.
const CONNECTIONS: usize = 16;
/// Longest wait for a connection.
const PATIENCE: Duration = Duration::from_secs(2);
/// Times a transaction is run before a conflict is given up on.
const TRIES: u32 = 10;

pub(crate) struct Postgres {
    pool: Pool,
}

impl Postgres {
    pub(crate) async fn open(url: &str, migrations: &[Migration]) -> Result<Self> {
        let mut config = tokio_postgres::Config::from_str(url)?;
        config.connect_timeout(PATIENCE);
        config.application_name("cleat");
        // A statement of a request never takes longer; the database gives up with the caller.
        config.options("-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000");
        let manager = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_config(config, NoTls, manager))
            .max_size(CONNECTIONS)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Unreachable(error.to_string()))?;
        let postgres = Self { pool };
        postgres.keeps_its_promise().await?;
        postgres.migrate(migrations).await?;
        Ok(postgres)
    }

    async fn connection(&self) -> Result<Connection> {
        let object = self
            .pool
            .get()
            .await
            .map_err(|error| Error::Unreachable(error.to_string()))?;
        Ok(Connection {
            object: Some(object),
            begun: false,
        })
    }

    async fn keeps_its_promise(&self) -> Result<()> {
        let connection = self.connection().await?;
        for setting in ["fsync", "synchronous_commit"] {
            let row = connection
                .query_one(&format!("SHOW {setting}"), &[])
                .await?;
            let value: String = row.try_get(0)?;
            if !matches!(value.as_str(), "on" | "remote_write" | "remote_apply") {
                return Err(Error::Promise(format!("{setting}={value}")));
            }
        }
        Ok(())
    }

    /// Applies the migrations one replica at a time.
    async fn migrate(&self, migrations: &[Migration]) -> Result<()> {
        for _ in 0..TRIES {
            // Two replicas that create one table at once collide in the catalogue.
            let created = self.connection().await?.batch_execute(TABLE).await;
            if created.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mut connection = self.connection().await?;
        connection.begin().await?;
        connection
            .batch_execute("LOCK TABLE schema_version IN EXCLUSIVE MODE")
            .await?;
        let found: i64 = connection.query_one(NEWEST, &[]).await?.try_get(0)?;
        for migration in migrate::missing(migrations, found)? {
            connection.batch_execute(migration.sql).await?;
            connection.execute(NOTE, &[&migration.number]).await?;
        }
        connection.commit().await
    }

    pub(crate) async fn reader(&self) -> Result<Tx> {
        Ok(Tx {
            connection: Any::Postgres(self.connection().await?),
        })
    }

    /// Runs the transaction in a task of its own: a caller that goes away does not cut it.
    pub(crate) async fn write<I, R, F>(&self, input: I, work: F) -> Result<R>
    where
        I: Send + Sync + 'static,
        R: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<R>> + Send + Sync + 'static,
    {
        let pool = Self {
            pool: self.pool.clone(),
        };
        let task = tokio::spawn(async move {
            let mut tried = 0;
            loop {
                tried += 1;
                match pool.once(&input, &work).await {
                    Err(error) if error.asks_for_another_try() && tried < TRIES => {
                        tokio::time::sleep(Duration::from_millis(u64::from(tried) * 2)).await;
                    }
                    result => return result,
                }
            }
        });
        task.await.unwrap_or(Err(Error::Aborted("it panicked")))
    }

    async fn once<I, R, F>(&self, input: &I, work: &F) -> Result<R>
    where
        F: for<'t> Fn(&'t mut Tx, &'t I) -> BoxFuture<'t, Result<R>>,
    {
        let mut connection = self.connection().await?;
        connection.begin().await?;
        let mut tx = Tx {
            connection: Any::Postgres(connection),
        };
        let result = work(&mut tx, input).await;
        let Any::Postgres(mut connection) = tx.connection else {
            return Err(Error::Closed);
        };
        match result {
            Ok(value) => connection.commit().await.map(|()| value),
            Err(error) => {
                connection.rollback().await;
                Err(error)
            }
        }
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// A pooled connection. One that is dropped inside a transaction is closed, not given back.
pub(crate) struct Connection {
    object: Option<Object>,
    begun: bool,
}

impl Connection {
    async fn begin(&mut self) -> Result<()> {
        self.begun = true;
        Ok(self.batch_execute("BEGIN").await?)
    }

    async fn commit(&mut self) -> Result<()> {
        self.batch_execute("COMMIT").await?;
        self.begun = false;
        Ok(())
    }

    async fn rollback(&mut self) {
        self.begun = self.batch_execute("ROLLBACK").await.is_err();
    }
}

impl Deref for Connection {
    type Target = Object;
    #[expect(clippy::expect_used, reason = "taken by drop alone")]
    fn deref(&self) -> &Object {
        self.object.as_ref().expect("present until dropped")
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(object) = self.object.take()
            && self.begun
        {
            drop(Object::take(object));
        }
    }
}
