//! An identity of a source that is nobody's here, where its connection asks whose it becomes: of
//! somebody who signs in now, or of somebody new.

use axum::body::Body;
use axum::response::Response;
use cleat_api::Endpoint as _;
use cleat_api::ext_idp::SignInByMobile;
use cleat_engine::external::{Found, release};
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::session::{Start, at_browser};
use cleat_nouns::oidc::authorize::Signed;
use cleat_nouns::{ext_idp, signin};
use cleat_store::Tx;
use minijinja::context;

use super::asked::{Asked, answered};
use super::entry::{self, Refused};
use super::paths::joining;
use super::render::{Page, see_other};
use super::sign_in::Begun;
use super::step::{Step, Submitted, name_of};
use super::texts;

/// Whether somebody signed in here, by a way that proves whose an identity becomes.
pub fn is_proof(step: &Step, signed: &Signed) -> bool {
    let is_here = step.opened.row.signed_in.as_ref() == Some(&signed.session.id);
    let mut ways = step.ways().into_iter();
    is_here && ways.any(|way| way.amr() == signed.session.amr)
}

/// The page that asks whoever has just signed in whether the identity becomes theirs: somebody else
/// may have left it.
///
/// # Errors
/// What the template is at fault for.
pub fn question(
    step: &Step,
    found: &Found,
    signed: &Signed,
    error: Option<&Error>,
) -> Result<Response<Body>> {
    let page = step.page("choice.html", "title.link");
    let text = |key| texts::text(step.language(), key);
    let own = context! {
        question => text("hint.link")
            .replace("{source}", &found.title())
            .replace("{who}", &name_of(&signed.account)),
        error => error.map(|error| error.message(step.language())),
        shown_to => step.asking(signed),
        action => joining(step.id()),
        yes => text("button.link"),
        no => text("button.not_link"),
    };
    let values = context! { ..own, ..page.values.clone() };
    Page { values, ..page }.after(error).answer()
}

/// `POST /login/{id}/link`
pub async fn answer(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = joined(&step, &asked).await;
    answered(&step.cx, result)
}

async fn joined(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    match asked.field("answer").as_deref() {
        Some("yes") => linked(step, asked).await,
        Some("new") => signed_up(step, asked).await,
        Some("no") => {
            step.cx.write(Given(step.id().to_owned()), give_up).await?;
            see_other(&step.path())
        }
        _ => see_other(&step.path()),
    }
}

/// A sign-in in which nothing is linked.
struct Given(String);

async fn give_up(tx: &mut Tx, _: &Cx, given: &Given) -> Outcome<()> {
    release(tx, &given.0).await?;
    Ok(())
}

async fn linked(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let signed = step.asked_one(asked).await?;
    let signed = signed.filter(|signed| is_proof(step, signed));
    let (Some(found), Some(signed)) = (&step.found, signed) else {
        return see_other(&step.path());
    };
    let me = at_browser(&step.cx, &signed.session, &signed.account).await?;
    let at = (step.id(), step.app.id.as_str());
    match ext_idp::join(&step.cx, &me, at, found).await {
        Ok(()) => see_other(&step.path()),
        Err(error) if error.code.status_code() < 500 => {
            question(step, found, &signed, Some(&error))
        }
        Err(error) => Err(error),
    }
}

async fn signed_up(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    let Some(found) = &step.found else {
        return see_other(&step.path());
    };
    let cx = asked.acting(SignInByMobile::operation(), &step.app, &step.cx)?;
    let begun = Begun::of(step, asked).await?;
    let start = Start::Browser(begun.session.clone());
    match signin::as_somebody_new(&cx, &step.app, (step.id(), found), start).await {
        Ok(account) => begun.finish(step, &account).await,
        Err(error) if error.code.status_code() < 500 => {
            let refused = Refused {
                error,
                given: String::new(),
                country: None,
            };
            entry::page(step, asked, None, Some(refused)).await
        }
        Err(error) => Err(error),
    }
}
