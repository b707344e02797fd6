//! A bound connection: messages go, answers and receipts come. One task does all of it, so that
//! nothing waits for a peer that does not read.

use std::collections::HashMap;
use std::time::Duration;

use bytes::{Buf as _, BytesMut};
use rusmpp::decode::DecodeWithLength as _;
use rusmpp::pdus::{DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use rusmpp::{Command, CommandId, CommandStatus, Pdu};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Interval, interval, timeout};

use super::connect::{Bound, FIRST, written};
use super::frames::{ANSWER, Frame, Frames};
use super::receipt;
use super::settings::Settings;
use super::sink::Sink;
use super::state::State;
use super::status;
use crate::outcome::{Kind, Refusal, Unknown};
use crate::receipt::{Fate, Receipt};

/// The beat by which a session counts time.
const BEAT: Duration = Duration::from_secs(1);
/// Beats that an answer is waited for, also by nobody but us: it may say that a message was taken.
const ANSWERED: u32 = 10;
/// Times of silence after which nobody is there: two questions were not answered by then.
const SILENCES: u32 = 3;
/// Most beats of a pause that the SMSC asks for.
const LONGEST_PAUSE: u32 = 30;
/// Beats from the end of our orders to the end of the session.
const TO_UNBIND: u32 = 4;
/// Beats after which a session was one of some length.
const LASTS: u32 = 10;
/// Bytes that wait to be written before nothing more is taken on.
const ENOUGH: usize = 64 * 1024;
/// Receipts that wait to be written down before no more are read.
const RECEIPTS: usize = 64;

/// A message that is to go.
pub(super) struct Order {
    pub(super) message: SubmitSm,
    /// What is taken with it, where it is the last part: an answer that is late says so.
    pub(super) attempt_id: Option<String>,
    /// What no id of the SMSC may hold: number and code.
    pub(super) private: Vec<String>,
    pub(super) told: oneshot::Sender<Said>,
    pub(super) permit: OwnedSemaphorePermit,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// The SMSC took it and calls it so.
    Took(String),
    /// It did not, or was not asked.
    Refused(Refusal),
    /// Nobody knows.
    Unknown(Unknown),
}

impl Order {
    /// Nothing of it was sent.
    pub(super) fn refuse(self, refusal: Refusal) {
        drop(self.told.send(Said::Refused(refusal)));
    }
}

/// A message that waits for its answer.
struct Pending {
    attempt_id: Option<String>,
    private: Vec<String>,
    told: oneshot::Sender<Said>,
    /// Where it begins in all that was written.
    begins: u64,
    beats: u32,
    _permit: OwnedSemaphorePermit,
}

/// A receipt that was written down, or could not be, by the number of its request.
type Kept = (Option<u32>, bool);

/// A bound connection.
pub(super) struct Session<'l> {
    settings: &'l Settings,
    sink: &'l Sink,
    state: &'l watch::Sender<State>,
    out: BytesMut,
    is_flushed: bool,
    queued: u64,
    written: u64,
    pending: HashMap<u32, Pending>,
    last: u32,
    receipts: JoinSet<Kept>,
    /// Beats since it began.
    age: u32,
    /// Beats since something came.
    silent: u32,
    /// Beats until messages may go again.
    pause: u32,
    next_pause: u32,
    /// Beats since we began to leave.
    leaving: Option<u32>,
    has_unbound: bool,
}

impl<'l> Session<'l> {
    pub(super) fn new(
        settings: &'l Settings,
        sink: &'l Sink,
        state: &'l watch::Sender<State>,
    ) -> Self {
        Self {
            settings,
            sink,
            state,
            out: BytesMut::new(),
            is_flushed: true,
            queued: 0,
            written: 0,
            pending: HashMap::new(),
            last: FIRST,
            receipts: JoinSet::new(),
            age: 0,
            silent: 0,
            pause: 0,
            next_pause: 1,
            leaving: None,
            has_unbound: false,
        }
    }

    /// Works until the connection ends; whether it was one of some length.
    pub(super) async fn run(
        mut self,
        bound: Bound,
        orders: &mut mpsc::Receiver<Order>,
        closing: &mut watch::Receiver<bool>,
    ) -> bool {
        let Bound { stream, mut frames } = bound;
        let (mut reader, mut writer) = tokio::io::split(stream);
        let mut beats = interval(BEAT);
        let why = loop {
            // What came with the answer to the bind is there already.
            if let Some(why) = self.take_in(&mut frames) {
                break why;
            }
            let has_room = self.out.len() < ENOUGH;
            let may_read = has_room && self.receipts.len() < RECEIPTS;
            let stays = self.leaving.is_none();
            let ended = tokio::select! {
                came = frames.fill(&mut reader), if may_read => self.came(came),
                done = flush(&mut writer, &mut self.out, &mut self.is_flushed),
                    if !self.is_flushed => self.wrote(done),
                order = orders.recv(), if has_room && stays => self.order(order),
                Some(kept) = self.receipts.join_next() => self.kept(kept.ok()),
                _ = closing.wait_for(|closing| *closing), if stays => self.leave(),
                () = beat(&mut beats) => self.beat(),
            };
            if let Some(why) = ended {
                break why;
            }
        };
        self.end(why);
        // Who is told that we go, goes as well.
        drop(timeout(BEAT, writer.shutdown()).await);
        self.age >= LASTS
    }

