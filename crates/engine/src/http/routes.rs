//! The mounted operations.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use cleat_api::endpoint::Wire;
use cleat_api::{Endpoint, Object, Operation};
use http::{Method, request};

use super::audited::audited;
use super::backend;
use super::bounds::Bounds;
use super::called::Called;
use super::caller::CallerType;
use super::envelope::success;
use super::incoming::Incoming;
use super::operator;
use super::request::{read, received, without_nul};
use super::shape::Shape;
use crate::kernel::{Cx, Error, Result, usage};
use crate::transaction::{Mode, UseCase};

type Answer = Pin<Box<dyn Future<Output = Result<Vec<u8>>> + Send>>;
type Handler = Box<dyn Fn(Cx, request::Parts, Body, Object) -> Answer + Send + Sync>;

/// A mounted operation.
pub(super) struct Route {
    pub(super) operation: &'static Operation,
    pub(super) handler: Handler,
}

/// The mounted operations.
#[derive(Default)]
pub struct Routes {
    all: Vec<Route>,
    /// Their places, by each path without parameters.
    exact: HashMap<&'static str, Vec<usize>>,
    /// The places of those with parameters in their path.
    templates: Vec<usize>,
    /// The handlers by the types of their requests, for callers within the server.
    called: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

impl Routes {
    /// Mounts a handler; what it answers to is read off its argument types.
    #[must_use]
    pub fn mount<E, C, F, A>(self, handler: F) -> Self
    where
        E: Endpoint,
        C: CallerType<Kind = E::Caller>,
        F: Fn(Cx, C, E) -> A + Copy + Send + Sync + 'static,
        A: Future<Output = Result<E::Response>> + Send + 'static,
    {
        let operation = E::operation();
        let shape = Arc::new(Shape::of(operation));
        let bounds = Arc::new(Bounds::of(operation));
        let checked = bounds.clone();
        let boxed: Handler = Box::new(move |mut cx, parts, body, in_path| {
            let (shape, bounds) = (shape.clone(), checked.clone());
            Box::pin(async move {
                C::early(&parts)?;
                if !backend::tells(&parts.headers) {
                    usage::refuse_early(&cx)?;
                }
                let operator = operator::acting(&cx, &parts).await?;
                cx.actor = operator.clone().map(Arc::new);
                let given = received(operation, &shape, &parts, body).await;
                let given = given.and_then(|it| admit(&cx, &parts, &bounds, it, &in_path));
                let params = audited(&cx, operation, given).await?;
                let incoming = Incoming {
                    method: parts.method.as_str(),
                    path: parts.uri.path(),
                    query: parts.uri.query().unwrap_or_default(),
                    headers: &parts.headers,
                    has_body: operation.has_body(),
                    params: &params,
                    operator: operator.as_ref(),
                };
                let caller = C::identify(&cx, &incoming).await?;
                cx.actor = caller.actor().map(Arc::new);
                cx.request = backend::told(&cx, cx.actor.as_deref(), &incoming).await?;
                let result = match read(&shape, params, in_path) {
                    Ok(request) => handler(cx.clone(), caller, request).await,
                    Err(error) => Err(error),
                };
                let answer = audited(&cx, operation, result).await?;
                operator::tell(&cx, operation).await?;
                success(operation.wire(), &cx, &answer)
            })
        });
        let called = Called::<C, E>::new(bounds, handler);
        self.with(operation, boxed, called)
    }

    /// Adds a route, and its handler by the types that it takes.
    fn with<C, E>(
        mut self,
        operation: &'static Operation,
        handler: Handler,
        called: Called<C, E>,
    ) -> Self
    where
        C: CallerType<Kind = E::Caller>,
        E: Endpoint,
    {
        self.called.insert(TypeId::of::<E>(), Box::new(called));
        self.add(Route { operation, handler });
        self
    }

    fn add(&mut self, route: Route) {
        let place = self.all.len();
        let operation = route.operation;
        self.all.push(route);
        if operation.path_names().next().is_some() {
            self.templates.push(place);
        } else {
            for path in operation.paths() {
                self.exact.entry(path).or_default().push(place);
            }
        }
    }

    /// Mounts a use case that is one transaction, locking what it reads.
    #[must_use]
    pub fn write<E, C, F>(self, use_case: F) -> Self
    where
        E: Endpoint + Sync,
        C: CallerType<Kind = E::Caller> + Sync,
        F: for<'t> UseCase<'t, C, E, E::Response> + Copy + Send + Sync + 'static,
    {
        self.mount(move |cx: Cx, caller: C, request: E| async move {
            cx.call(Mode::Locking, caller, request, use_case).await
        })
    }

    /// Mounts a use case that is one optimistic transaction.
    #[must_use]
    pub fn optimistic<E, C, F>(self, use_case: F) -> Self
    where
        E: Endpoint + Sync,
        C: CallerType<Kind = E::Caller> + Sync,
        F: for<'t> UseCase<'t, C, E, E::Response> + Copy + Send + Sync + 'static,
    {
        self.mount(move |cx: Cx, caller: C, request: E| async move {
            cx.call(Mode::Optimistic, caller, request, use_case).await
        })
    }

