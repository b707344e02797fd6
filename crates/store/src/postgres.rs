//! PostgreSQL: a few connections that many requests share for single statements, and a small
//! pool for transactions that lock and for long reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio::time::Instant;

use crate::address::Address;
use crate::connection::{Client, Connection, LANES, Lane, in_time};
use crate::dialect::Dialect;
use crate::fail::FailPoint;
use crate::job::{Job, Verdict};
use crate::migrate::{EXISTS, NEWEST, NOTE, TABLE};
use crate::standing::{DURABLE, keeps};
use crate::tx::{Connection as Any, Tx};
use crate::{Error, Result, Schema};

/// Connections of one replica for transactions that lock. More than the database has cores only
/// burn its time.
const CONNECTIONS: usize = 16;
/// Longest wait for a connection.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longest time a request spends in the database, all tries together.
const LONGEST: Duration = Duration::from_millis(2500);
/// A statement that waits for a lock holds up all that share its connection, so it gives up soon
/// and its transaction runs again on a connection of its own.
const YIELD: &str = "SET lock_timeout = '20ms'";
/// Times a transaction is run before a conflict is given up on.
const TRIES: u32 = 10;

#[derive(Clone)]
pub(crate) struct Postgres {
    pool: Pool,
    lanes: Arc<[Lane; LANES]>,
    next: Arc<AtomicUsize>,
    fail: FailPoint,
}

impl Postgres {
    /// Connects; with `create`, makes the tables where there are none.
    pub(crate) async fn open(url: &str, ca: &str, schema: &Schema, create: bool) -> Result<Self> {
        let Address {
            mut config,
            connector,
        } = Address::parse(url, ca)?;
        config.connect_timeout(PATIENCE);
        config.application_name("cleat");
        config.keepalives_idle(Duration::from_secs(10));
        config.keepalives_interval(Duration::from_secs(3));
        config.keepalives_retries(3);
        config.tcp_user_timeout(Duration::from_secs(5));
        // A statement of a request never takes longer; the database gives up with the caller.
        config.options("-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000");
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match connector {
            Some(connector) => Manager::from_config(config, connector, recycling),
            None => Manager::from_config(config, tokio_postgres::NoTls, recycling),
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Unreachable(error.to_string()))?;
        let postgres = Self {
            pool,
            lanes: Arc::default(),
            next: Arc::default(),
            fail: FailPoint::default(),
        };
        postgres.keeps_its_promise().await?;
        if !create {
            postgres.has_tables().await?;
        }
        postgres.migrate(schema).await?;
        Ok(postgres)
    }

    /// A connection of one's own.
    async fn connection(&self, deadline: Option<Instant>) -> Result<Connection> {
        let object = in_time(deadline, async { Ok(self.pool.get().await?) }).await?;
        Ok(Connection {
            client: Client::Own(Some(Box::new(object))),
            broken: false,
            late: false,
            deadline,
        })
    }

    /// A shared connection.
    async fn lane(&self, deadline: Instant) -> Result<Connection> {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % LANES;
        let lane = self.lanes.get(number).ok_or(Error::Closed)?;
        let client = in_time(Some(deadline), async {
            let mut slot = lane.lock().await;
            if let Some(client) = slot.as_ref().filter(|client| !client.is_closed()) {
                return Ok(client.clone());
            }
            let client = Arc::new(Object::take(self.pool.get().await?));
            client.batch_execute(YIELD).await?;
            *slot = Some(client.clone());
            Ok(client)
        })
        .await?;
        Ok(Connection {
            client: Client::Shared {
                client,
                lanes: self.lanes.clone(),
                number,
                pool: self.pool.clone(),
            },
            broken: false,
            late: false,
            deadline: Some(deadline),
        })
    }

    async fn keeps_its_promise(&self) -> Result<()> {
        let connection = self.connection(None).await?;
        for setting in DURABLE {
            let row = connection
                .query_one(&format!("SHOW {setting}"), &[])
                .await?;
            let value: String = row.try_get(0)?;
            keeps(setting, &value)?;
        }
        Ok(())
    }

    async fn has_tables(&self) -> Result<()> {
        let connection = self.connection(None).await?;
        let row = connection.query_one(EXISTS, &[]).await?;
        row.try_get::<_, bool>(0)?
            .then_some(())
            .ok_or(Error::Absent)
    }

