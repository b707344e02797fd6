//! What the steps of a use case note for the row it leaves.

use cleat_api::ErrorCode;
use cleat_store::Tx;
use serde::Serialize;
use serde_json::{Map, Value};

use super::difference::difference;
use super::{Contacts, Event, Head, Proof};
use crate::kernel::{Actor, Cx, Error};

/// What the row of this transaction will say, as far as it is known.
#[derive(Default)]
pub struct Trail {
    kind: Option<&'static str>,
    user: Option<(String, Option<Head>)>,
    target: Option<String>,
    method: Option<Proof>,
    before: Option<Contacts>,
    after: Option<Contacts>,
    difference: Option<(Map<String, Value>, Map<String, Value>)>,
    call: Option<&'static str>,
    operator: Option<String>,
    is_unknown: bool,
    quiet: bool,
    recorded: bool,
}

/// The notes of this transaction.
pub fn note(tx: &mut Tx) -> &mut Trail {
    tx.notes::<Trail>()
}

impl Trail {
    /// Another event than the declaration names.
    pub fn kind(&mut self, kind: cleat_api::log::EventType) -> &mut Self {
        self.kind = Some(kind.as_str());
        self
    }

    /// Whose it is.
    pub fn user(&mut self, id: &str) -> &mut Self {
        self.user = Some((id.to_owned(), None));
        self
    }

    /// Whose it is, and where the user's chain ended a moment ago.
    pub fn at(&mut self, user_id: &str, head: &Head) -> &mut Self {
        self.user = Some((user_id.to_owned(), Some(head.clone())));
        self
    }

    /// Number, address, name or id that is tried or changed. It is masked in the row.
    pub fn target(&mut self, target: &str) -> &mut Self {
        self.target = Some(target.to_owned());
        self
    }

    /// The same for what is neither a number nor an address; nothing of it is in the row.
    pub fn unknown_target(&mut self, target: &str) -> &mut Self {
        self.is_unknown = true;
        self.target(target)
    }

    /// What is done on the console itself, by its name: the trail of operators has the row.
    pub fn on_console(&mut self, call: &'static str) -> &mut Self {
        self.call = Some(call);
        self
    }

    /// The operator, where it is only now known who calls.
    pub fn by(&mut self, operator_id: &str) -> &mut Self {
        self.operator = Some(operator_id.to_owned());
        self
    }

    /// What of some settings changes. Secrets are not told.
    pub fn differs(&mut self, before: &impl Serialize, after: &impl Serialize) -> &mut Self {
        self.difference = Some(difference(before, after));
        self
    }

    /// How it was proven.
    pub fn method(&mut self, proof: Proof) -> &mut Self {
        self.method = Some(proof);
        self
    }

    /// How the account was and how it is.
    pub fn changed(&mut self, before: Contacts, after: Contacts) -> &mut Self {
        self.before = Some(before);
        self.after = Some(after);
        self
    }

    /// How the account was that is gone.
    pub fn was(&mut self, before: Contacts) -> &mut Self {
        self.before = Some(before);
        self
    }

    /// The first of two steps: its success leaves no row, the second one's does.
    pub fn first_step(&mut self) -> &mut Self {
        self.quiet = true;
        self
    }

    /// A row was left; the end of the transaction leaves none.
    pub(super) fn recorded(&mut self) {
        self.recorded = true;
    }

    pub(super) fn is_recorded(&self) -> bool {
        self.recorded
    }

    /// The row, where there is one to leave.
    pub(super) fn event(self, cx: &Cx, refusal: Option<&Error>) -> Option<Event> {
        let kind = self.kind.or(cx.request.event())?;
        let actor = cx.actor.as_deref()?;
        if self.quiet && refusal.is_none() {
            return None;
        }
        if refusal.is_some_and(|refusal| !self.tells_of(actor, refusal.code)) {
            return None;
        }
        let mut event = Event::named(kind, &actor.pool_id).app(actor.app_id.as_deref());
        event = match &self.user {
            Some((id, Some(head))) => event.at(id, head),
            Some((id, None)) => event.user(id),
            None => event,
        };
        if let Some(call) = self.call {
            event = event.on_console(call);
        }
        if let Some(operator) = &self.operator {
            event = event.by(operator);
        }
        let by_pool = actor.is_management.then_some(Proof::Management);
        if let Some(proof) = self.method.or(by_pool) {
            event = event.method(proof);
        }
        if let Some(target) = &self.target
            && (refusal.is_some() || actor.is_management || self.call.is_some())
        {
            event = match self.is_unknown {
                true => event.unknown_target(target),
                false => event.target(target),
            };
        }
        Some(match refusal {
            Some(refusal) => event.failed(refusal.code),
            None => self.with_changes(event),
        })
    }

    fn with_changes(self, mut event: Event) -> Event {
        if let Some(before) = &self.before {
            event = event.before(before);
        }
        if let Some(after) = &self.after {
            event = event.after(after);
        }
        match self.difference {
            Some((before, after)) => event.changed(before, after),
            None => event,
        }
    }

    /// Whether a refusal leaves a row: every one of a management call; of others, those that a
    /// known user or a tried contact met.
    fn tells_of(&self, actor: &Actor, code: ErrorCode) -> bool {
        if code.status_code() >= 500 {
            return false;
        }
        let met = self.user.is_some() || self.target.is_some();
        actor.is_management || (met && code.status_code() != 401)
    }
}