    fn came(&mut self, came: std::io::Result<usize>) -> Option<Unknown> {
        self.silent = 0;
        (!matches!(came, Ok(1..))).then_some(Unknown::Cut)
    }

    fn wrote(&mut self, done: std::io::Result<usize>) -> Option<Unknown> {
        match done {
            Ok(count) => {
                self.written += u64::try_from(count).unwrap_or_default();
                None
            }
            Err(_) => Some(Unknown::Cut),
        }
    }

    pub(super) fn take_in(&mut self, frames: &mut Frames) -> Option<Unknown> {
        while self.out.len() < ENOUGH && self.receipts.len() < RECEIPTS {
            match frames.next() {
                Ok(Some(frame)) => {
                    if let Some(why) = self.answer(frame) {
                        return Some(why);
                    }
                }
                Ok(None) => break,
                Err(_) => return Some(Unknown::Garbage),
            }
        }
        None
    }

    /// Does what a part asks for.
    fn answer(&mut self, frame: Frame) -> Option<Unknown> {
        match CommandId::from(frame.command) {
            CommandId::SubmitSmResp => self.settle(frame),
            CommandId::GenericNack => self.nack(&frame),
            CommandId::DeliverSm => self.deliver(frame),
            CommandId::EnquireLink => self.reply(frame.number, status::OK, Pdu::EnquireLinkResp),
            CommandId::Unbind => {
                self.reply(frame.number, status::OK, Pdu::UnbindResp);
                self.has_unbound = true;
                self.leave();
            }
            CommandId::UnbindResp if self.has_unbound => return Some(Unknown::Cut),
            CommandId::Outbind | CommandId::AlertNotification => {}
            _ if frame.command & ANSWER != 0 => {}
            _ => self.reply(frame.number, status::INVALID_COMMAND, Pdu::GenericNack),
        }
        None
    }

    /// An answer to a message of ours.
    fn settle(&mut self, frame: Frame) {
        let Some(pending) = self.pending.remove(&frame.number) else {
            return;
        };
        if frame.status != status::OK {
            let refusal = status::refusal(frame.status);
            self.slow_down(refusal.kind);
            drop(pending.told.send(Said::Refused(refusal)));
            return;
        }
        self.next_pause = 1;
        let id = self.settings.receipt_ids.answered(&message_id(frame.body));
        let tells = pending.private.iter().any(|text| id.contains(text));
        let id = if tells { String::new() } else { id };
        if let Err(Said::Took(id)) = pending.told.send(Said::Took(id))
            && let Some(attempt_id) = pending.attempt_id
        {
            self.tell_late(attempt_id, id);
        }
    }

    /// The SMSC did not understand a request.
    fn nack(&mut self, frame: &Frame) {
        if let Some(pending) = self.pending.remove(&frame.number) {
            let refusal = match frame.status {
                status::OK => Refusal::new(Kind::Config),
                said => status::refusal(said),
            };
            self.slow_down(refusal.kind);
            drop(pending.told.send(Said::Refused(refusal)));
        }
    }

    fn slow_down(&mut self, kind: Kind) {
        if kind == Kind::Throttled && self.pause == 0 {
            self.pause = self.next_pause;
            self.next_pause = (self.next_pause * 2).min(LONGEST_PAUSE);
            self.state.send_replace(State::Paused);
        }
    }

    /// Whoever asked has gone: that the message was taken is written down as a receipt is.
    fn tell_late(&mut self, attempt_id: String, id: String) {
        let receipt = Receipt {
            attempt_id: Some(attempt_id),
            signed: true,
            ..Receipt::new(id, Fate::OnItsWay)
        };
        self.keep(None, receipt);
    }

    /// A message of the SMSC: a receipt, or something that nobody here reads.
    fn deliver(&mut self, mut frame: Frame) {
        let length = frame.body.len();
        match DeliverSm::decode(&mut frame.body, length) {
            Ok((message, _)) => match receipt::read(self.settings, &message) {
                Some(receipt) => self.keep(Some(frame.number), receipt),
                None => self.thank(frame.number, status::OK),
            },
            Err(_) => self.thank(frame.number, status::REJECTED),
        }
    }

    fn keep(&mut self, number: Option<u32>, receipt: Receipt) {
        let kept = self.sink.put(receipt);
        self.receipts.spawn(async move { (number, kept.await) });
    }

    /// A receipt is thanked for when it is written down.
    fn kept(&mut self, kept: Option<Kept>) -> Option<Unknown> {
        if let Some((Some(number), is_kept)) = kept {
            self.thank(number, if is_kept { status::OK } else { status::LATER });
        }
        None
    }

