//! A browser without scripts: it keeps cookies and fills in forms.

use std::cell::RefCell;
use std::collections::BTreeMap;

use openidconnect::http::Request;
use openidconnect::url::{Url, form_urlencoded};

use crate::{Server, http};

/// What it shows, or where it is sent beyond the server.
pub enum Shown {
    Page(String),
    Away(Url),
}

pub struct Browser<'s> {
    server: &'s Server,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'s> Browser<'s> {
    pub fn new(server: &'s Server) -> Self {
        let cookies = RefCell::default();
        Self { server, cookies }
    }

    pub fn ask(&self, url: &Url, form: Option<String>) -> Shown {
        let pairs = |cookies: &BTreeMap<String, String>| {
            let pairs = cookies.iter().map(|(n, v)| format!("{n}={v}"));
            pairs.collect::<Vec<_>>().join("; ")
        };
        let request = Request::builder()
            .uri(url.as_str())
            .method(if form.is_some() { "POST" } else { "GET" })
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", pairs(&self.cookies.borrow()));
        let answer = http(request.body(form.unwrap_or_default().into_bytes()).unwrap()).unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.into(), value.into());
        }
        let Some(to) = answer.headers().get("location") else {
            return Shown::Page(String::from_utf8(answer.into_body()).unwrap());
        };
        let to = url.join(to.to_str().unwrap()).unwrap();
        match to.as_str().starts_with(&self.server.host) {
            true => self.ask(&to, None),
            false => Shown::Away(to),
        }
    }

    /// Fills in the first form of a page.
    pub fn fill(&self, page: &str, fields: &[(&str, &str)]) -> Shown {
        let action = after(page, "action=\"");
        let form = page.split("</form>").next().unwrap();
        let mut given = form_urlencoded::Serializer::new(String::new());
        for input in form.split("<input type=\"hidden\"").skip(1) {
            given.append_pair(&after(input, "name=\""), &after(input, "value=\""));
        }
        given.extend_pairs(fields);
        let url = Url::parse(&self.server.host)
            .unwrap()
            .join(&action)
            .unwrap();
        self.ask(&url, Some(given.finish()))
    }

    /// Signs in by a code, and up where that is needed.
    pub fn sign_in(&self, page: &str, phone: &str) -> Shown {
        let fields = [("country", "CN"), ("phone", phone), ("signs_up", "1")];
        let Shown::Page(page) = self.fill(page, &fields) else {
            panic!("no page for the code");
        };
        let code = self.server.code(phone);
        self.fill(&page, &[("code", &code), ("signs_up", "1")])
    }
}

/// What stands after this, up to a quote.
fn after(text: &str, start: &str) -> String {
    let Some((_, rest)) = text.split_once(start) else {
        panic!("no {start} in {text}");
    };
    let value = rest.split('"').next().unwrap();
    value.replace("&#x2f;", "/").replace("&amp;", "&")
}
