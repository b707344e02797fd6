//! The first owner, and one who comes to the rescue: by a link, once.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_protocol::seal;
use cleat_store::Tx;

use super::link::FIRST;
use super::session::{LONGEST, begin};
use super::{POOL, Person, Role, calls, person, store};
use crate::account::Account;
use crate::audit::{self, Event, Proof};
use crate::failures;
use crate::kernel::{Cx, Outcome, Result, Stop};
use crate::session::store::start;
use crate::session::{NewBrowserSession, Start};

/// An owner to be written.
struct New {
    digest: String,
    account: Account,
    session: NewBrowserSession,
}

/// Makes an owner and signs them in; the cookie of their session.
///
/// # Errors
/// `GrantInvalid` where the link does not work any more, the field that is wrong, or what is taken.
pub async fn setup(cx: &Cx, token: &str, person: &Person) -> Result<String> {
    cx.count().await?;
    let digest = seal::sha256(token);
    // A password is not hashed for whoever has no link.
    let mut tx = cx.read().await?;
    let kind = store::link(&mut tx, &digest, cx.now()).await?;
    works(&mut tx, kind).await?;
    drop(tx);
    let account = person.account(cx).await?;
    let (session, cookie) = begin(cx, None, cx.now() + LONGEST);
    let new = New {
        digest,
        account,
        session,
    };
    cx.write(new, write).await?;
    Ok(cookie)
}

/// Whether a link of that kind still makes somebody an owner; what it is called in the trail.
async fn works(tx: &mut Tx, kind: Option<String>) -> Outcome<&'static str> {
    let kind = kind.ok_or(ErrorCode::GrantInvalid)?;
    if kind != FIRST {
        return Ok("recovery link");
    }
    match store::has_owner(tx).await? {
        true => Err(ErrorCode::GrantInvalid.into()),
        false => Ok("set-up link"),
    }
}

async fn write(tx: &mut Tx, cx: &Cx, new: &New) -> Outcome<()> {
    add(tx, cx, new).await.map_err(Stop::undone)
}

async fn add(tx: &mut Tx, cx: &Cx, new: &New) -> Outcome<()> {
    let (now, account) = (cx.now(), &new.account);
    let kind = store::take_link(tx, &new.digest, now).await?;
    let by = works(tx, kind).await?;
    person::add(tx, account).await?;
    store::insert(tx, &account.id, Role::Owner, false, now).await?;
    start(
        tx,
        &Start::Browser(new.session.clone()),
        account,
        "pwd",
        now,
    )
    .await?;
    failures::remember(tx, cx, POOL, &account.id).await?;
    let event = Event::of(EventType::Register, POOL).user(&account.id);
    let event = event.method(Proof::Operation(by)).on_console(calls::SET_UP);
    let event = event.by(&account.id);
    audit::record(tx, cx, event.after(&account.contacts())).await?;
    Ok(())
}
