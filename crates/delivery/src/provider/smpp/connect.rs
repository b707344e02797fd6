//! The way to an SMSC, up to the answer that we are bound.

use rusmpp::encode::{Encode as _, Length as _};
use rusmpp::pdus::{BindTransceiver, BindTransmitter};
use rusmpp::values::{InterfaceVersion, Npi, Ton};
use rusmpp::{Command, CommandStatus, Pdu};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::frames::{ANSWER, Frames};
use super::settings::{Bind, Place, Settings};
use super::status;
use super::submit::word;
use crate::http::{PRIVATE, Reachable};
use crate::outcome::{Kind, Refusal};
use crate::stream::{self, Stream, Unreached};

/// Number of the request that binds; others follow.
pub(super) const FIRST: u32 = 1;

/// A connection that is bound, and what came over it since.
pub(super) struct Bound {
    pub(super) stream: Box<dyn Stream>,
    pub(super) frames: Frames,
}

/// Connects and binds.
pub(super) async fn connect(settings: &Settings, to: Reachable) -> Result<Bound, Refusal> {
    let nowhere = || Refusal::new(Kind::Config).because("its address cannot be read");
    let place = settings.place().ok_or_else(nowhere)?;
    let stream = reach(&place, to).await?;
    let stream: Box<dyn Stream> = match place.tls {
        true => encrypt(settings, &place, stream).await?,
        false => Box::new(stream),
    };
    bind(settings, stream).await
}

fn unreached() -> Refusal {
    Refusal::new(Kind::Temporary).because("the SMSC was not reached")
}

async fn reach(place: &Place, to: Reachable) -> Result<TcpStream, Refusal> {
    let reached = stream::reach(&place.host, place.port, to).await;
    reached.map_err(|why| match why {
        Unreached::Silent => unreached(),
        Unreached::Private => Refusal::new(Kind::Config).because(PRIVATE),
    })
}

async fn encrypt(
    settings: &Settings,
    place: &Place,
    stream: TcpStream,
) -> Result<Box<dyn Stream>, Refusal> {
    let authorities = settings.authorities.as_deref();
    let encrypted = stream::encrypt(stream, &place.host, authorities).await;
    encrypted.ok_or_else(|| Refusal::new(Kind::Config).because("TLS failed"))
}

async fn bind(settings: &Settings, mut stream: Box<dyn Stream>) -> Result<Bound, Refusal> {
    let cut = || Refusal::new(Kind::Temporary).because("the SMSC cut the connection");
    let request = request(settings);
    let request = request.ok_or_else(|| {
        Refusal::new(Kind::Config).because("its name or password cannot be written as SMPP")
    })?;
    stream
        .write_all(&written(&request))
        .await
        .map_err(|_| cut())?;
    stream.flush().await.map_err(|_| cut())?;
    let wanted = u32::from(request.id()) | ANSWER;
    let mut frames = Frames::default();
    loop {
        let nonsense = |_| Refusal::new(Kind::Temporary).because("the SMSC answered nonsense");
        while let Some(frame) = frames.next().map_err(nonsense)? {
            let ours = frame.number == FIRST && [wanted, ANSWER].contains(&frame.command);
            match (ours, frame.status) {
                (false, _) => {}
                (true, status::OK) if frame.command == wanted => {
                    return Ok(Bound { stream, frames });
                }
                (true, said) => return Err(status::refusal(said)),
            }
        }
        if !matches!(frames.fill(&mut stream).await, Ok(1..)) {
            return Err(cut());
        }
    }
}

fn request(settings: &Settings) -> Option<Command> {
    let kind = settings.system_type.as_deref().unwrap_or_default();
    let (name, password) = (&settings.system_id, settings.password.expose());
    let version = InterfaceVersion::Smpp3_4;
    let (ton, npi) = (Ton::Unknown, Npi::Unknown);
    let range = word("")?;
    let (name, password, kind) = (word(name)?, word(password)?, word(kind)?);
    let request: Pdu = match settings.bind {
        Bind::Transceiver => {
            BindTransceiver::new(name, password, kind, version, ton, npi, range).into()
        }
        Bind::Transmitter => {
            BindTransmitter::new(name, password, kind, version, ton, npi, range).into()
        }
    };
    Some(Command::new(CommandStatus::EsmeRok, FIRST, request))
}

/// A command as bytes, its length before it.
pub(super) fn written(command: &Command) -> Vec<u8> {
    let length = command.length() + 4;
    let mut bytes = vec![0; length];
    let (head, rest) = bytes.split_at_mut(4);
    head.copy_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
    command.encode(rest);
    bytes
}
