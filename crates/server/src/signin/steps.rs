//! The pages of a sign-in on its way: which one comes next.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use cleat_api::Language;
use cleat_engine::account::Account;
use cleat_engine::http::default_to;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::tenancy::{Application, applications};
use cleat_nouns::oidc::authorize::{
    Next, Opened, ResponseMode, Signed, answer_with_code, decide, find, origin_of, session_of,
};
use http::StatusCode;
use minijinja::context;

use super::asked::{Asked, answered, with_cookie};
use super::leave::leave;
use super::render::{Page, see_other};
use super::ways::Way;
use super::{cookies, entry, forms, path_of, texts};

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
        let row = applications::find_in(&mut *cx.read().await?, &row.pool_id, &row.app_id).await?;
        let Some(row) = row else { return Ok(None) };
        let app = Application::open(cx, row)?;
        let cx = asked.cx(opened.request.language);
        default_to(&cx, &app);
        Ok(Some(Self {
            cx,
            opened,
            app,
            browser: browser.to_owned(),
        }))
    }

    /// As [`Step::of`], for a form that must be of this page.
    pub async fn of_form(asked: &Asked, id: &str) -> Result<Self, Response<Body>> {
        let step = Self::of(asked, id).await?;
        let given = asked.field(forms::TOKEN);
        if !forms::is_own(asked.headers(), &step.token(), given.as_deref()) {
            let page = Page {
                status: StatusCode::FORBIDDEN,
                ..Page::words("title.fault", "fault.form", step.language())
            };
            return Err(answered(&step.cx, page.answer()));
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
            leads_to: origin_of(&self.opened.request.redirect_uri),
            is_opened: self.opened.request.mode == ResponseMode::WebMessage,
            values: context! {
                logo => logo,
                base => self.path(),
                token => self.token(),
                to => texts::text(self.language(), "to").replace("{app}", name),
            },
            ..Page::new(template, title, self.language())
        }
    }
}

fn expired(cx: &Cx) -> Result<Response<Body>> {
    let page = Page {
        status: StatusCode::BAD_REQUEST,
        ..Page::words("title.fault", "fault.expired", cx.request.language())
    };
    page.answer()
}

/// The page after the answer, for whoever goes back to it.
pub fn done(cx: &Cx) -> Result<Response<Body>> {
    Page::words("title.done", "hint.done", cx.request.language()).answer()
}

/// `GET /login/{id}`
pub async fn get(Path(id): Path<String>, asked: Asked) -> Response<Body> {
    let step = match Step::of(&asked, &id).await {
        Ok(step) => step,
        Err(page) => return page,
    };
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
    if let Some(way) = asked.param("by").as_deref().and_then(Way::parse) {
        return entry::page(step, asked, Some(way), None);
    }
    let (row, request) = (&step.opened.row, &step.opened.request);
    let signed = step.signed(asked).await?;
    match decide(&step.cx, &step.app, request, Some(row), signed).await? {
        Next::SignIn => entry::page(step, asked, None, None),
        Next::Choose(signed) => choose_page(step, &signed.account),
        Next::Consent(signed) => consent_page(step, &signed.account),
        Next::Answer(signed) => {
            let id = Some(step.id());
            match answer_with_code(&step.cx, &step.app, request, id, signed).await? {
                Some(answer) => leave(&step.cx, &answer),
                None => done(&step.cx),
            }
        }
    }
}

/// The sentence that says who is signed in.
fn who(step: &Step, account: &Account) -> String {
    let name = account
        .e164()
        .map(|number| cleat_protocol::phone::mask(&number));
    let name = name.or_else(|| account.email.as_deref().map(cleat_protocol::phone::mask));
    let name = name.or_else(|| account.username.clone());
    let name = name.unwrap_or_else(|| account.id.clone());
    texts::text(step.language(), "hint.as").replace("{who}", &name)
}

fn choose_page(step: &Step, account: &Account) -> Result<Response<Body>> {
    let page = step.page("choice.html", "title.account");
    let text = |key| texts::text(step.language(), key);
    let own = context! {
        question => who(step, account),
        action => format!("{}/account", step.path()),
        yes => text("button.go_on"),
        other => format!("{}?by={}", step.path(), entry::first(step).as_str()),
    };
    let values = context! { ..own, ..page.values.clone() };
    Page { values, ..page }.answer()
}

fn consent_page(step: &Step, account: &Account) -> Result<Response<Body>> {
    let page = step.page("choice.html", "title.consent");
    let text = |key| texts::text(step.language(), key);
    let scopes = step.opened.request.wanted().into_iter();
    let told = scopes.filter_map(|scope| texts::find(step.language(), &format!("scope.{scope}")));
    let own = context! {
        question => text("hint.consent").replace("{app}", &step.app.document.app_name),
        list => told.collect::<Vec<_>>(),
        who => who(step, account),
        action => format!("{}/consent", step.path()),
        yes => text("button.allow"),
        no => text("button.deny"),
        other => format!("{}?by={}", step.path(), entry::first(step).as_str()),
    };
    let values = context! { ..own, ..page.values.clone() };
    Page { values, ..page }.answer()
}
