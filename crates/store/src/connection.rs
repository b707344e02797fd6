//! A connection to PostgreSQL in use: one's own, or one that many share.

use std::ops::Deref;
use std::sync::Arc;

use deadpool_postgres::{ClientWrapper, Object, Pool};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::staged::{self, Staged};
use crate::{Error, Result};

/// Connections that single statements share, pipelined.
pub(crate) const LANES: usize = 4;
/// A connection that statements share; they are answered in the order they came in.
pub(crate) type Lane = Mutex<Option<Arc<ClientWrapper>>>;

/// A connection in use. One's own that is dropped in the middle of something is closed, not kept;
/// a shared one only if it did not answer, for others go on using it.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// Whether something was begun on it that did not end.
    pub(crate) broken: bool,
    /// Whether an answer did not come in time.
    pub(crate) late: bool,
    pub(crate) deadline: Option<Instant>,
}

/// How it is had.
pub(crate) enum Client {
    Own(Option<Box<Object>>),
    Shared {
        client: Arc<ClientWrapper>,
        lanes: Arc<[Lane; LANES]>,
        number: usize,
        pool: Pool,
    },
}
/// Waits until the deadline, if there is one.
pub(crate) async fn in_time<T>(
    deadline: Option<Instant>,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    match deadline {
        None => work.await,
        Some(deadline) => tokio::time::timeout_at(deadline, work)
            .await
            .unwrap_or_else(|_| Err(Error::Unreachable("it did not answer in time".into()))),
    }
}

impl Connection {
    /// Awaits an answer of the database in time. A connection that does not answer is given up.
    pub(crate) async fn answer<T>(
        &mut self,
        work: impl AsyncFnOnce(&ClientWrapper) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T> {
        let was = std::mem::replace(&mut self.broken, true);
        let client: &ClientWrapper = self;
        let result = in_time(self.deadline, async { Ok(work(client).await) }).await;
        self.late = result.is_err();
        self.broken = was || self.late;
        Ok(result??)
    }

    /// Whether the connection was shared and is one's own from now on: there, a statement may wait
    /// for a lock.
    pub(crate) async fn leave_lane(&mut self) -> Result<bool> {
        let Client::Shared { pool, .. } = &self.client else {
            return Ok(false);
        };
        let object = in_time(self.deadline, async { Ok(pool.get().await?) }).await?;
        self.client = Client::Own(Some(Box::new(object)));
        Ok(true)
    }

    /// Whether no transaction is under way that an error would have ended.
    pub(crate) fn is_reading(&self) -> bool {
        !self.broken
    }

    pub(crate) async fn begin(&mut self) -> Result<()> {
        self.answer(async |client| client.batch_execute("BEGIN").await)
            .await?;
        self.broken = true;
        Ok(())
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        self.answer(async |client| client.batch_execute("COMMIT").await)
            .await?;
        self.broken = false;
        Ok(())
    }

    pub(crate) async fn rollback(&mut self) {
        let done = self
            .answer(async |client| client.batch_execute("ROLLBACK").await)
            .await;
        self.broken = done.is_err();
    }

    pub(crate) async fn commit_staged(&mut self, staged: &[Staged]) -> Result<()> {
        let text = staged::compose(staged);
        let params = staged::params(staged);
        let done = self
            .answer(async |client| {
                let statement = client.prepare_cached(&text).await?;
                client.execute(&statement, &params).await
            })
            .await;
        done.map(drop).map_err(staged::conflict)
    }
}

impl Deref for Connection {
    type Target = ClientWrapper;
    #[expect(clippy::expect_used, reason = "taken by drop alone")]
    fn deref(&self) -> &ClientWrapper {
        match &self.client {
            Client::Own(object) => object.as_ref().expect("present until dropped"),
            Client::Shared { client, .. } => client,
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        match &mut self.client {
            Client::Own(_) if !self.broken => {}
            Client::Shared { .. } if !self.late => {}
            Client::Own(object) => drop(object.take().map(|object| Object::take(*object))),
            Client::Shared {
                client,
                lanes,
                number,
                ..
            } => {
                // Whoever holds the lane is replacing it already.
                if let Some(Ok(mut slot)) = lanes.get(*number).map(Lane::try_lock)
                    && slot.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, client))
                {
                    *slot = None;
                }
            }
        }
    }
}