    /// Calls an operation for a caller who is known already, as the pages do: by the rules and
    /// limits that clients meet.
    ///
    /// # Errors
    /// As the operation.
    pub async fn call<C, E>(&self, cx: Cx, caller: C, request: E) -> Result<E::Response>
    where
        C: CallerType<Kind = E::Caller>,
        E: Endpoint,
    {
        let found = self.called.get(&TypeId::of::<E>());
        let found = found.and_then(|found| found.downcast_ref::<Called<C, E>>());
        let found = found.ok_or_else(|| Error::internal("no such operation is mounted"))?;
        found.call(cx, caller, request).await
    }

    /// The operations that are mounted.
    pub fn operations(&self) -> Vec<&'static Operation> {
        self.all.iter().map(|route| route.operation).collect()
    }

    /// The route of a request, and the parameters in its path.
    pub(super) fn find<'r>(
        &'r self,
        method: &Method,
        path: &'r str,
    ) -> Option<(&'r Route, Object)> {
        let mut at = self.at(path);
        at.find(|(route, _)| route.operation.answers(method))
    }

    /// The methods that a path answers to; none where there is no such path.
    pub(super) fn methods(&self, path: &str) -> Vec<&'static str> {
        let own = self.at(path).map(|(route, _)| &route.operation.method);
        let mut names: Vec<&str> = own.map(Method::as_str).collect();
        if names.contains(&"GET") {
            names.push("HEAD");
        }
        names
    }

    /// The routes of a path, each with the parameters in it. The endpoints of OAuth answer with a
    /// slash at the end as well: the official SDK for Java writes one.
    fn at<'r>(&'r self, path: &'r str) -> impl Iterator<Item = (&'r Route, Object)> {
        let bare = path.strip_suffix('/').and_then(|path| self.exact.get(path));
        let bare = bare.into_iter().flatten();
        let exact = self.exact.get(path).into_iter().flatten();
        let exact = exact.filter_map(|place| self.all.get(*place));
        let bare = bare.filter_map(|place| self.all.get(*place));
        let bare = bare.filter(|route| route.operation.wire() == Wire::OAuth);
        let templates = self.templates.iter();
        let templates = templates.filter_map(|place| self.all.get(*place));
        let templates = templates.filter_map(|route| {
            let found = route.operation.matches(path)?.into_iter();
            let named = found.map(|(name, value)| (name.to_owned(), value.into()));
            Some((route, named.collect()))
        });
        let whole = exact.chain(bare).map(|route| (route, Object::new()));
        whole.chain(templates)
    }
}

/// Refuses what no request may hold, and what an operator may send only with the password given
/// again.
fn admit(
    cx: &Cx,
    parts: &request::Parts,
    bounds: &Bounds,
    params: Object,
    in_path: &Object,
) -> Result<Object> {
    without_nul("", &params)?;
    bounds.check(&params).and(bounds.check(in_path))?;
    operator::check(cx, parts, &params).map(|()| params)
}

#[cfg(test)]
mod tests {
    use cleat_api::{Success, operations, wire};

    use super::*;
    use crate::http::Public;

    operations! {
        deleteThing = DELETE "/api/v3/things/{thingId}"
            by Public,
            DeleteThing -> Success;
        listThings = GET "/api/v3/things"
            by Public,
            ListThings -> Success;
    }

    /// Delete a thing.
    #[wire(request)]
    pub struct DeleteThing {
        /// Which.
        pub thing_id: String,
    }

    /// List things.
    #[wire(request)]
    pub struct ListThings {}

    async fn delete(_: Cx, _: Public, _: DeleteThing) -> Result<Success> {
        Ok(Success::DONE)
    }

    async fn list(_: Cx, _: Public, _: ListThings) -> Result<Success> {
        Ok(Success::DONE)
    }

    /// Seen to fail with the templates left out of `find`.
    #[test]
    fn fields_stand_in_paths() {
        let routes = Routes::default().mount(delete).mount(list);
        let found = |method: Method, path: &str| {
            let found = routes.find(&method, path);
            found.map(|(route, in_path)| (route.operation.id, in_path))
        };
        let (id, in_path) = found(Method::DELETE, "/api/v3/things/a%20b%2Fc").unwrap();
        assert_eq!(
            (id, in_path["thingId"].as_str()),
            ("deleteThing", Some("a b/c"))
        );
        let (id, in_path) = found(Method::GET, "/api/v3/things").unwrap();
        assert_eq!((id, in_path.len()), ("listThings", 0));
        for (method, path) in [
            (Method::GET, "/api/v3/things/1"),
            (Method::DELETE, "/api/v3/things"),
            (Method::DELETE, "/api/v3/things/"),
            (Method::DELETE, "/api/v3/things/1/2"),
        ] {
            assert!(found(method, path).is_none(), "{path}");
        }
    }
}
