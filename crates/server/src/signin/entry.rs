//! The page that asks for a number, an address or a password, and the one that asks for a code.

use axum::body::Body;
use axum::response::Response;
use cleat_api::{ErrorCode, Language};
use cleat_engine::kernel::{Cx, Error, Result};
use cleat_engine::passcode;
use cleat_engine::tenancy::{self, Application};
use cleat_nouns::oidc::authorize::Prompt;
use minijinja::{Value, context};

use super::agreements;
use super::asked::Asked;
use super::countries;
use super::render::Page;
use super::step::Step;
use super::texts;
use super::ways::Way;

/// The way that an application shows first.
pub fn first(step: &Step) -> Way {
    let ways = step.ways();
    let hint = step
        .opened
        .request
        .login_hint
        .as_deref()
        .unwrap_or_default();
    let hinted = ways.iter().find(|way| match way {
        Way::Email => hint.contains('@'),
        Way::Phone => hint.starts_with('+'),
        Way::Password => false,
    });
    hinted.or(ways.first()).copied().unwrap_or(Way::Phone)
}

/// What was wrong with a form, and what stood in it.
pub struct Refused {
    /// Why.
    pub error: Error,
    /// What was given, so that nobody types it again.
    pub given: String,
    /// The country that was chosen.
    pub country: Option<String>,
}

/// What a page says of an error. Names of fields mean nothing to who reads it.
pub fn sentence(error: &Error, way: Way, language: Language) -> String {
    let detail = error.detail.as_deref().unwrap_or_default();
    let own = match (error.code, way) {
        (ErrorCode::InvalidArgument, _) if detail.starts_with(agreements::FIELD) => {
            "fault.agreement"
        }
        (ErrorCode::UserNotFound, _) => "fault.new",
        (ErrorCode::InvalidArgument, Way::Phone) => "fault.phone",
        (ErrorCode::InvalidArgument, Way::Email) => "fault.email",
        (ErrorCode::InvalidArgument, Way::Password) => "fault.name",
        _ => return error.message(language),
    };
    texts::text(language, own).to_owned()
}

/// The field and the parameter that say that a page is one of sign-up.
pub const SIGNS_UP: &str = "signs_up";

/// Whether the sign-in goes on as a sign-up: the page offered that, or there is one page for both.
/// Whoever came back from a source says apart whether they are new.
pub fn signs_up(step: &Step, asked: &Asked) -> bool {
    if step.found.is_some() {
        return false;
    }
    step.app.document.login_config.merge_login_and_register_page
        || step.opened.request.asks(Prompt::Create)
        || asked
            .field(SIGNS_UP)
            .or_else(|| asked.param(SIGNS_UP))
            .is_some()
}

/// Whether the page is one of sign-up alone.
pub fn is_sign_up(step: &Step, asked: &Asked) -> bool {
    !step.app.document.login_config.merge_login_and_register_page && signs_up(step, asked)
}

/// The page that sign-ins begin with.
///
/// # Errors
/// The fault of a server, or what the template is at fault for.
pub async fn page(
    step: &Step,
    asked: &Asked,
    way: Option<Way>,
    refused: Option<Refused>,
) -> Result<Response<Body>> {
    let ways = step.ways();
    let way = way
        .filter(|way| ways.contains(way))
        .unwrap_or_else(|| first(step));
    if ways.is_empty() && step.sources.is_empty() && step.found.is_none() {
        return Page::words("title.fault", "fault.method", step.language()).answer();
    }
    let signs_up = is_sign_up(step, asked);
    let title = match (&step.found, signs_up) {
        (Some(_), _) => "title.link",
        (None, true) => "title.sign_up",
        (None, false) => "title.sign_in",
    };
    let page = step.page("sign_in.html", title);
    let links = links(step, (&ways, way), signs_up);
    let fields = fields(step, asked, (way, signs_up), refused.as_ref()).await?;
    let values = context! { ..links, ..context! { ..fields, ..page.values.clone() } };
    let error = refused.as_ref().map(|refused| &refused.error);
    Page { values, ..page }.after(error).answer()
}

/// Where the page leads besides.
fn links(step: &Step, (ways, way): (&[Way], Way), signs_up: bool) -> Value {
    let joins = step.found.is_some();
    let merges = step.app.document.login_config.merge_login_and_register_page;
    let by_code = ways.iter().find(|way| way.signs_up(&step.app));
    let others = ways.iter().filter(|other| **other != way);
    let others = others.filter(|other| !signs_up || other.signs_up(&step.app));
    let others = others.map(|other| {
        let text = texts::text(step.language(), other.link());
        context! { by => other.as_str(), text => text }
    });
    context! {
        by_code => by_code.map(|way| way.as_str()),
        signs_up => signs_up,
        has_form => !ways.is_empty(),
        joins => joins,
        merges => merges && !joins && way.signs_up(&step.app),
        offers_sign_up => !signs_up && !merges && !joins && by_code.is_some(),
        others => others.collect::<Vec<_>>(),
        sources => sources(step),
        languages => languages_of(&step.app, step.language()),
    }
}

