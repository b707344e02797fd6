//! SQLite: one writer thread that commits whatever is queued as one group, a savepoint each,
//! and readers that run where they are called.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use crate::dialect::Dialect;
use crate::error::of_file;
use crate::fail::FailPoint;
use crate::job::{Job, Verdict};
use crate::migrate::{NEWEST, NOTE, TABLE};
use crate::tx::{Connection as Any, Tx};
use crate::{Error, Result, Schema, private};

/// Longest wait for another process at the start.
const AT_START: Duration = Duration::from_secs(5);
/// Longest wait of a commit for another process. Whoever is queued meanwhile fails with it.
const TO_WRITE: Duration = Duration::from_millis(1500);
/// Longest wait of a statement that reads; it holds up the thread that runs it.
const TO_READ: Duration = Duration::from_millis(250);
/// Most transactions in one commit.
const GROUP: usize = 256;
/// Prepared statements kept on each connection.
const STATEMENTS: usize = 256;
/// Idle reading connections kept.
const IDLE_READERS: usize = 16;

pub(crate) struct Sqlite {
    place: Place,
    queue: Mutex<Option<Sender<Queued>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    readers: Mutex<Vec<Tx>>,
    fail: FailPoint,
}

impl Sqlite {
    /// Opens the file; with `create`, makes it where there is none.
    pub(crate) fn open(path: &Path, schema: &Schema, create: bool) -> Result<Self> {
        if create && !path.exists() {
            private::new_file(path).map_err(|error| of_file(path, error))?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        prepare(&connection, AT_START)?;
        let mode: String =
            connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        if mode != "wal" || synchronous != 2 {
            return Err(Error::Promise(format!(
                "journal_mode={mode}, synchronous={synchronous}"
            )));
        }
        migrate(&mut connection, schema)?;
        connection.busy_timeout(TO_WRITE)?;
        let place = Place::of(path)?;
        let (queue, jobs) = channel();
        let own = place.clone();
        let fail = FailPoint::default();
        let tx = Tx::new(Any::Sqlite(connection), &fail);
        let writer = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || {
                write_groups(tx, &own, &jobs);
            })
            .map_err(|error| Error::Promise(error.to_string()))?;
        Ok(Self {
            place,
            queue: Mutex::new(Some(queue)),
            writer: Mutex::new(Some(writer)),
            readers: Mutex::default(),
            fail,
        })
    }

    pub(crate) async fn write(&self, job: Arc<dyn Job>, optimistic: bool) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        let queued = Queued {
            job,
            optimistic,
            result: Ok(()),
            answer,
        };
        let queue = lock(&self.queue).clone().ok_or(Error::Closed)?;
        queue.send(queued).map_err(|_| Error::Closed)?;
        answered.await.map_err(|_| Error::Closed)?
    }

    pub(crate) fn reader(&self) -> Result<Tx> {
        if let Some(tx) = lock(&self.readers).pop() {
            return Ok(tx);
        }
        self.place.holds()?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.place.path, flags)?;
        prepare(&connection, TO_READ)?;
        Ok(Tx::new(Any::Sqlite(connection), &self.fail))
    }

    pub(crate) fn put_back(&self, tx: Tx) {
        let mut idle = lock(&self.readers);
        if idle.len() < IDLE_READERS {
            idle.push(tx);
        }
    }

    #[cfg(feature = "failpoints")]
    pub(crate) fn fail_point(&self) -> &FailPoint {
        &self.fail
    }

    pub(crate) fn close(&self) {
        drop(lock(&self.queue).take());
        if let Some(writer) = lock(&self.writer).take() {
            drop(writer.join());
        }
    }
}

/// Copies a database file while others use it. What is half copied does not stay.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    // What is empty may be written to.
    private::new_file(to).map_err(|error| of_file(to, error))?;
    let copied = copy_into(from, to);
    if copied.is_err() {
        drop(std::fs::remove_file(to));
    }
    copied
}

fn copy_into(from: &Path, to: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(from, flags).map_err(|why| of_file(from, why))?;
    prepare(&source, AT_START).map_err(|why| of_file(from, why))?;
    source.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    let copy = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let verdict: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(Error::Promise(format!("the copy is damaged: {verdict}")))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn prepare(connection: &Connection, patience: Duration) -> Result<()> {
    connection.busy_timeout(patience)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Without this, a join is planned anew for every value that is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16384;",
    )?;
    Ok(())
}

/// Where the file is, and which one it is: another in its place is not written to.
#[derive(Clone)]
struct Place {
    path: PathBuf,
    file: (u64, u64),
}

