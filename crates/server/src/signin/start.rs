//! The start page: for people the way to sign in, in development mode the way to its tools. Clients
//! of the API that do not ask for a page have the answer of every other path that is none.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequest as _, Request, State};
use axum::response::Response;
use cleat_api::Language;
use cleat_engine::http::{Routes, serve_request};
use cleat_engine::kernel::{App, Cx, Result};
use http::{HeaderMap, Method, header};
use minijinja::context;

use super::asked::{Asked, answered, with_cookie};
use super::paths::CENTRE;
use super::render::{Page, see_other};
use super::texts;
use super::{cookies, entry};

/// Where it is.
pub const START: &str = "/";
/// The tools of development mode, with the keys of their texts.
const TOOLS: [(&str, &str); 4] = [
    ("/dev/inbox", "link.inbox"),
    ("/docs", "link.explorer"),
    ("/docs/guide", "link.guides"),
    ("/dev/credentials", "link.credentials"),
];

/// Whether a page is asked for, and not an answer to a program.
fn is_for_people(method: &Method, headers: &HeaderMap) -> bool {
    let accepts = headers
        .get(header::ACCEPT)
        .and_then(|text| text.to_str().ok());
    let reads = matches!(*method, Method::GET | Method::HEAD);
    reads && accepts.is_some_and(|types| types.contains("text/html"))
}

/// `/`
pub async fn start(
    State(app): State<Arc<App>>,
    Extension(routes): Extension<Arc<Routes>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    if !is_for_people(request.method(), request.headers()) {
        return serve_request(app, routes, peer.ip(), request).await;
    }
    match Asked::from_request(request, &app).await {
        Ok(asked) => {
            let cx = asked.cx(None);
            let result = page(&asked, &cx);
            answered(&cx, result)
        }
        Err(refused) => refused,
    }
}

fn page(asked: &Asked, cx: &Cx) -> Result<Response<Body>> {
    let chosen = asked.param("lang");
    if let Some(tag) = chosen.as_deref().and_then(Language::parse) {
        let cookie = cookies::set_language(tag.as_str());
        return Ok(with_cookie(see_other(START)?, cookie));
    }
    let language = cx.request.language();
    let settings = &cx.app.settings;
    let tools = TOOLS.iter().filter(|_| settings.dev);
    let tools = tools.filter(|(to, _)| !(settings.no_docs && to.starts_with("/docs")));
    let tools = tools.map(|(to, key)| context! { to => *to, text => texts::text(language, key) });
    let page = Page {
        values: context! {
            centre => CENTRE,
            links => tools.collect::<Vec<_>>(),
            languages => entry::all_languages(language),
        },
        ..Page::new("start.html", "title.start", language)
    };
    page.answer()
}