    /// Applies the migrations one replica at a time.
    async fn migrate(&self, schema: &Schema) -> Result<()> {
        for _ in 0..TRIES {
            // Two replicas that create one table at once collide in the catalogue.
            let created = self.connection(None).await?.batch_execute(TABLE).await;
            if created.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mut tried = 0;
        loop {
            tried += 1;
            match self.apply(schema).await {
                // Tables in use may be held in another order than a migration takes them in.
                Err(error) if error.asks_for_another_try() && tried < TRIES => {
                    tokio::time::sleep(Duration::from_millis(u64::from(tried) * 50)).await;
                }
                result => return result,
            }
        }
    }

    async fn apply(&self, schema: &Schema) -> Result<()> {
        let mut connection = self.connection(None).await?;
        connection.begin().await?;
        connection
            .batch_execute("LOCK TABLE schema_version IN EXCLUSIVE MODE")
            .await?;
        let found: i64 = connection.query_one(NEWEST, &[]).await?.try_get(0)?;
        for step in schema.missing(found, Dialect::Postgres)? {
            connection.batch_execute(&step.sql).await?;
            if let Some(number) = step.number {
                connection.execute(NOTE, &[&number]).await?;
            }
        }
        connection.commit().await
    }

    pub(crate) async fn reader(&self) -> Result<Tx> {
        let lane = self.lane(deadline()).await?;
        Ok(Tx::new(Any::Postgres(lane), &self.fail))
    }

    pub(crate) async fn scanner(&self, patient: bool) -> Result<Tx> {
        let deadline = (!patient).then(deadline);
        let connection = self.connection(deadline).await?;
        Ok(Tx::new(Any::Postgres(connection), &self.fail))
    }

    /// Runs the job in a task of its own: a caller that goes away does not cut it.
    pub(crate) async fn write(&self, job: Arc<dyn Job>, optimistic: bool) -> Result<()> {
        let postgres = self.clone();
        let task = tokio::spawn(async move {
            let deadline = deadline();
            if optimistic {
                match postgres.optimistically(job.as_ref(), deadline).await {
                    Err(error) if error.asks_for_another_try() => {}
                    result => return result,
                }
            }
            let mut tried = 0;
            loop {
                tried += 1;
                match postgres.locking(job.as_ref(), deadline).await {
                    Err(error) if error.asks_for_another_try() && tried < TRIES => {
                        tokio::time::sleep(Duration::from_millis(u64::from(tried) * 2)).await;
                    }
                    result => return result,
                }
            }
        });
        task.await.unwrap_or(Err(Error::Aborted("it panicked")))
    }

    /// Reads as it goes and writes all at the end, by one statement.
    async fn optimistically(&self, job: &dyn Job, deadline: Instant) -> Result<()> {
        let mut tx = Tx::new(Any::Postgres(self.lane(deadline).await?), &self.fail);
        tx.begin(true);
        let verdict = job.run(&mut tx).await?;
        let staged = std::mem::take(&mut tx.staged);
        if let Any::Postgres(connection) = &mut tx.connection
            && verdict == Verdict::Commit
            && !staged.is_empty()
        {
            self.fail.pass()?;
            connection.commit_staged(&staged).await?;
        }
        Ok(())
    }

    /// Runs it between `BEGIN` and `COMMIT`.
    async fn locking(&self, job: &dyn Job, deadline: Instant) -> Result<()> {
        let mut connection = self.connection(Some(deadline)).await?;
        self.fail.pass()?;
        connection.begin().await?;
        let mut tx = Tx::new(Any::Postgres(connection), &self.fail);
        let result = job.run(&mut tx).await;
        let Any::Postgres(mut connection) = tx.connection else {
            return Err(Error::Closed);
        };
        match result {
            Ok(Verdict::Commit) => {
                self.fail.pass()?;
                connection.commit().await
            }
            undone => {
                connection.rollback().await;
                undone.map(drop)
            }
        }
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }

    #[cfg(feature = "failpoints")]
    pub(crate) fn fail_point(&self) -> &FailPoint {
        &self.fail
    }
}

/// Until when the database must have answered.
#[expect(clippy::disallowed_methods, reason = "the network waits in real time")]
fn deadline() -> Instant {
    Instant::now() + LONGEST
}
