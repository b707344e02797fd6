//! A use case as one transaction: it counts the request, does the work, leaves the audit row.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use cleat_api::ErrorCode;
use cleat_store::{BoxFuture, Job, Tx, Verdict};
use tracing::Instrument as _;

use crate::audit;
use crate::kernel::{Cx, Error, Outcome, Result, Stop, usage};

/// A use case with one input: `async fn name(tx: &mut Tx, cx: &Cx, input: &I) -> Outcome<R>`.
pub trait Work<'t, I: 't, R>: Fn(&'t mut Tx, &'t Cx, &'t I) -> Self::Future {
    /// What it returns.
    type Future: Future<Output = Outcome<R>> + Send + 't;
}

impl<'t, I: 't, R, F, A> Work<'t, I, R> for F
where
    F: Fn(&'t mut Tx, &'t Cx, &'t I) -> A,
    A: Future<Output = Outcome<R>> + Send + 't,
{
    type Future = A;
}

/// A use case of a caller and a request:
/// `async fn name(tx: &mut Tx, cx: &Cx, caller: &C, request: &E) -> Outcome<R>`.
pub trait UseCase<'t, C: 't, E: 't, R>:
    Fn(&'t mut Tx, &'t Cx, &'t C, &'t E) -> Self::Future
{
    /// What it returns.
    type Future: Future<Output = Outcome<R>> + Send + 't;
}

impl<'t, C: 't, E: 't, R, F, A> UseCase<'t, C, E, R> for F
where
    F: Fn(&'t mut Tx, &'t Cx, &'t C, &'t E) -> A,
    A: Future<Output = Outcome<R>> + Send + 't,
{
    type Future = A;
}

/// How a transaction begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It locks what it reads.
    Locking,
    /// It runs first as if nothing came between, in one round trip; see
    /// [`cleat_store::Database::run`].
    Optimistic,
}

impl Cx {
    /// Runs a use case. A refusal commits what was written, the spent try and the audit row; see
    /// [`Stop`] for the other ways out.
    ///
    /// # Errors
    /// The refusal, or a failure of the database.
    pub async fn write<I, R, F>(&self, input: I, work: F) -> Result<R>
    where
        I: Send + Sync + 'static,
        R: Send + 'static,
        F: for<'t> Work<'t, I, R> + Send + Sync + 'static,
    {
        self.run(Mode::Locking, Box::new(WithInput(input, work)))
            .await
    }

    /// As [`Cx::write`], optimistic.
    ///
    /// # Errors
    /// As [`Cx::write`].
    pub async fn optimistic<I, R, F>(&self, input: I, work: F) -> Result<R>
    where
        I: Send + Sync + 'static,
        R: Send + 'static,
        F: for<'t> Work<'t, I, R> + Send + Sync + 'static,
    {
        self.run(Mode::Optimistic, Box::new(WithInput(input, work)))
            .await
    }

    /// Runs the use case of a mounted operation.
    pub(crate) async fn call<C, E, R, F>(&self, mode: Mode, by: C, request: E, work: F) -> Result<R>
    where
        C: Send + Sync + 'static,
        E: Send + Sync + 'static,
        R: Send + 'static,
        F: for<'t> UseCase<'t, C, E, R> + Send + Sync + 'static,
    {
        self.run(mode, Box::new(WithCaller(by, request, work)))
            .await
    }

    /// An optimistic transaction beside the use case, such as the count of a try. It leaves no
    /// audit row of its own.
    ///
    /// # Errors
    /// As [`Cx::write`].
    pub async fn beside<I, R, F>(&self, input: I, work: F) -> Result<R>
    where
        I: Send + Sync + 'static,
        R: Send + 'static,
        F: for<'t> Work<'t, I, R> + Send + Sync + 'static,
    {
        let unaudited = Self {
            actor: None,
            ..self.clone()
        };
        unaudited.optimistic(input, work).await
    }

    /// Counts the request against the client's address, where nothing else is written.
    ///
    /// # Errors
    /// `TooManyRequests`.
    pub async fn count(&self) -> Result<()> {
        self.beside((), nothing).await
    }

    /// Leaves the row of a refusal that no transaction has left yet.
    pub(crate) async fn audit_refusal(&self, refusal: &Error) -> Result<()> {
        if self.request.audited.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.write(refusal.clone(), refuse).await.or(Ok(()))
    }

