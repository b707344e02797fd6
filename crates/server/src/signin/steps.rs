//! The pages of a sign-in on its way: which one comes next.

use axum::body::Body;
use axum::response::Response;
use cleat_api::{ErrorCode, Language};
use cleat_engine::account::Account;
use cleat_engine::kernel::Result;
use cleat_nouns::oidc::authorize::{Next, Signed, answer_with_code, close, decide};
use minijinja::context;

use super::asked::{Asked, answered, with_cookie};
use super::authorize::UNMET;
use super::leave::leave;
use super::render::{Page, see_other};
use super::step::{Step, Visited, done, name_of};
use super::ways::Way;
use super::{cookies, device, entry, joining, new_password, texts};

/// `GET /login/{id}`
pub async fn get(Visited(step, asked): Visited) -> Response<Body> {
    let result = next(&step, &asked).await;
    answered(&step.cx, result)
}

async fn next(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    if let Some(tag) = asked.param("lang").as_deref().and_then(Language::parse) {
        let cookie = cookies::set_language(tag.as_str());
        return Ok(with_cookie(see_other(&step.path())?, cookie));
    }
    if step.opened.row.answered_at.is_some() {
        return done(&step.cx);
    }
    let request = &step.opened.request;
    let is_hopeless = request.acr.is_essential && step.ways().is_empty();
    if !is_hopeless && let Some(way) = asked.param("by").as_deref().and_then(Way::parse) {
        return entry::page(step, asked, Some(way), None).await;
    }
    let row = &step.opened.row;
    let signed = step.signed(asked).await?;
    if let Some(found) = &step.found {
        return match signed.filter(|signed| joining::is_proof(step, signed)) {
            Some(signed) => joining::question(step, found, &signed, None),
            None => entry::page(step, asked, None, None).await,
        };
    }
    match decide(&step.cx, &step.app, request, Some(row), signed).await? {
        Next::SignIn if is_hopeless => unmet(step).await,
        Next::SignIn => entry::page(step, asked, None, None).await,
        Next::Choose(signed) => choose_page(step, &signed),
        Next::Consent(signed) => consent_page(step, &signed),
        Next::Password(signed) => new_password::page(step, &signed, None),
        Next::Unmet => unmet(step).await,
        Next::Answer(_) if request.own_page().is_some() => {
            close(&step.cx, step.id()).await?;
            see_other(request.own_page().unwrap_or_default())
        }
        Next::Answer(signed) => leave_signed_in(step, signed).await,
    }
}

/// Nobody can be authenticated as the application insists.
async fn unmet(step: &Step) -> Result<Response<Body>> {
    if !close(&step.cx, step.id()).await? {
        return done(&step.cx);
    }
    let error = ErrorCode::AcrUnavailable.oauth_error();
    let refusal = step.opened.request.refusal(&step.cx, error, UNMET);
    leave(&step.cx, &refusal)
}

async fn leave_signed_in(step: &Step, signed: Signed) -> Result<Response<Body>> {
    let request = &step.opened.request;
    if let Some(device) = &request.device {
        return device::connected(step, device, signed).await;
    }
    let id = Some(step.id());
    match answer_with_code(&step.cx, &step.app, request, id, signed).await? {
        Some(answer) => leave(&step.cx, &answer),
        None => done(&step.cx),
    }
}

/// The sentence that says who is signed in.
fn who(step: &Step, account: &Account) -> String {
    texts::text(step.language(), "hint.as").replace("{who}", &name_of(account))
}

fn choose_page(step: &Step, signed: &Signed) -> Result<Response<Body>> {
    let page = step.page("choice.html", "title.account");
    let text = |key| texts::text(step.language(), key);
    let own = context! {
        question => who(step, &signed.account),
        shown_to => step.asking(signed),
        action => format!("{}/account", step.path()),
        yes => text("button.go_on"),
        other => format!("{}?by={}", step.path(), entry::first(step).as_str()),
    };
    let values = context! { ..own, ..page.values.clone() };
    Page { values, ..page }.answer()
}

fn consent_page(step: &Step, signed: &Signed) -> Result<Response<Body>> {
    let page = step.page("choice.html", "title.consent");
    let text = |key| texts::text(step.language(), key);
    let scopes = step.opened.request.wanted().into_iter();
    let told = scopes.filter_map(|scope| texts::find(step.language(), &format!("scope.{scope}")));
    let device = step.opened.request.device.as_ref();
    let same = device.map(|device| text("hint.same_code").replace("{code}", &device.user_code));
    let own = context! {
        note => same,
        question => text("hint.consent").replace("{app}", &step.app.document.app_name),
        list => told.collect::<Vec<_>>(),
        who => who(step, &signed.account),
        shown_to => step.asking(signed),
        action => format!("{}/consent", step.path()),
        yes => text("button.allow"),
        no => text("button.deny"),
        other => format!("{}?by={}", step.path(), entry::first(step).as_str()),
    };
    let values = context! { ..own, ..page.values.clone() };
    Page { values, ..page }.answer()
}
