//! The page that asks for a number, an address or a password, and the one that asks for a code.

use axum::body::Body;
use axum::response::Response;
use cleat_api::{ErrorCode, Language};
use cleat_engine::kernel::{Error, Result};
use cleat_nouns::oidc::authorize::Prompt;
use http::StatusCode;
use minijinja::{Value, context};

use super::asked::Asked;
use super::countries;
use super::render::Page;
use super::step::Step;
use super::texts;
use super::ways::{self, Way};

/// The way that an application shows first.
pub fn first(step: &Step) -> Way {
    let ways = ways::of(&step.app);
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

/// The status of a page that shows an error.
fn status(error: Option<&Error>) -> StatusCode {
    match error.map(|error| error.code.status_code()) {
        None => StatusCode::OK,
        Some(429) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::BAD_REQUEST,
    }
}

/// What a page says of an error. Names of fields mean nothing to who reads it.
fn sentence(error: &Error, way: Way, language: Language) -> String {
    let own = match (error.code, way) {
        (ErrorCode::UserNotFound, _) => "fault.new",
        (ErrorCode::InvalidArgument, Way::Phone) => "fault.phone",
        (ErrorCode::InvalidArgument, Way::Email) => "fault.email",
        (ErrorCode::InvalidArgument, Way::Password) => "fault.name",
        _ => return error.message(language),
    };
    texts::text(language, own).to_owned()
}

/// Whether the sign-in goes on as a sign-up: the page offered that, or there is one page for both.
pub fn signs_up(step: &Step, asked: &Asked) -> bool {
    step.app.document.login_config.merge_login_and_register_page
        || step.opened.request.asks(Prompt::Create)
        || asked
            .field("signs_up")
            .or_else(|| asked.param("signs_up"))
            .is_some()
}

/// The page that sign-ins begin with.
///
/// # Errors
/// The fault of a server, or what the template is at fault for.
pub fn page(
    step: &Step,
    asked: &Asked,
    way: Option<Way>,
    refused: Option<Refused>,
) -> Result<Response<Body>> {
    let ways = ways::of(&step.app);
    let way = way
        .filter(|way| ways.contains(way))
        .unwrap_or_else(|| first(step));
    if ways.is_empty() && step.sources.is_empty() {
        return Page::words("title.fault", "fault.method", step.language()).answer();
    }
    let merges = step.app.document.login_config.merge_login_and_register_page;
    let signs_up = !merges && signs_up(step, asked);
    let title = match signs_up {
        true => "title.sign_up",
        false => "title.sign_in",
    };
    let page = step.page("sign_in.html", title);
    let links = links(step, (&ways, way), signs_up);
    let fields = fields(step, asked, way, refused.as_ref());
    let values = context! { ..links, ..context! { ..fields, ..page.values.clone() } };
    let status = status(refused.as_ref().map(|refused| &refused.error));
    Page {
        values,
        status,
        ..page
    }
    .answer()
}

/// Where the page leads besides.
fn links(step: &Step, (ways, way): (&[Way], Way), signs_up: bool) -> Value {
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
        merges => merges && way.signs_up(&step.app),
        offers_sign_up => !signs_up && !merges && by_code.is_some(),
        others => others.collect::<Vec<_>>(),
        sources => sources(step),
        languages => languages(step),
    }
}

/// The sources that somebody may sign in by instead.
fn sources(step: &Step) -> Vec<Value> {
    let with = texts::text(step.language(), "link.with");
    let shown = step.sources.iter().map(|one| {
        let text = with.replace("{source}", &one.display_name);
        context! { identifier => one.identifier.as_str(), text => text }
    });
    shown.collect()
}

/// What stands in the fields of the page, and what was wrong with it.
fn fields(step: &Step, asked: &Asked, way: Way, refused: Option<&Refused>) -> Value {
    let language = step.language();
    let country = refused.and_then(|refused| refused.country.as_deref());
    let country = country.or_else(|| countries::of_languages(asked.languages()));
    let listed = match way {
        Way::Phone => countries::all(language, country.unwrap_or("CN")),
        _ => Vec::new(),
    };
    let hint = step.opened.request.login_hint.as_deref();
    let given = refused.map(|refused| refused.given.as_str()).or(hint);
    context! {
        by => way.as_str(),
        countries => listed.iter().map(countries::Country::shown).collect::<Vec<_>>(),
        given => given.unwrap_or_default(),
        error => refused.map(|refused| sentence(&refused.error, way, language)),
    }
}

/// The languages that the page may be read in, where the application shows them.
fn languages(step: &Step) -> Vec<Value> {
    if !step
        .app
        .document
        .branding_config
        .show_change_language_button
    {
        return Vec::new();
    }
    let named = |one: &Language| {
        let name = match one {
            Language::EnUs => "English",
            Language::ZhCn => "简体中文",
            Language::ZhTw => "繁體中文",
            Language::JaJp => "日本語",
        };
        context! { name => name, tag => one.as_str(), chosen => *one == step.language() }
    };
    Language::ALL.iter().map(named).collect()
}

/// The page that asks for the code that went to the target of the sign-in.
///
/// # Errors
/// What the template is at fault for.
pub fn code_page(
    step: &Step,
    asked: &Asked,
    target: &str,
    error: Option<&Error>,
) -> Result<Response<Body>> {
    let page = step.page("code.html", "title.code");
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
        error => error.map(|error| error.message(step.language())),
    };
    let values = context! { ..own, ..page.values.clone() };
    Page {
        values,
        status: status(error),
        ..page
    }
    .answer()
}