    async fn run<R: Send + 'static>(&self, mode: Mode, work: Box<dyn Erased<R>>) -> Result<R> {
        let running = Arc::new(Running {
            cx: self.clone(),
            counts: self.counts_now(),
            work,
            end: Mutex::new(None),
        });
        let span = tracing::trace_span!(target: crate::kernel::SPANS, "transaction", ?mode);
        let written = self.app.db.run(running.clone(), mode == Mode::Optimistic);
        let written = written.instrument(span).await;
        written.map_err(|error| self.meaning(error))?;
        let end = running
            .end
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let end = end.ok_or_else(|| Error::internal("a transaction left no result"))?;
        if end.audited && end.kept {
            self.request.audited.store(true, Ordering::Relaxed);
        }
        end.result
    }
}

impl Cx {
    /// What a failure of the database means to the caller: a row that is there already is an error
    /// of the operation, a race that was lost on every try.
    fn meaning(&self, error: cleat_store::Error) -> Error {
        let indexes = self.app.modules.iter().flat_map(|module| module.unique);
        let violated = error.violated();
        let mut meant = indexes.filter(|index| violated.is_some_and(|name| index.is_named(name)));
        let operation = self.request.operation;
        let told = [
            meant.next().map(|index| index.error),
            Some(ErrorCode::UserExists),
        ]
        .into_iter()
        .flatten()
        .find(|code| operation.is_some_and(|operation| operation.may_answer(*code)));
        match (violated, told) {
            (Some(_), Some(code)) => code.into(),
            _ => error.into(),
        }
    }
}

async fn nothing(_: &mut Tx, _: &Cx, (): &()) -> Outcome<()> {
    Ok(())
}

async fn refuse(_: &mut Tx, _: &Cx, refusal: &Error) -> Outcome<()> {
    Err(Stop::Refused(refusal.clone()))
}

/// A use case whose input has no type any more, so that there is one kind of transaction for every
/// kind of result.
trait Erased<R>: Send + Sync {
    fn run<'t>(&'t self, tx: &'t mut Tx, cx: &'t Cx) -> BoxFuture<'t, Outcome<R>>;
}

struct WithInput<I, F>(I, F);

impl<I, R, F> Erased<R> for WithInput<I, F>
where
    I: Send + Sync,
    F: for<'t> Work<'t, I, R> + Send + Sync,
{
    fn run<'t>(&'t self, tx: &'t mut Tx, cx: &'t Cx) -> BoxFuture<'t, Outcome<R>> {
        Box::pin((self.1)(tx, cx, &self.0))
    }
}

struct WithCaller<C, E, F>(C, E, F);

impl<C, E, R, F> Erased<R> for WithCaller<C, E, F>
where
    C: Send + Sync,
    E: Send + Sync,
    F: for<'t> UseCase<'t, C, E, R> + Send + Sync,
{
    fn run<'t>(&'t self, tx: &'t mut Tx, cx: &'t Cx) -> BoxFuture<'t, Outcome<R>> {
        Box::pin((self.2)(tx, cx, &self.0, &self.1))
    }
}

struct Running<R> {
    cx: Cx,
    counts: bool,
    work: Box<dyn Erased<R>>,
    end: Mutex<Option<End<R>>>,
}

/// What a run came to.
struct End<R> {
    result: Result<R>,
    audited: bool,
    kept: bool,
}

impl<R: Send> Job for Running<R> {
    fn run<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, cleat_store::Result<Verdict>> {
        Box::pin(async move {
            let mut outcome = if self.counts {
                usage::count_address(tx, &self.cx).await.map(drop)
            } else {
                Ok(())
            };
            let mut value = None;
            if outcome.is_ok() {
                outcome = match self.work.run(tx, &self.cx).await {
                    Ok(result) => {
                        value = Some(result);
                        Ok(())
                    }
                    Err(stop) => Err(stop),
                };
            }
            let (verdict, refusal, audited) = conclude(tx, &self.cx, outcome).await?;
            let result = match (refusal, value) {
                (Some(refusal), _) => Err(refusal),
                (None, Some(value)) => Ok(value),
                (None, None) => Err(Error::internal("a transaction left no result")),
            };
            *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(End {
                result,
                audited,
                kept: verdict == Verdict::Commit,
            });
            Ok(verdict)
        })
    }
}

/// What becomes of the writes, the refusal, and whether an audit row is among them.
async fn conclude(
    tx: &mut Tx,
    cx: &Cx,
    outcome: Outcome<()>,
) -> cleat_store::Result<(Verdict, Option<Error>, bool)> {
    match outcome {
        Ok(()) => {
            let audited = audit::finish(tx, cx, None).await?;
            Ok((Verdict::Commit, None, audited))
        }
        Err(Stop::Refused(refusal)) => {
            let audited = audit::finish(tx, cx, Some(&refusal)).await?;
            Ok((Verdict::Commit, Some(refusal), audited))
        }
        Err(Stop::Undone(refusal)) => Ok((Verdict::Undo, Some(refusal), false)),
        Err(Stop::Database(error)) => Err(error),
    }
}
