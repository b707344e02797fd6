//! A sign-in on its way.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request};
use axum::response::{IntoResponse, Response};
use cleat_api::Language;
use cleat_engine::account::Account;
use cleat_engine::external::{Connection, Found, enabled, held};
use cleat_engine::http::default_to;
use cleat_engine::kernel::{App, Cx, Error, Result};
use cleat_engine::passcode;
use cleat_engine::tenancy::{Application, applications};
use cleat_nouns::oidc::authorize::{Opened, ResponseMode, Signed, find, origin_of, session_of};
use cleat_protocol::seal;
use http::StatusCode;
use minijinja::context;

use super::asked::{Asked, answered};
use super::fields::Form;
use super::paths::path_of;
use super::render::Page;
use super::ways::{self, Way};
use super::{forms, look, texts};

/// A sign-in on its way, as its own browser asks for it.
pub struct Step {
    /// Context in the language of the page.
    pub cx: Cx,
    /// The sign-in.
    pub opened: Opened,
    /// Its application.
    pub app: Arc<Application>,
    /// What binds it to the browser.
    pub browser: String,
    /// Connections to sources that its application shows, and that have a page.
    pub sources: Vec<Connection>,
    /// Who came back from one of them and is nobody here yet.
    pub found: Option<Arc<Found>>,
}

impl Step {
    /// Finds it; else the page that says why there is none.
    pub async fn of(asked: &Asked, id: &str) -> Result<Self, Response<Body>> {
        let cx = asked.cx(None);
        match Self::find(asked, &cx, id).await {
            Ok(Some(step)) => Ok(step),
            Ok(None) => Err(answered(&cx, expired(&cx))),
            Err(error) => Err(answered(&cx, Err(error))),
        }
    }

    async fn find(asked: &Asked, cx: &Cx, id: &str) -> Result<Option<Self>> {
        let Some(browser) = asked.cookies.browser() else {
            return Ok(None);
        };
        let Some(opened) = find(cx, id, browser).await? else {
            return Ok(None);
        };
        let row = &opened.row;
        let (row, sources) = {
            let mut tx = cx.read().await?;
            let app = applications::find_in(&mut tx, &row.pool_id, &row.app_id).await?;
            (
                app,
                enabled::of_app(&mut tx, &row.pool_id, &row.app_id).await?,
            )
        };
        let Some(row) = row else { return Ok(None) };
        let found = held(cx, id).await?;
        // Who comes by a source has no `acr`: none is offered where one is essential.
        let is_free = !opened.request.acr.is_essential;
        let has_page =
            |one: &Connection| is_free && one.source().is_ok_and(|source| source.has_page);
        let app = Application::open(cx, row)?;
        let cx = asked.cx(opened.request.language);
        default_to(&cx, &app);
        Ok(Some(Self {
            cx,
            opened,
            app,
            browser: browser.to_owned(),
            sources: sources.into_iter().filter(has_page).collect(),
            found,
        }))
    }

    /// As [`Step::of`], for a form that must be of this page.
    async fn of_form(asked: &Asked, id: &str) -> Result<Self, Response<Body>> {
        let step = Self::of(asked, id).await?;
        let given = asked.field(forms::TOKEN);
        if !forms::is_own(asked.headers(), &step.token(), given.as_deref()) {
            let page = Page::fault(StatusCode::FORBIDDEN, "fault.form", step.language());
            return Err(answered(&step.cx, page));
        }
        match step.opened.row.answered_at {
            Some(_) => Err(answered(&step.cx, done(&step.cx))),
            None => Ok(step),
        }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.opened.row.id
    }

