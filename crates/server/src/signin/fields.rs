//! Fields of forms, as the template has them.

use minijinja::{Value, context};

use super::countries::Country;
use super::texts;
use cleat_api::Language;

/// A field of a form.
pub struct Field {
    /// Name.
    pub name: &'static str,
    /// Key of its label.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What stands in it.
    pub value: String,
    /// Whether it may not be empty.
    pub required: bool,
}

/// What a field holds.
pub enum Kind {
    /// A phone number, of one of these countries.
    Phone(Vec<Country>),
    /// An e-mail address.
    Email,
    /// A code of so many digits.
    Code(i64),
    /// The password that there is.
    Password,
    /// A password to be.
    NewPassword,
    /// A text, by the name that browsers fill it in by.
    Text(&'static str),
    /// A date.
    Date,
    /// One of some values, each with the key of its text.
    Choice(&'static [(&'static str, &'static str)]),
}

impl Field {
    /// A field that must be filled in.
    pub fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            name,
            label,
            kind,
            value: String::new(),
            required: true,
        }
    }

    /// With that in it.
    #[must_use]
    pub fn with(self, value: impl Into<String>) -> Self {
        let value = value.into();
        Self { value, ..self }
    }

    /// As the template has it.
    pub fn shown(&self, language: Language) -> Value {
        let (kind, mode, fills, longest) = self.kind.input();
        let countries = match &self.kind {
            Kind::Phone(all) => all.iter().map(Country::shown).collect(),
            _ => Vec::new(),
        };
        let options = match &self.kind {
            Kind::Choice(all) => all
                .iter()
                .map(|(value, key)| {
                    context! { value => *value, text => texts::text(language, key) }
                })
                .collect(),
            _ => Vec::new(),
        };
        let length = match self.kind {
            Kind::Code(length) => Some(length),
            _ => None,
        };
        context! {
            name => self.name,
            label => texts::text(language, self.label),
            type => kind,
            mode => mode,
            fills => fills,
            longest => longest,
            length => length,
            value => self.value.as_str(),
            required => self.required,
            countries => countries,
            options => options,
        }
    }
}

impl Kind {
    /// Type, keyboard, what browsers fill in, and most characters.
    fn input(&self) -> (&'static str, Option<&'static str>, &'static str, u32) {
        match self {
            Self::Phone(_) => ("tel", Some("tel"), "tel", 40),
            Self::Email => ("email", Some("email"), "email", 254),
            Self::Code(_) => ("text", Some("numeric"), "one-time-code", 24),
            Self::Password => ("password", None, "current-password", 1024),
            Self::NewPassword => ("password", None, "new-password", 1024),
            Self::Text(fills) => ("text", None, fills, 200),
            Self::Date => ("date", None, "bday", 10),
            Self::Choice(_) => ("text", None, "off", 200),
        }
    }
}

/// A form that stands alone on its page.
pub struct Form {
    /// What is said above it.
    pub lines: Vec<String>,
    /// Where it goes.
    pub action: String,
    /// What it carries besides.
    pub hidden: Vec<(&'static str, String)>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Key of its button; none where there is nothing to send.
    pub submit: Option<&'static str>,
    /// Whether the button takes something away for good.
    pub harms: bool,
    /// Where another code is asked for.
    pub again: Option<String>,
    /// Where the page leads besides, with the keys of the texts.
    pub links: Vec<(String, &'static str)>,
    /// What was wrong with it.
    pub error: Option<String>,
}

impl Form {
    /// A form that goes there.
    pub fn new(action: impl Into<String>, submit: &'static str) -> Self {
        Self {
            lines: Vec::new(),
            action: action.into(),
            hidden: Vec::new(),
            fields: Vec::new(),
            submit: Some(submit),
            harms: false,
            again: None,
            links: Vec::new(),
            error: None,
        }
    }

    /// As the template has it.
    pub fn shown(&self, language: Language, wait: i64) -> Value {
        let text = |key| texts::text(language, key);
        let hidden = self.hidden.iter();
        let hidden = hidden.map(|(name, value)| context! { name => *name, value => value });
        let links = self.links.iter();
        let links = links.map(|(to, key)| context! { to => to, text => text(key) });
        let fields = self.fields.iter().map(|field| field.shown(language));
        context! {
            lines => &self.lines,
            action => self.action.as_str(),
            hidden => hidden.collect::<Vec<_>>(),
            fields => fields.collect::<Vec<_>>(),
            submit => self.submit.map(text),
            harms => self.harms,
            again => self.again.as_deref(),
            wait => wait,
            links => links.collect::<Vec<_>>(),
            error => self.error.as_deref(),
        }
    }
}
