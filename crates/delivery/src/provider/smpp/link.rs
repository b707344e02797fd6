//! A link to an SMSC that is kept, and how letters go over it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;

use rusmpp::pdus::SubmitSm;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};

use super::connect::{Bound, connect};
use super::session::{Order, Said, Session, paused, went};
use super::settings::Settings;
use super::sink::Sink;
use super::state::State;
use super::submit::messages;
use crate::call::Moment;
use crate::http::Reachable;
use crate::letter::Letter;
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown};

/// Longest time to connect and to bind, and to wait for a place in the window. Nothing was sent by
/// then: the next provider has the message.
const TO_BIND: Duration = Duration::from_secs(3);
/// Longest time for the answer to a message. The link waits on by itself.
const PATIENCE: Duration = Duration::from_secs(3);
/// Longest time for all parts of a text: a lease of the outbox ends later.
const ALL_PARTS: Duration = Duration::from_secs(20);
/// Times that a part is offered again which the SMSC has no room for, after others were taken.
const AGAIN: u32 = 3;
/// The first wait before a link is tried again; each is twice as long as the one before.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A link that is kept until it is dropped.
pub struct Link {
    settings: Arc<Settings>,
    orders: mpsc::Sender<Order>,
    window: Arc<Semaphore>,
    state: watch::Receiver<State>,
    wanted: watch::Sender<bool>,
    closing: watch::Sender<bool>,
}

impl Link {
    /// Begins to keep one when it is wanted, and the one before it has ended.
    pub(super) fn keep(
        settings: Arc<Settings>,
        to: Reachable,
        sink: Sink,
        (runtime, before): (Option<Handle>, Option<Ended>),
    ) -> Self {
        let (orders, waiting) = mpsc::channel(1);
        let (state, seen) = watch::channel(State::Connecting);
        let (closing, told) = watch::channel(false);
        let (wanted, wants) = watch::channel(false);
        let keeper = Keeper {
            settings: settings.clone(),
            to,
            sink,
            orders: waiting,
            state,
            wanted: wants,
            closing: told,
        };
        if let Some(runtime) = runtime {
            runtime.spawn(keeper.run(before));
        }
        Self {
            window: Arc::new(Semaphore::new(settings.window.into())),
            settings,
            orders,
            state: seen,
            wanted,
            closing,
        }
    }

    /// Has it made, where it is not yet: commands that send nothing need no link.
    pub(super) fn want(&self) {
        self.wanted.send_replace(true);
    }

    /// What it is made by.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Host and port that it is made to.
    pub(crate) fn address(&self) -> Option<(String, u16)> {
        let place = self.settings.place()?;
        Some((place.host, place.port))
    }

    /// Whether receipts come over it.
    pub(crate) fn reports(&self) -> bool {
        self.settings.receives()
    }

    /// Takes no more messages, and ends when those under way were answered for.
    pub(super) fn close(&self) -> Ended {
        self.closing.send_replace(true);
        self.want();
        Ended(self.state.clone())
    }

    /// Hands a letter over.
    pub(crate) async fn hand_over(&self, letter: &Letter, at: &Moment<'_>) -> Outcome {
        let messages = match messages(&self.settings, letter, at) {
            Ok(messages) => messages,
            Err(refusal) => return Outcome::Refused(refusal),
        };
        let parts = i64::try_from(messages.len()).unwrap_or_default();
        let sent = timeout(ALL_PARTS, self.send_all(messages, letter)).await;
        match sent.unwrap_or(Said::Unknown(Unknown::Silence)) {
            Said::Refused(refusal) => Outcome::Refused(refusal),
            Said::Unknown(why) => Outcome::Unknown(why),
            Said::Took(id) => Outcome::Taken(Taken {
                segments: Some(parts),
                ..Taken::with(id)
            }),
        }
    }

    /// Sends part after part: what is cut off would be shown to nobody.
    async fn send_all(&self, messages: Vec<SubmitSm>, letter: &Letter) -> Said {
        let mut said = Said::Refused(went());
        let last = messages.len();
        for (message, place) in messages.into_iter().zip(1..) {
            let mut left = if place == 1 { 0 } else { AGAIN };
            let part = Part {
                letter,
                is_last: place == last,
            };
            said = self.send(message.clone(), part).await;
            while left > 0 && is_throttled(&said) {
                left -= 1;
                sleep(FIRST_WAIT).await;
                said = self.send(message.clone(), part).await;
            }
            if !matches!(said, Said::Took(_)) {
                return said;
            }
        }
        said
    }

    async fn send(&self, message: SubmitSm, part: Part<'_>) -> Said {
        let (told, answer) = oneshot::channel();
        let queued = match self.place().await {
            Ok(permit) => {
                let order = Order {
                    message,
                    attempt_id: part.is_last.then(|| part.letter.attempt_id.clone()),
                    private: private(part.letter),
                    told,
                    permit,
                };
                let sent = timeout(TO_BIND, self.orders.send(order)).await;
                sent.map_err(|_| late())
                    .and_then(|sent| sent.map_err(|_| went()))
            }
            Err(refusal) => Err(refusal),
        };
        if let Err(refusal) = queued {
            return Said::Refused(refusal);
        }
        match timeout(PATIENCE, answer).await {
            Ok(Ok(said)) => said,
            Ok(Err(_)) => Said::Unknown(Unknown::Cut),
            Err(_) => Said::Unknown(Unknown::Silence),
        }
    }

