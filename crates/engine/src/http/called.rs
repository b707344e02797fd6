//! Operations that the server itself calls for somebody: its pages have no second way to do things.

use std::pin::Pin;
use std::sync::Arc;

use cleat_api::{Endpoint, Value};
use serde_json::to_value;

use super::audited::audited;
use super::bounds::Bounds;
use super::caller::CallerType;
use super::request::without_nul;
use crate::kernel::{Cx, Error, Result, usage};

type Answer<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;
type Handler<C, E> = Box<dyn Fn(Cx, C, E) -> Answer<<E as Endpoint>::Response> + Send + Sync>;

/// A handler by the types that it takes.
pub(super) struct Called<C, E: Endpoint> {
    bounds: Arc<Bounds>,
    handler: Handler<C, E>,
}

impl<C, E> Called<C, E>
where
    C: CallerType<Kind = E::Caller>,
    E: Endpoint,
{
    pub(super) fn new<F, A>(bounds: Arc<Bounds>, handler: F) -> Self
    where
        F: Fn(Cx, C, E) -> A + Copy + Send + Sync + 'static,
        A: Future<Output = Result<E::Response>> + Send + 'static,
    {
        Self {
            bounds,
            handler: Box::new(move |cx, caller, request| Box::pin(handler(cx, caller, request))),
        }
    }

    /// Calls it. What the request may hold is looked at as if it had come by the wire.
    pub(super) async fn call(&self, mut cx: Cx, caller: C, request: E) -> Result<E::Response> {
        usage::refuse_early(&cx)?;
        if let Value::Object(params) = to_value(&request).map_err(Error::internal)? {
            without_nul("", &params)?;
            self.bounds.check(&params)?;
        }
        cx.actor = caller.actor().map(Arc::new);
        let result = (self.handler)(cx.clone(), caller, request).await;
        audited(&cx, E::operation(), result).await
    }
}
