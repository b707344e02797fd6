//! Parameters of a request, as the standards have them.

/// The parameters that mean something here. All others are ignored.
const KNOWN: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "login_hint",
    "id_token_hint",
    "ui_locales",
    "claims",
    "request",
    "request_uri",
    "registration",
    "post_logout_redirect_uri",
    "logout_hint",
    "acr_values",
    "dpop_jkt",
    "_authing_lang",
];

/// Longest request that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// The parameters of a request; one without a value is none (RFC 6749 section 3.1).
#[derive(Debug, Default)]
pub struct Params {
    given: Vec<(String, String)>,
    twice: Option<String>,
}

impl Params {
    /// Reads a query or a form; `None` where it is too long.
    pub fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut params = Self::default();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            if value.is_empty() || !KNOWN.contains(&name.as_ref()) {
                continue;
            }
            if params.get(&name).is_some() {
                params.twice.get_or_insert(name.into_owned());
            } else {
                params.given.push((name.into_owned(), value.into_owned()));
            }
        }
        Some(params)
    }

    /// The same parameters as a form.
    pub fn text(&self) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(&self.given).finish()
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.given.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut given = self.given.iter();
        given
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// A parameter that was given twice.
    pub fn twice(&self) -> Option<&str> {
        self.twice.as_deref()
    }

    /// Whether a value has a character that nobody types.
    pub fn has_nul(&self) -> bool {
        self.given.iter().any(|(_, value)| value.contains('\0'))
    }

    /// The parts of a parameter that is a list.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        let text = self.get(name).unwrap_or_default();
        text.split(' ').filter(|part| !part.is_empty())
    }
}
