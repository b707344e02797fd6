//! Calls to a source: bounded in size and time, without redirects, and nowhere but where the
//! operator allows.

use std::time::Duration;

use cleat_api::Value;
use cleat_delivery::call::Call;
use cleat_delivery::http::{Http, Reachable};
use cleat_delivery::outcome::{Outcome, Unknown};

use super::answer;
pub use super::fault::Fault;
use crate::kernel::Cx;

/// Longest time for one call.
pub const PATIENCE: Duration = Duration::from_secs(8);

/// Whoever calls a source.
pub struct Caller<'a> {
    http: &'a Http,
    to: Reachable,
}

impl<'a> Caller<'a> {
    /// Who calls for that request.
    pub fn of(cx: &'a Cx) -> Self {
        Self {
            http: &cx.app.sources,
            to: reachable(cx),
        }
    }

    /// Makes a call; the answer is JSON and of success.
    pub async fn json(&self, call: Call) -> Result<Value, Fault> {
        let (status, body) = self.bytes(call).await?;
        answer::read(status, &body)
    }

    /// Makes a call; the answer as it stands, with its status.
    pub async fn bytes(&self, call: Call) -> Result<(u16, Vec<u8>), Fault> {
        let says = call.headers.iter().any(|(name, _)| name == "accept");
        let call = match says {
            true => call,
            false => call.with("accept", "application/json"),
        };
        let call = call.with("user-agent", "Cleat");
        let answered = self.http.send(call, self.to).await;
        let answered = answered.map_err(|outcome| match outcome {
            Outcome::Unknown(Unknown::Garbage) => Fault::Unbelievable("its answer is too long"),
            _ => Fault::Down,
        })?;
        let answer = answered.borrow();
        Ok((answer.status, answer.body.to_vec()))
    }
}

/// Where sources may be.
pub fn reachable(cx: &Cx) -> Reachable {
    match cx.app.settings.private_sources {
        true => Reachable::Anywhere,
        false => Reachable::Public,
    }
}

/// A GET of that address.
pub fn get(url: impl Into<String>) -> Call {
    Call {
        method: "GET",
        url: url.into(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}