    /// The ways by which somebody signs in on it, the one that is shown first in front. An identity
    /// that is nobody's yet leaves those that prove whose it becomes. Where the application asks for
    /// some, they come first; where it insists, they are all there is.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = ways::of(&self.app);
        let acr = &self.opened.request.acr;
        let fits = |way: &Way| acr.any_of.contains(&way.acr());
        if acr.is_essential {
            ways.retain(fits);
        }
        ways.sort_by_key(|way| !fits(way));
        if let Some(found) = &self.found {
            ways.retain(|way| found.conn.fields.takes(way.proof()));
        }
        ways
    }

    /// Its path.
    pub fn path(&self) -> String {
        path_of(self.id())
    }

    /// Language of its pages.
    pub fn language(&self) -> Language {
        self.cx.request.language()
    }

    /// What its forms are known by.
    pub fn token(&self) -> String {
        forms::token(&self.cx, self.id(), &self.browser)
    }

    /// What a form is known by that asks one person something: who signs in meanwhile, in another
    /// tab, was not asked.
    pub fn asking(&self, signed: &Signed) -> String {
        let page = format!("{} {}", self.id(), signed.session.id);
        forms::token(&self.cx, &page, &self.browser)
    }

    /// The user who is signed in at the browser and was shown the form.
    pub async fn asked_one(&self, asked: &Asked) -> Result<Option<Signed>> {
        let given = asked.field(forms::SHOWN_TO).unwrap_or_default();
        let signed = self.signed(asked).await?;
        Ok(signed.filter(|signed| seal::equal(&given, &self.asking(signed))))
    }

    /// The user who is signed in at the browser.
    pub async fn signed(&self, asked: &Asked) -> Result<Option<Signed>> {
        let pool_id = &self.app.pool_id;
        session_of(&self.cx, pool_id, asked.cookies.session(pool_id)).await
    }

    /// A page of it.
    pub fn page(&self, template: &'static str, title: &'static str) -> Page {
        let logo = self.app.document.app_logo.as_str();
        let logo = Some(logo).filter(|logo| logo.starts_with("https://"));
        let name = self.app.document.app_name.as_str();
        Page {
            app: Some(name.to_owned()),
            look: look::of(&self.app),
            leads_to: origin_of(&self.opened.request.redirect_uri),
            is_opened: self.opened.request.mode == ResponseMode::WebMessage,
            values: context! {
                logo => logo,
                base => self.path(),
                token => self.token(),
                to => match self.opened.request.own_page() {
                    Some(_) => texts::text(self.language(), "to.own").to_owned(),
                    None => texts::text(self.language(), "to").replace("{app}", name),
                },
            },
            ..Page::new(template, title, self.language())
        }
    }

    /// A page of it with a form alone.
    pub fn form(
        &self,
        title: &'static str,
        form: &Form,
        error: Option<&Error>,
    ) -> Result<Response<Body>> {
        let page = self.page("form.html", title);
        let own = form.shown(self.language(), passcode::RESEND / 1000);
        let values = context! { ..own, ..page.values.clone() };
        Page { values, ..page }.after(error).answer()
    }
}

/// What an account is shown as to its own user.
pub fn name_of(account: &Account) -> String {
    let name = account
        .e164()
        .map(|number| cleat_protocol::phone::mask(&number));
    let name = name.or_else(|| account.email.as_deref().map(cleat_protocol::phone::mask));
    let name = name.or_else(|| account.username.clone());
    name.unwrap_or_else(|| account.id.clone())
}

/// A request to a page of a sign-in that goes on; else the answer is the page that says why not.
pub struct Visited(pub Step, pub Asked);

impl FromRequest<Arc<App>> for Visited {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let (id, asked) = read(request, app).await?;
        let step = Step::of(&asked, &id).await?;
        Ok(Self(step, asked))
    }
}

/// A form of such a page, sent from it.
pub struct Submitted(pub Step, pub Asked);

impl FromRequest<Arc<App>> for Submitted {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let (id, asked) = read(request, app).await?;
        let step = Step::of_form(&asked, &id).await?;
        Ok(Self(step, asked))
    }
}

async fn read(request: Request, app: &Arc<App>) -> Result<(String, Asked), Response<Body>> {
    let (mut parts, body) = request.into_parts();
    let id = Path::from_request_parts(&mut parts, app).await;
    let Path(id) = id.map_err(IntoResponse::into_response)?;
    let asked = Asked::from_request(Request::from_parts(parts, body), app).await?;
    Ok((id, asked))
}

/// The page for what is over, or another browser's.
pub fn expired(cx: &Cx) -> Result<Response<Body>> {
    Page::fault(
        StatusCode::BAD_REQUEST,
        "fault.expired",
        cx.request.language(),
    )
}

/// The page after the answer, for whoever goes back to it.
pub fn done(cx: &Cx) -> Result<Response<Body>> {
    Page::words("title.done", "hint.done", cx.request.language()).answer()
}