    fn thank(&mut self, number: u32, status: u32) {
        self.reply(number, status, DeliverSmResp::default());
    }

    fn reply(&mut self, number: u32, status: u32, answer: impl Into<Pdu>) {
        let status = CommandStatus::from(status);
        self.write(&Command::new(status, number, answer));
    }

    fn ask(&mut self, request: impl Into<Pdu>) -> u32 {
        // The highest bit is of no number.
        self.last = if self.last == ANSWER - 1 {
            1
        } else {
            self.last + 1
        };
        self.write(&Command::new(CommandStatus::EsmeRok, self.last, request));
        self.last
    }

    fn write(&mut self, command: &Command) {
        let bytes = written(command);
        self.queued += u64::try_from(bytes.len()).unwrap_or_default();
        self.out.extend_from_slice(&bytes);
        self.is_flushed = false;
    }

    /// Sends a message, unless the SMSC asked for a pause; nobody has orders any more at the end.
    fn order(&mut self, order: Option<Order>) -> Option<Unknown> {
        let Some(order) = order else {
            return self.leave();
        };
        if order.told.is_closed() {
            return None;
        }
        if self.pause > 0 {
            order.refuse(paused());
            return None;
        }
        let begins = self.queued;
        let number = self.ask(order.message);
        let pending = Pending {
            attempt_id: order.attempt_id,
            private: order.private,
            told: order.told,
            begins,
            beats: 0,
            _permit: order.permit,
        };
        self.pending.insert(number, pending);
        None
    }

    /// Takes nothing more on, and goes when everything was answered for.
    fn leave(&mut self) -> Option<Unknown> {
        self.state.send_replace(State::Connecting);
        self.leaving = self.leaving.or(Some(0));
        self.unbind_when_done();
        None
    }

    fn unbind_when_done(&mut self) {
        let late = self.leaving.is_some_and(|beats| beats >= TO_UNBIND);
        if self.leaving.is_some() && !self.has_unbound && (late || self.is_idle()) {
            self.ask(Pdu::Unbind);
            self.has_unbound = true;
        }
    }

    fn is_idle(&self) -> bool {
        self.pending.is_empty() && self.receipts.is_empty()
    }

    /// What is done once a second; whether nobody is there any more.
    fn beat(&mut self) -> Option<Unknown> {
        self.age = self.age.saturating_add(1);
        self.silent += 1;
        let keep_alive = u32::from(self.settings.keep_alive);
        if self.silent.is_multiple_of(keep_alive) {
            self.ask(Pdu::EnquireLink);
        }
        if self.pause > 0 {
            self.pause -= 1;
            if self.pause == 0 && self.leaving.is_none() {
                self.state.send_replace(State::Up);
            }
        }
        let mut forgotten = 0;
        self.pending.retain(|_, pending| {
            pending.beats += 1;
            forgotten += usize::from(pending.beats > ANSWERED);
            pending.beats <= ANSWERED
        });
        self.leaving = self.leaving.map(|beats| beats + 1);
        self.unbind_when_done();
        let is_over = self.leaving.is_some_and(|beats| beats > TO_UNBIND + 1);
        let is_dead = self.silent >= keep_alive * SILENCES;
        let is_mute = forgotten > 0 && self.silent >= ANSWERED;
        (is_over || is_dead || is_mute).then_some(Unknown::Silence)
    }

    /// Of what was written nobody knows; the rest was never sent.
    fn end(&mut self, why: Unknown) {
        for (_, pending) in self.pending.drain() {
            let said = match pending.begins < self.written {
                true => Said::Unknown(why),
                false => Said::Refused(went()),
            };
            drop(pending.told.send(said));
        }
    }
}

/// The refusal of a message while the SMSC wants none.
pub(super) fn paused() -> Refusal {
    Refusal::new(Kind::Throttled).because("the SMSC asked for a pause")
}

/// The refusal of a message that a link ended before.
pub(super) fn went() -> Refusal {
    Refusal::new(Kind::Temporary).because("the link to the SMSC ended")
}

async fn beat(beats: &mut Interval) {
    beats.tick().await;
}

/// Writes some of it, and what stays in the writer at the end. Whoever stops waiting loses nothing.
async fn flush(
    writer: &mut (impl AsyncWrite + Unpin),
    out: &mut BytesMut,
    is_flushed: &mut bool,
) -> std::io::Result<usize> {
    if out.has_remaining() {
        return match writer.write_buf(out).await {
            Ok(0) => Err(std::io::ErrorKind::WriteZero.into()),
            other => other,
        };
    }
    writer.flush().await?;
    *is_flushed = true;
    Ok(0)
}

/// What the SMSC calls a message, where it can be read.
fn message_id(mut body: BytesMut) -> String {
    let length = body.len();
    let answer = SubmitSmResp::decode(&mut body, length);
    let id = answer.map(|(answer, _)| answer.message_id().as_str().to_owned());
    id.unwrap_or_default().trim_end_matches('\0').to_owned()
}
