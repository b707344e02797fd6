//! What goes back to the application, and how (OAuth 2.0 Multiple Response Types 1.0 section 2.1,
//! OAuth 2.0 Form Post Response Mode 1.0).

use serde::{Deserialize, Serialize};

/// How an answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the address.
    Query,
    /// In its fragment.
    Fragment,
    /// As a form that the browser posts.
    FormPost,
    /// As a message to the page that opened this one or holds it in a frame.
    WebMessage,
}

impl ResponseMode {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Query,
        Self::Fragment,
        Self::FormPost,
        Self::WebMessage,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
            Self::WebMessage => "web_message",
        }
    }
}

/// An answer on its way to an application.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Where it goes.
    pub redirect_uri: String,
    /// How.
    pub mode: ResponseMode,
    /// What it says.
    pub params: Vec<(&'static str, String)>,
}

impl Answer {
    /// The address with the answer in it.
    pub fn location(&self) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(&self.params);
        let text = text.finish();
        let address = &self.redirect_uri;
        let joint = match self.mode {
            ResponseMode::Fragment => "#",
            _ if address.ends_with(['?', '&']) => "",
            _ if address.contains('?') => "&",
            _ => "?",
        };
        format!("{address}{joint}{text}")
    }
}