impl Place {
    fn of(path: &Path) -> Result<Self> {
        let file = identity(path).map_err(|error| of_file(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// Whether the file that was opened is still there.
    fn holds(&self) -> Result<()> {
        match identity(&self.path) {
            Ok(file) if file == self.file => Ok(()),
            Ok(_) => Err(of_file(&self.path, "another file is in its place")),
            Err(error) => Err(of_file(&self.path, error)),
        }
    }
}

/// Device and number of a file.
#[cfg(unix)]
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;

    let found = std::fs::metadata(path)?;
    Ok((found.dev(), found.ino()))
}

/// That there is a file; here, one that is open cannot be taken away.
#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    std::fs::metadata(path).map(|_| (0, 0))
}

/// A job that waits for the writer thread.
struct Queued {
    job: Arc<dyn Job>,
    optimistic: bool,
    result: Result<()>,
    answer: oneshot::Sender<Result<()>>,
}

/// What to do after a run.
#[derive(PartialEq, Eq)]
enum After {
    Keep,
    Undo,
    /// Undo and run the job again: a guard did not hold.
    Again,
}

impl Queued {
    /// Runs the job inside its savepoint.
    fn run(&mut self, tx: &mut Tx) -> After {
        tx.begin(std::mem::take(&mut self.optimistic));
        let result = catch_unwind(AssertUnwindSafe(|| {
            // On SQLite no statement waits, so the transaction is done at the first poll.
            let mut future = self.job.run(tx);
            match future
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                Poll::Ready(result) => result,
                Poll::Pending => Err(Error::Aborted("it waited for something else")),
            }
        }))
        .unwrap_or(Err(Error::Aborted("it panicked")));
        let after = match &result {
            Ok(Verdict::Commit) => After::Keep,
            Err(error) if tx.optimistic && error.asks_for_another_try() => After::Again,
            Ok(Verdict::Undo) | Err(_) => After::Undo,
        };
        self.result = result.map(drop);
        after
    }

    /// Tells the caller, after the commit of the group.
    fn finish(self, committed: std::result::Result<(), String>) {
        let result = match committed {
            Ok(()) => self.result,
            Err(why) => Err(Error::Commit(why)),
        };
        // The caller may have gone; what was committed stays.
        drop(self.answer.send(result));
    }
}

fn migrate(connection: &mut Connection, schema: &Schema) -> Result<()> {
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    tx.execute_batch(TABLE)?;
    let found: i64 = tx.query_row(NEWEST, [], |row| row.get(0))?;
    for step in schema.missing(found, Dialect::Sqlite)? {
        tx.execute_batch(&step.sql)?;
        if let Some(number) = step.number {
            tx.execute(NOTE, [number])?;
        }
    }
    Ok(tx.commit()?)
}

fn write_groups(mut tx: Tx, place: &Place, jobs: &Receiver<Queued>) {
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        take(jobs, &mut group, GROUP);
        let begun = place.holds().and_then(|()| run(&mut tx, "BEGIN IMMEDIATE"));
        if begun.is_err() {
            // They have waited for the same.
            take(jobs, &mut group, usize::MAX);
        }
        let committed = begun.and_then(|()| commit_group(&mut tx, &mut group));
        let committed = committed.map_err(|error| {
            tracing::error!(%error, "commit failed");
            drop(run(&mut tx, "ROLLBACK"));
            error.to_string()
        });
        for job in group {
            job.finish(committed.clone());
        }
    }
}

/// Takes what is queued, up to so many jobs.
fn take(jobs: &Receiver<Queued>, group: &mut Vec<Queued>, most: usize) {
    while group.len() < most {
        match jobs.try_recv() {
            Ok(job) => group.push(job),
            Err(_) => break,
        }
    }
}

/// Runs a statement of the writer itself.
fn run(tx: &mut Tx, sql: &str) -> Result<()> {
    match &tx.connection {
        Any::Sqlite(connection) => Ok(connection.prepare_cached(sql)?.execute([]).map(drop)?),
        Any::Postgres(_) => Err(Error::Closed),
    }
}

fn commit_group(tx: &mut Tx, group: &mut [Queued]) -> Result<()> {
    for job in group {
        run(tx, "SAVEPOINT job")?;
        loop {
            let after = job.run(tx);
            if after != After::Keep {
                run(tx, "ROLLBACK TO job")?;
            }
            if after != After::Again {
                break;
            }
        }
        run(tx, "RELEASE job")?;
    }
    tx.fail.pass()?;
    run(tx, "COMMIT")
}