/// The sources that somebody may sign in by instead.
fn sources(step: &Step) -> Vec<Value> {
    let with = texts::text(step.language(), "link.with");
    let offered = step.sources.iter().filter(|_| step.found.is_none());
    let shown = offered.map(|one| {
        let text = with.replace("{source}", &one.display_name);
        context! { identifier => one.identifier.as_str(), text => text }
    });
    shown.collect()
}

/// What stands in the fields of the page, and what was wrong with it.
async fn fields(
    step: &Step,
    asked: &Asked,
    (way, signs_up): (Way, bool),
    refused: Option<&Refused>,
) -> Result<Value> {
    let language = step.language();
    let country = refused.and_then(|refused| refused.country.as_deref());
    let country = country.or_else(|| countries::of_languages(asked.languages()));
    let listed = match way {
        Way::Phone => countries::offered(&step.cx, &step.app.pool_id, country).await?,
        _ => Vec::new(),
    };
    let hint = step.opened.request.login_hint.as_deref();
    let given = refused.map(|refused| refused.given.as_str()).or(hint);
    let agreements = agreements::shown(step, signs_up);
    let hint = refused.and_then(|refused| hint_of(step, &refused.error));
    let hint = hint.map(|key| texts::text(language, key).to_owned());
    let found = step.found.as_ref();
    let joining =
        found.map(|found| texts::text(language, "hint.join").replace("{source}", &found.title()));
    let offers_new = offers_new(step).await?;
    Ok(context! {
        hint => hint.or(joining),
        offers_new => offers_new,
        by => way.as_str(),
        agreements => agreements::values(&agreements, asked),
        forgot => offers_reset(step) && way == Way::Password,
        countries => listed.iter().map(countries::Country::shown).collect::<Vec<_>>(),
        given => given.unwrap_or_default(),
        error => refused.map(|refused| sentence(&refused.error, way, language)),
    })
}

/// Whether whoever came back from a source may say that they are new.
async fn offers_new(step: &Step) -> Result<bool> {
    let Some(found) = &step.found else {
        return Ok(false);
    };
    let settings = tenancy::settings(&mut *step.cx.read().await?, &step.app.pool_id).await;
    let is_closed = settings.map_err(Error::from)?.register_disabled;
    Ok(!is_closed && !found.conn.row.login_only)
}

/// What helps against an error, where something does.
fn hint_of(step: &Step, error: &Error) -> Option<&'static str> {
    match error.code {
        ErrorCode::AccountLocked if offers_reset(step) => Some("hint.unlock"),
        ErrorCode::EmailNotVerified => Some("hint.confirm"),
        _ => None,
    }
}

/// Whether the page leads to a new password for who forgot the old one.
pub fn offers_reset(step: &Step) -> bool {
    step.app
        .document
        .branding_config
        .show_forget_password_button
}

/// The languages that a page may be read in, where the application shows them.
pub fn languages_of(app: &Application, language: Language) -> Vec<Value> {
    if !app.document.branding_config.show_change_language_button {
        return Vec::new();
    }
    all_languages(language)
}

/// The languages of all pages.
pub fn all_languages(language: Language) -> Vec<Value> {
    let named = |one: &Language| {
        let name = match one {
            Language::EnUs => "English",
            Language::ZhCn => "简体中文",
            Language::ZhTw => "繁體中文",
            Language::JaJp => "日本語",
        };
        context! { name => name, tag => one.as_str(), chosen => *one == language }
    };
    Language::ALL.iter().map(named).collect()
}

/// The parameter that says when a code was sent.
pub const SENT_AT: &str = "sent";

/// Seconds until another code may be asked for, where the address says when one was sent.
fn wait(cx: &Cx, asked: &Asked) -> Option<i64> {
    let sent: i64 = asked.param(SENT_AT)?.parse().ok()?;
    let left = sent.checked_add(passcode::RESEND)?.checked_sub(cx.now())?;
    Some((left + 999) / 1000).filter(|left| (1..=passcode::RESEND / 1000).contains(left))
}

/// Digits of the codes of a pool.
///
/// # Errors
/// When the database fails.
pub async fn code_length(cx: &Cx, pool_id: &str) -> Result<i64> {
    let settings = tenancy::settings(&mut *cx.read().await?, pool_id).await;
    Ok(settings.map_err(Error::from)?.verify_code_length)
}

/// The page that asks for the code that went to the target of the sign-in.
///
/// # Errors
/// What the template is at fault for.
pub async fn code_page(
    step: &Step,
    asked: &Asked,
    target: &str,
    error: Option<&Error>,
) -> Result<Response<Body>> {
    let page = step.page("code.html", "title.code");
    let length = code_length(&step.cx, &step.app.pool_id).await?;
    let way = if target.contains('@') {
        Way::Email
    } else {
        Way::Phone
    };
    let merges = step.app.document.login_config.merge_login_and_register_page;
    let masked = cleat_protocol::phone::mask(target);
    let own = context! {
        sent => texts::text(step.language(), "hint.sent").replace("{to}", &masked),
        by => way.as_str(),
        signs_up => !merges && signs_up(step, asked),
        length => length,
        wait => wait(&step.cx, asked),
        error => error.map(|error| error.message(step.language())),
    };
    let values = context! { ..own, ..page.values.clone() };
    Page { values, ..page }.after(error).answer()
}