    /// A place in the window of a link that is there.
    async fn place(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        self.want();
        let mut state = self.state.clone();
        let decided = state.wait_for(|state| *state != State::Connecting);
        let decided = timeout(TO_BIND, decided).await.map_err(|_| late())?;
        match decided.map_err(|_| went())?.clone() {
            State::Up | State::Connecting => {}
            State::Paused => return Err(paused()),
            State::Down(refusal) => return Err(refusal),
            State::Ended => return Err(went()),
        }
        let full = |_| Refusal::new(Kind::Throttled).because("the window of the SMSC is full");
        let permit = timeout(TO_BIND, self.window.clone().acquire_owned());
        permit.await.map_err(full)?.map_err(|_| went())
    }
}

/// A part of a letter.
#[derive(Clone, Copy)]
struct Part<'l> {
    letter: &'l Letter,
    is_last: bool,
}

fn late() -> Refusal {
    Refusal::new(Kind::Temporary).because("the SMSC did not answer in time")
}

/// What a letter has that nobody else may see.
fn private(letter: &Letter) -> Vec<String> {
    let code = letter.code.as_deref().unwrap_or_default();
    let all = [letter.digits(), code].into_iter();
    all.filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_throttled(said: &Said) -> bool {
    matches!(said, Said::Refused(refusal) if refusal.kind == Kind::Throttled)
}

/// The end of a link, to wait for.
pub(super) struct Ended(watch::Receiver<State>);

impl Ended {
    pub(super) async fn wait(mut self) {
        drop(self.0.wait_for(|state| *state == State::Ended).await);
    }
}

/// Whoever keeps a link.
struct Keeper {
    settings: Arc<Settings>,
    to: Reachable,
    sink: Sink,
    orders: mpsc::Receiver<Order>,
    state: watch::Sender<State>,
    wanted: watch::Receiver<bool>,
    closing: watch::Receiver<bool>,
}

impl Keeper {
    async fn run(mut self, before: Option<Ended>) {
        if let Some(before) = before {
            drop(timeout(TO_BIND, before.wait()).await);
        }
        // Nobody wants it any more where nobody can say so.
        drop(self.wanted.wait_for(|wanted| *wanted).await);
        let mut failures = 0;
        while !self.is_over() {
            self.state.send_replace(State::Connecting);
            let bound = timeout(TO_BIND, connect(&self.settings, self.to)).await;
            let refusal = match bound.unwrap_or_else(|_| Err(late())) {
                Ok(bound) => {
                    let lasted = self.work(bound).await;
                    failures = if lasted { 0 } else { failures };
                    went()
                }
                Err(refusal) => refusal,
            };
            if self.is_over() {
                break;
            }
            self.log(&refusal);
            self.rest(refusal, failures).await;
            failures += 1;
        }
        self.state.send_replace(State::Ended);
        self.orders.close();
        while let Some(order) = self.orders.recv().await {
            order.refuse(went());
        }
    }

    fn is_over(&self) -> bool {
        *self.closing.borrow() || self.orders.is_closed()
    }

    fn log(&self, refusal: &Refusal) {
        tracing::warn!(
            provider = self.sink.provider_id,
            kind = refusal.kind.as_str(),
            code = refusal.code,
            why = refusal.why,
            "there is no link to the SMSC"
        );
    }

    /// Works over a bound connection; whether for some time.
    async fn work(&mut self, bound: Bound) -> bool {
        tracing::info!(provider = self.sink.provider_id, "bound to the SMSC");
        self.state.send_replace(State::Up);
        let session = Session::new(&self.settings, &self.sink, &self.state);
        let lasted = session.run(bound, &mut self.orders, &mut self.closing);
        lasted.await
    }

    /// Refuses what comes until the link is tried again.
    async fn rest(&mut self, refusal: Refusal, failures: u32) {
        self.state.send_replace(State::Down(refusal.clone()));
        let over = sleep(self.wait(failures));
        tokio::pin!(over);
        loop {
            tokio::select! {
                () = &mut over => return,
                order = self.orders.recv() => match order {
                    Some(order) => order.refuse(refusal.clone()),
                    None => return,
                },
                _ = self.closing.wait_for(|closing| *closing) => return,
            }
        }
    }

    /// The wait after so many failures, up to a quarter more, so that replicas do not come at once.
    fn wait(&self, failures: u32) -> Duration {
        let wait = FIRST_WAIT * 2u32.saturating_pow(failures.min(6));
        let mut hasher = DefaultHasher::new();
        (&self.sink.provider_id, std::process::id(), failures).hash(&mut hasher);
        let share = u32::try_from(hasher.finish() % 256).unwrap_or_default();
        let wait = wait.min(LONGEST_WAIT);
        wait + wait * share / 1024
    }
}
