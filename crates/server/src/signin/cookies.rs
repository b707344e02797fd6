//! The cookies of the pages. Each is for this host alone, goes over TLS alone (browsers make an
//! exception for `localhost` and loopback addresses), and no script reads it.

use http::{HeaderMap, HeaderValue, header};

/// Binds sign-ins on their way to the browser.
const BROWSER: &str = "__Host-cleat_browser";
/// The language that somebody chose.
const LANGUAGE: &str = "__Host-cleat_language";
/// Who is signed in, for each pool.
const SESSION: &str = "__Host-cleat_session.";

/// Who is signed in on the console.
#[cfg(feature = "console")]
const CONSOLE: &str = "__Host-cleat_console";

/// The cookies of a request.
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads them. One that comes twice is none: somebody else may have set the other.
    pub fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::COOKIE).iter();
        let lines = lines.filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';'));
        let pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        Self(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(own, _)| own == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) if !value.is_empty() => Some(value),
            _ => None,
        }
    }

    /// What binds sign-ins to the browser.
    pub fn browser(&self) -> Option<&str> {
        self.get(BROWSER)
    }

    /// The language that somebody chose.
    pub fn language(&self) -> Option<&str> {
        self.get(LANGUAGE)
    }

    /// Who is signed in on the console.
    #[cfg(feature = "console")]
    pub fn console(&self) -> Option<&str> {
        self.get(CONSOLE)
    }

    /// Who is signed in at a pool.
    pub fn session(&self, pool_id: &str) -> Option<&str> {
        self.get(&format!("{SESSION}{pool_id}"))
    }

    /// Everybody who is signed in, by pool.
    pub fn sessions(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self
            .0
            .iter()
            .filter_map(|(name, _)| name.strip_prefix(SESSION));
        names.filter_map(|pool_id| Some((pool_id, self.session(pool_id)?)))
    }
}

fn cookie(name: &str, value: &str, life: Option<i64>) -> Option<HeaderValue> {
    written(name, value, "Lax", life)
}

fn written(name: &str, value: &str, to: &str, life: Option<i64>) -> Option<HeaderValue> {
    let life = life.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite={to}{life}");
    HeaderValue::try_from(text).ok()
}

/// Signs a browser in on the console until it is closed. No page of another site sends it along.
#[cfg(feature = "console")]
pub fn set_console(value: &str) -> Option<HeaderValue> {
    written(CONSOLE, value, "Strict", None)
}

/// Signs a browser out of the console.
#[cfg(feature = "console")]
pub fn end_console() -> Option<HeaderValue> {
    written(CONSOLE, "", "Strict", Some(0))
}

/// Binds sign-ins to a browser until it is closed.
pub fn set_browser(value: &str) -> Option<HeaderValue> {
    cookie(BROWSER, value, None)
}

/// Keeps the language that somebody chose for a year.
pub fn set_language(value: &str) -> Option<HeaderValue> {
    cookie(LANGUAGE, value, Some(31_536_000))
}

/// Signs a browser in at a pool, for so many seconds or until it is closed.
pub fn set_session(pool_id: &str, value: &str, life: Option<i64>) -> Option<HeaderValue> {
    cookie(&format!("{SESSION}{pool_id}"), value, life)
}

/// Signs a browser out of a pool.
pub fn end_session(pool_id: &str) -> Option<HeaderValue> {
    set_session(pool_id, "", Some(0))
}
