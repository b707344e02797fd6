//! Work of a transaction, its types erased: the engines see one kind of job.

use std::sync::{Mutex, PoisonError};

use crate::tx::{BoxFuture, Tx};
use crate::{Error, Result};

/// What becomes of the writes of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They are committed.
    Commit,
    /// They are rolled back; the job says for itself why.
    Undo,
}

/// Work that runs as one transaction, perhaps more than once. It keeps its own result.
pub trait Job: Send + Sync {
    /// Runs it.
    fn run<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Result<Verdict>>;
}

/// A function that does the work of a transaction: `async fn work(tx: &mut Tx, input: &I)`.
pub trait Work<'t, I: 't, R>: Fn(&'t mut Tx, &'t I) -> Self::Future {
    /// What it returns.
    type Future: Future<Output = Result<R>> + Send + 't;
}

impl<'t, I: 't, R, F, A> Work<'t, I, R> for F
where
    F: Fn(&'t mut Tx, &'t I) -> A,
    A: Future<Output = Result<R>> + Send + 't,
{
    type Future = A;
}

/// A function, its input, and what it returned last.
pub(crate) struct Slot<I, R, F> {
    input: I,
    work: F,
    result: Mutex<Option<R>>,
}

impl<I, R, F> Slot<I, R, F> {
    pub(crate) fn new(input: I, work: F) -> Self {
        Self {
            input,
            work,
            result: Mutex::new(None),
        }
    }

    pub(crate) fn take(&self) -> Result<R> {
        let mut result = self.result.lock().unwrap_or_else(PoisonError::into_inner);
        result.take().ok_or(Error::Closed)
    }
}

impl<I, R, F> Job for Slot<I, R, F>
where
    I: Send + Sync,
    R: Send,
    F: for<'t> Work<'t, I, R> + Send + Sync,
{
    fn run<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Result<Verdict>> {
        Box::pin(async move {
            let value = (self.work)(tx, &self.input).await?;
            *self.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(Verdict::Commit)
        })
    }
}
