//! Sending a browser back to the application with an answer.

use axum::body::Body;
use axum::response::Response;
use cleat_api::Object;
use cleat_engine::kernel::{Cx, Result};
use cleat_nouns::oidc::authorize::{Answer, ResponseMode, origin_of};
use minijinja::context;

use super::render::{Page, see_other};

/// Sends it.
pub fn leave(cx: &Cx, answer: &Answer) -> Result<Response<Body>> {
    match answer.mode {
        ResponseMode::Query | ResponseMode::Fragment => see_other(&answer.location()),
        ResponseMode::FormPost => form_post(cx, answer),
        ResponseMode::WebMessage => web_message(cx, answer),
    }
}

fn form_post(cx: &Cx, answer: &Answer) -> Result<Response<Body>> {
    let fields = answer.params.iter();
    let fields = fields.map(|(name, value)| context! { name => *name, value => value.as_str() });
    let fields: Vec<_> = fields.collect();
    let page = Page {
        values: context! { action => answer.redirect_uri.as_str(), params => fields },
        leads_to: origin_of(&answer.redirect_uri),
        nonce: Some(cx.app.random.nonce()),
        ..Page::new("form_post.html", "title.answer", cx.request.language())
    };
    page.answer()
}

/// A message goes to the origin of the registered address alone, which may hold this page in a
/// frame.
fn web_message(cx: &Cx, answer: &Answer) -> Result<Response<Body>> {
    let origin = origin_of(&answer.redirect_uri).unwrap_or_default();
    let params = answer.params.iter();
    let response: Object = params
        .map(|(name, value)| ((*name).to_owned(), value.as_str().into()))
        .collect();
    let page = Page {
        values: context! {
            response => in_script(&response.into()),
            origin => in_script(&origin.as_str().into()),
        },
        framed_by: Some(origin),
        nonce: Some(cx.app.random.nonce()),
        is_opened: true,
        ..Page::new("web_message.html", "title.answer", cx.request.language())
    };
    page.answer()
}

/// JSON that ends no script element.
pub fn in_script(value: &cleat_api::Value) -> String {
    let text = value.to_string();
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}
