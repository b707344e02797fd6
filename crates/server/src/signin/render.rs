//! From a template to an answer, with the headers that every page has.

use std::hash::{DefaultHasher, Hasher as _};
use std::sync::LazyLock;

use axum::body::Body;
use axum::response::IntoResponse;
use cleat_api::Language;
use cleat_engine::kernel::{Error, Result, Task};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use minijinja::{Environment, Value, context};

use super::{forms, texts};
use crate::docs::FOR_GOOD;

/// The one style sheet.
pub const STYLE: &str = include_str!("style.css");
/// The one script.
pub const SCRIPT: &str = include_str!("script.js");

/// The type of style sheets.
pub const CSS: &str = "text/css; charset=utf-8";

/// A file that browsers keep for good.
pub fn kept(kind: &'static str, text: impl IntoResponse) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOR_GOOD),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text)
}

/// The status of a page that shows an error.
fn status_of(error: Option<&Error>) -> StatusCode {
    match error.map(|error| error.code.status_code()) {
        None => StatusCode::OK,
        Some(429) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::BAD_REQUEST,
    }
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    for (name, text) in [
        ("layout.html", include_str!("templates/layout.html")),
        ("sign_in.html", include_str!("templates/sign_in.html")),
        ("code.html", include_str!("templates/code.html")),
        ("choice.html", include_str!("templates/choice.html")),
        ("device.html", include_str!("templates/device.html")),
        ("form.html", include_str!("templates/form.html")),
        ("field.html", include_str!("templates/field.html")),
        ("proof.html", include_str!("templates/proof.html")),
        ("centre.html", include_str!("templates/centre.html")),
        ("list.html", include_str!("templates/list.html")),
        ("start.html", include_str!("templates/start.html")),
        ("words.html", include_str!("templates/words.html")),
        ("form_post.html", include_str!("templates/form_post.html")),
        (
            "web_message.html",
            include_str!("templates/web_message.html"),
        ),
        ("window.html", include_str!("templates/window.html")),
    ] {
        if let Err(error) = templates.add_template(name, text) {
            tracing::error!(name, %error, "a template cannot be read");
        }
    }
    templates
});

/// Where the style sheet is.
pub static STYLE_PATH: LazyLock<String> = LazyLock::new(|| path_of("style", STYLE, "css"));
/// Where the script is.
pub static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| path_of("script", SCRIPT, "js"));

/// The path of a file. Its name changes with what is in it, so that it can be kept for good.
fn path_of(name: &str, text: &str, ending: &str) -> String {
    format!("/login/{}", named(name, text, ending))
}

/// The name of a file, with what is in it.
pub fn named(name: &str, text: &str, ending: &str) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    format!("{name}-{:016x}.{ending}", hasher.finish())
}

/// A page before it is written.
pub struct Page {
    /// Its template.
    pub template: &'static str,
    /// What stands in it.
    pub values: Value,
    /// Language.
    pub language: Language,
    /// Key of its title.
    pub title: &'static str,
    /// Name of the application.
    pub app: Option<String>,
    /// Its style sheet, where it has one.
    pub look: Option<String>,
    /// Status of the answer.
    pub status: StatusCode,
    /// Who may be sent what its forms lead to, besides this server.
    pub leads_to: Option<String>,
    /// The origin that may hold it in a frame.
    pub framed_by: Option<String>,
    /// What its script is known by, where it has one.
    pub nonce: Option<String>,
    /// Whether another page may have opened it and wait for its message.
    pub is_opened: bool,
    /// The proof of work that its form is to bring.
    pub task: Option<Box<Task>>,
}

impl Page {
    /// A page of that template.
    pub fn new(template: &'static str, title: &'static str, language: Language) -> Self {
        Self {
            template,
            values: Value::UNDEFINED,
            language,
            title,
            app: None,
            look: None,
            status: StatusCode::OK,
            leads_to: None,
            framed_by: None,
            nonce: None,
            is_opened: false,
            task: None,
        }
    }

    /// The same page after that error.
    #[must_use]
    pub fn after(self, error: Option<&Error>) -> Self {
        Self {
            status: status_of(error),
            task: error.and_then(|error| error.task.clone()),
            ..self
        }
    }

    /// A page that says one thing.
    pub fn words(title: &'static str, words: &'static str, language: Language) -> Self {
        Self {
            values: context! { words => texts::text(language, words) },
            ..Self::new("words.html", title, language)
        }
    }

    /// The page that says what is wrong with a request.
    ///
    /// # Errors
    /// As [`Page::answer`].
    pub fn fault(
        status: StatusCode,
        words: &'static str,
        language: Language,
    ) -> Result<Response<Body>> {
        let page = Self {
            status,
            ..Self::words("title.fault", words, language)
        };
        page.answer()
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the template is at fault.
    pub fn answer(self) -> Result<Response<Body>> {
        let language = self.language;
        let texts = move |key: String| texts::find(language, &key).unwrap_or_default();
        let task = self.task.as_deref();
        let task = task.map(|task| {
            context! { challenge => task.challenge.as_str(), bits => task.bits }
        });
        let common = context! {
            lang => language.as_str(),
            title => texts::text(language, self.title),
            app => self.app.as_deref(),
            style => STYLE_PATH.as_str(),
            look => self.look.as_deref(),
            script => SCRIPT_PATH.as_str(),
            nonce => self.nonce.as_deref(),
            task => task,
            proof => forms::PROOF,
            t => Value::from_function(texts),
        };
        let template = TEMPLATES
            .get_template(self.template)
            .map_err(Error::internal)?;
        let values = context! { ..self.values.clone(), ..common };
        let html = template.render(values).map_err(Error::internal)?;
        let mut response = Response::new(Body::from(html));
        *response.status_mut() = self.status;
        self.guard(response.headers_mut());
        Ok(response)
    }

    /// What a browser may do with it.
    fn guard(&self, headers: &mut HeaderMap) {
        let scripts = self.nonce.as_ref().map(|nonce| format!("'nonce-{nonce}'"));
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self' data: https:; \
             script-src {}; form-action 'self'{}; base-uri 'none'; frame-ancestors {}",
            scripts.as_deref().unwrap_or("'self'"),
            self.leads_to
                .as_ref()
                .map(|to| format!(" {to}"))
                .unwrap_or_default(),
            self.framed_by.as_deref().unwrap_or("'none'"),
        );
        if let Ok(policy) = HeaderValue::try_from(policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.extend(FIXED.map(|(name, value)| (name, HeaderValue::from_static(value))));
        if self.framed_by.is_none() {
            headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
        if !self.is_opened {
            let alone = HeaderValue::from_static("same-origin");
            headers.insert(HeaderName::from_static("cross-origin-opener-policy"), alone);
        }
    }
}

const FIXED: [(HeaderName, &str); 6] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Forms say where they come from; other sites learn nothing.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "publickey-credentials-get=(self), otp-credentials=(self), camera=(), microphone=()",
    ),
    (header::PRAGMA, "no-cache"),
];

/// Sends a browser elsewhere (RFC 9110 section 15.4.4).
pub fn see_other(to: &str) -> Result<Response<Body>> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let to = HeaderValue::try_from(to).map_err(Error::internal)?;
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, to);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    Ok(response)
}
