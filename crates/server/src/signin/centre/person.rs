//! Somebody who is signed in at a browser and looks at a page of their own.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use cleat_api::Language;
use cleat_engine::http::{Visitor, default_to};
use cleat_engine::kernel::{App, Cx, Error, Result};
use cleat_engine::passcode;
use cleat_engine::session::{SignedInUser, at_browser};
use cleat_engine::tenancy::{Application, applications};
use cleat_nouns::oidc::authorize::{AuthorizationRequest, Signed, begin, session_of};
use http::{Method, StatusCode};
use minijinja::{Value, context};

use super::super::asked::{Asked, answered, with_cookie};
use super::super::fields::Form;
use super::super::paths::{CENTRE, path_of};
use super::super::render::{Page, see_other};
use super::super::{cookies, forms, texts};

/// The parameter that says what has just been done.
const DONE: &str = "done";

/// Somebody who is signed in.
pub struct Person {
    /// Context in the language of the page.
    pub cx: Cx,
    /// Who it is, as operations know them.
    pub me: SignedInUser,
    /// The session of the browser.
    pub signed: Signed,
    /// The application that they signed in to.
    pub app: Arc<Application>,
    browser: String,
}

impl Person {
    async fn find(asked: &Asked, cx: &Cx) -> Result<Option<Self>> {
        for (pool_id, cookie) in asked.cookies.sessions() {
            let Some(signed) = session_of(cx, pool_id, Some(cookie)).await? else {
                continue;
            };
            let app_id = signed.session.app_id.as_str();
            let row = applications::find_in(&mut *cx.read().await?, pool_id, app_id).await?;
            let Some(row) = row else { continue };
            let app = Application::open(cx, row)?;
            let Ok(me) = at_browser(cx, &signed.session, &signed.account).await else {
                continue;
            };
            let cx = asked.cx(None);
            default_to(&cx, &app);
            let browser = asked.cookies.browser().unwrap_or_default().to_owned();
            return Ok(Some(Self {
                cx,
                me,
                signed,
                app,
                browser,
            }));
        }
        Ok(None)
    }

    /// Finds who it is; else sends the browser to sign in.
    async fn of(asked: &Asked) -> Result<Self, Response<Body>> {
        let cx = asked.cx(None);
        let is_form = asked.parts.method == Method::POST;
        let found = match Self::find(asked, &cx).await {
            Ok(Some(found)) => found,
            Ok(None) if is_form => return Err(answered(&cx, see_other(CENTRE))),
            Ok(None) => return Err(answered(&cx, enter(asked, &cx).await)),
            Err(error) => return Err(answered(&cx, Err(error))),
        };
        if is_form && !found.is_own(asked) {
            let page = Page::fault(StatusCode::FORBIDDEN, "fault.form", found.language());
            return Err(answered(&cx, page));
        }
        if found.browser.is_empty() {
            // Browsers forget it when they are closed; who is signed in stays so for longer.
            let here = asked.parts.uri.path();
            let cookie = cookies::set_browser(&cx.app.random.secret());
            return Err(answered(
                &cx,
                see_other(here).map(|to| with_cookie(to, cookie)),
            ));
        }
        Ok(found)
    }

    fn is_own(&self, asked: &Asked) -> bool {
        let given = asked.field(forms::TOKEN);
        let is_own = forms::is_own(asked.headers(), &self.token(), given.as_deref());
        is_own && !self.browser.is_empty()
    }

    /// What the forms of the session's pages are known by.
    fn token(&self) -> String {
        forms::token(&self.cx, &self.signed.session.id, &self.browser)
    }

    /// Language of the pages.
    pub fn language(&self) -> Language {
        self.cx.request.language()
    }

    /// The sentence of a key.
    pub fn text(&self, key: &'static str) -> &'static str {
        texts::text(self.language(), key)
    }

    /// The same person, as operations that anybody may call know them.
    pub fn visitor(&self) -> Visitor {
        Visitor {
            pool_id: self.app.pool_id.clone(),
            app_id: Some(self.app.id.clone()),
            app: Some(self.app.clone()),
            user: Some(self.me.clone()),
        }
    }

    /// A page with these values.
    pub fn page(
        &self,
        (template, title): (&'static str, &'static str),
        own: Value,
    ) -> Result<Response<Body>> {
        self.page_with((template, title), own, None)
    }

    fn page_with(
        &self,
        (template, title): (&'static str, &'static str),
        own: Value,
        error: Option<&Error>,
    ) -> Result<Response<Body>> {
        let common = context! { token => self.token(), wide => true };
        let page = Page {
            app: Some(self.app.document.app_name.clone()),
            values: context! { ..own, ..common },
            ..Page::new(template, title, self.language())
        };
        page.after(error).answer()
    }

    /// A page with a form alone.
    pub fn form(
        &self,
        title: &'static str,
        mut form: Form,
        error: Option<&Error>,
    ) -> Result<Response<Body>> {
        let said = error.map(|error| error.message(self.language()));
        form.error = form.error.or(said);
        form.links.push((CENTRE.into(), "link.centre"));
        let own = form.shown(self.language(), passcode::RESEND / 1000);
        self.page_with(("form.html", title), own, error)
    }
}

/// Goes back to the centre, which tells what was done.
pub fn done(key: &str) -> Result<Response<Body>> {
    done_at(CENTRE, key)
}

/// Goes to a page of the centre, which tells what was done.
pub fn done_at(path: &str, key: &str) -> Result<Response<Body>> {
    see_other(&format!("{path}?{DONE}={key}"))
}

/// What was done, as the address says.
pub fn told(person: &Person, asked: &Asked) -> Option<&'static str> {
    let key = asked.param(DONE)?;
    texts::find(person.language(), &format!("{DONE}.{key}"))
}

/// Begins a sign-in that leads here: at the application that the address names, or at the one that
/// was there first.
async fn enter(asked: &Asked, cx: &Cx) -> Result<Response<Body>> {
    let named = asked.param("app_id");
    let row = match &named {
        Some(id) => applications::find(&mut *cx.read().await?, id).await?,
        None => applications::first(&mut *cx.read().await?).await?,
    };
    let Some(row) = row else {
        return Page::fault(
            StatusCode::BAD_REQUEST,
            "fault.client",
            cx.request.language(),
        );
    };
    let app = Application::open(cx, row)?;
    let request = AuthorizationRequest::of_page(&app, CENTRE, None);
    let (browser, cookie) = asked.browser(cx);
    let begun = begin(cx, &app, &request, &browser).await?;
    Ok(with_cookie(see_other(&path_of(&begun.row.id))?, cookie))
}

/// A request of somebody who is signed in; a form must be of the page.
pub struct Own(pub Person, pub Asked);

impl FromRequest<Arc<App>> for Own {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let asked = Asked::from_request(request, app).await?;
        let person = Person::of(&asked).await?;
        Ok(Self(person, asked))
    }
}
