//! Sending a message with a made-up code, to see what the providers say.

use cleat_delivery::call::Moment;
use cleat_delivery::outcome::{Outcome, Refusal};
use cleat_delivery::provider::Scope;
use cleat_delivery::{Letter, Medium, Outbox, Trial};
use cleat_engine::kernel::{App, Result};
use cleat_protocol::email::Email;
use cleat_protocol::phone::Phone;

/// Digits of the code.
const DIGITS: usize = 6;

/// Whom a test message is for.
pub struct Target {
    medium: Medium,
    to: String,
}

impl Target {
    /// Whoever is reached there.
    pub(crate) fn new(medium: Medium, to: &str) -> Self {
        let to = to.to_owned();
        Self { medium, to }
    }

    /// Reads `sms` or `email` and a number or an address.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(medium: &str, to: &str) -> std::result::Result<Self, String> {
        let medium = Medium::parse(medium).ok_or("must be sms or email")?;
        let to = match medium {
            Medium::Sms if !to.starts_with('+') => {
                return Err("the number must begin with + and its country code".into());
            }
            Medium::Sms => Phone::international(to)
                .map_err(|error| error.to_string())?
                .e164(),
            Medium::Email => Email::parse(to).map_err(|error| error.to_string())?.address,
        };
        Ok(Self { medium, to })
    }
}

/// What a provider said to a test message.
pub struct Said {
    /// Its id and its vendor.
    pub provider: String,
    /// Whether it took the message.
    pub taken: bool,
    /// The same in words.
    pub words: String,
}

/// Hands a test message to the providers of a pool, in their order, until one takes it: what each of
/// them said.
///
/// # Errors
/// When the database fails.
pub async fn send_test(app: &App, pool_id: &str, target: &Target) -> Result<Vec<Said>> {
    let (medium, to) = (target.medium, target.to.as_str());
    let mut tx = app.db.read().await?;
    let revision = Outbox::revision(&mut tx, pool_id).await?;
    let providers = app.outbox.providers(&mut tx, pool_id, revision).await?;
    drop(tx);
    let mut letter = letter(app, pool_id, target);
    let mut said = Vec::new();
    for (provider, place) in providers
        .of(Scope::of(medium, to), &letter.country, &[])
        .iter()
        .zip(1..)
    {
        letter.attempt_id = format!("{}-{place}", letter.id);
        let nonce = app.random.nonce();
        let at = Moment {
            now: app.clock.now(),
            nonce: &nonce,
            callback: None,
        };
        let outcome = app.outbox.deliver(provider, &letter, &at).await;
        let taken = matches!(outcome, Outcome::Taken(_));
        said.push(Said {
            provider: format!("{} ({})", provider.id, provider.vendor),
            taken,
            words: words(&outcome),
        });
        if taken {
            break;
        }
    }
    Ok(said)
}

/// A letter with a made-up code.
pub(crate) fn letter(app: &App, pool_id: &str, target: &Target) -> Letter {
    let now = app.clock.now();
    let trial = Trial {
        id: &app.random.id(now),
        pool_id,
        medium: target.medium,
        to: &target.to,
        language: "en-US",
        code: &app.random.digits(DIGITS),
        lifetime: app.settings.code_lifetime,
        now,
    };
    trial.letter()
}

fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Taken(taken) => match &taken.vendor_id {
            Some(id) => format!("took the message, as {id}."),
            None => "took the message.".into(),
        },
        Outcome::Unknown(why) => format!("nobody knows whether it was taken: {}.", why.as_str()),
        Outcome::Refused(refusal) => refused(refusal),
    }
}

fn refused(refusal: &Refusal) -> String {
    let details = [
        refusal.code.as_ref().map(|code| format!("code {code}")),
        refusal
            .request_id
            .as_ref()
            .map(|id| format!("request {id}")),
        refusal.why.map(str::to_owned),
    ];
    let details: Vec<_> = details.into_iter().flatten().collect();
    let kind = refusal.kind;
    let words = format!("refused ({}). {}", kind.as_str(), kind.words());
    match details.is_empty() {
        true => words,
        false => format!("{words} ({})", details.join(", ")),
    }
}
