//! What is said to the server. Until the dot that ends the message nothing was taken, whatever
//! happens; from then on only the server's answer says whether it was.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailParameter};
use tokio::time::timeout;

use super::reply::{self, Stage};
use super::server::{Ready, Tls};
use crate::outcome::{Kind, Outcome, Refusal, Taken, Unknown};

/// Longest time until the message itself is sent.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest time for the answer to it. RFC 5321 allows ten minutes, a lease of the outbox does not.
const LAST_PATIENCE: Duration = Duration::from_secs(15);

type Step<T> = Result<T, Refusal>;

/// Hands a message over.
pub(super) async fn hand_over(smtp: &Ready, message: &lettre::Message) -> Outcome {
    let silence = Refusal::new(Kind::Temporary).because("the server did not answer in time");
    let ready = timeout(PATIENCE, prepare(smtp, message.envelope())).await;
    let mut connection = match ready.unwrap_or(Err(silence)) {
        Ok(connection) => connection,
        Err(refusal) => return Outcome::Refused(refusal),
    };
    let content = message.formatted();
    let answer = timeout(LAST_PATIENCE, connection.message(&content)).await;
    let outcome = match answer {
        Ok(Ok(_)) => Outcome::Taken(Taken::default()),
        Ok(Err(error)) => after_the_dot(&error),
        Err(_) => return Outcome::Unknown(Unknown::Silence),
    };
    drop(timeout(Duration::from_secs(1), connection.abort()).await);
    outcome
}

/// A connection that waits for the message.
async fn prepare(smtp: &Ready, envelope: &Envelope) -> Step<AsyncSmtpConnection> {
    let mut connection = connect(smtp).await?;
    if let Some((user, password)) = &smtp.server.login {
        let known = [Mechanism::Plain, Mechanism::Login];
        let login = Credentials::new(user.clone(), password.clone());
        let said = connection.auth(&known, &login).await;
        said.map_err(|error| before_the_dot(Stage::Login, &error))?;
    }
    let mut parameters = Vec::new();
    let mut addresses = envelope.to().iter().chain(envelope.from());
    if !addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
        let speaks = Extension::SmtpUtfEight;
        if !connection.server_info().supports_feature(speaks) {
            let why = "the server takes no address that is not ASCII";
            return Err(Refusal::new(Kind::Country).because(why));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let from = Mail::new(envelope.from().cloned(), parameters);
    let said = connection.command(from).await;
    said.map_err(|error| before_the_dot(Stage::Sender, &error))?;
    for to in envelope.to() {
        let said = connection.command(Rcpt::new(to.clone(), Vec::new())).await;
        said.map_err(|error| before_the_dot(Stage::Recipient, &error))?;
    }
    let said = connection.command(Data).await;
    said.map_err(|error| before_the_dot(Stage::Message, &error))?;
    Ok(connection)
}

/// A connection, encrypted as the settings say.
async fn connect(smtp: &Ready) -> Step<AsyncSmtpConnection> {
    let (server, hello) = (&smtp.server, &smtp.hello);
    let wrong = |error: Error| before_the_dot(Stage::Greeting, &error);
    let implicit = (server.tls == Tls::Implicit).then(|| smtp.tls.clone());
    let place = (server.host.as_str(), server.port);
    let opened =
        AsyncSmtpConnection::connect_tokio1(place, Some(PATIENCE), hello, implicit, None).await;
    let mut connection = opened.map_err(wrong)?;
    let upgrades = match server.tls {
        Tls::Nothing | Tls::Implicit => false,
        Tls::Opportunistic => connection.can_starttls(),
        Tls::Required => true,
    };
    if upgrades && !connection.can_starttls() {
        let why = "the server offers no STARTTLS";
        return Err(Refusal::new(Kind::Config).because(why));
    }
    if upgrades {
        let upgraded = connection.starttls(smtp.tls.clone(), hello).await;
        upgraded.map_err(|error| match answered(Stage::Greeting, &error) {
            Some(refusal) => refusal,
            None => Refusal::new(Kind::Config).because("TLS failed"),
        })?;
    }
    Ok(connection)
}

fn before_the_dot(stage: Stage, error: &Error) -> Refusal {
    if let Some(refusal) = answered(stage, error) {
        return refusal;
    }
    if error.is_tls() || is_of_tls(error) {
        return Refusal::new(Kind::Config).because("TLS failed");
    }
    let why = match (error.is_response(), error.is_client()) {
        (true, _) => "the server answered nonsense",
        (_, true) => return Refusal::new(Kind::Config).because("the server lacks what is needed"),
        _ => "the server was not reached",
    };
    Refusal::new(Kind::Temporary).because(why)
}

/// Whether the connection was there, and what came over it was not the TLS that we take. lettre
/// calls that a failure of the connection.
fn is_of_tls(error: &Error) -> bool {
    let first = std::error::Error::source(error);
    let mut causes = std::iter::successors(first, |cause| cause.source());
    causes.any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        io.is_some_and(|error| error.kind() == std::io::ErrorKind::InvalidData)
    })
}

fn after_the_dot(error: &Error) -> Outcome {
    match answered(Stage::Message, error) {
        Some(refusal) => Outcome::Refused(refusal),
        None if error.is_response() && !ended(error) => Outcome::Unknown(Unknown::Garbage),
        None => Outcome::Unknown(Unknown::Cut),
    }
}

/// Whether the server hung up in place of an answer, which lettre calls a wrong one.
fn ended(error: &Error) -> bool {
    said(error) == "incomplete response"
}

/// The refusal that the server answered, where it did.
fn answered(stage: Stage, error: &Error) -> Option<Refusal> {
    let code: u16 = error.status()?.to_string().parse().ok()?;
    Some(reply::refusal(stage, code, &said(error)))
}

/// The text of an answer. It quotes addresses: only its codes are looked at.
fn said(error: &Error) -> String {
    let source = std::error::Error::source(error);
    source.map(ToString::to_string).unwrap_or_default()
}
