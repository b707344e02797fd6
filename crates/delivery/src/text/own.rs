//! What a pool and its applications say of their texts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::standard::standard;
use super::tail::{Tail, host_of};
use super::template::{Filled, SmsTemplate};
use crate::segments::Segments;
use crate::way::Way;

/// Segments that a text may have where nobody says.
const SEGMENTS: i64 = 3;

/// What a pool says of its texts, or one of its applications.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OwnTexts {
    /// Who sends them.
    pub brand_name: Option<String>,
    /// Segments that a text may have; what the pool says counts.
    pub max_segments: Option<i64>,
    /// Whether browsers are told the page that the code is for.
    pub origin_line: Option<bool>,
    /// Host of that page, where it is not that of the application's addresses.
    pub origin_host: Option<String>,
    /// Hash of the application for Android.
    pub retriever_hash: Option<String>,
    /// Ways that codes may go, in order; none where nothing is said.
    pub ways: Vec<Way>,
    /// Texts.
    pub templates: Vec<OwnTemplate>,
}

/// A text of a channel in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnTemplate {
    /// Channel of the code.
    pub channel: String,
    /// Language tag of the wire.
    pub language: String,
    /// Whether it is used.
    pub enabled: bool,
    /// The text with its macros.
    pub content: String,
}

impl OwnTexts {
    /// The text of a channel in a language, switched on or off.
    pub fn template(&self, channel: &str, language: &str) -> Option<&OwnTemplate> {
        let mut own = self.templates.iter();
        own.find(|own| own.channel == channel && own.language == language)
    }

    /// Puts a text in the place of the one before.
    pub fn put(&mut self, new: OwnTemplate) {
        self.templates
            .retain(|own| own.channel != new.channel || own.language != new.language);
        self.templates.push(new);
    }
}

/// The texts of a pool: its own under the empty name, those of applications under their ids.
#[derive(Debug, Clone, Default)]
pub struct PoolTexts(pub BTreeMap<String, OwnTexts>);

/// What is known of an application.
#[derive(Debug, Clone, Copy)]
pub struct AppText<'a> {
    /// Id.
    pub id: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// Addresses of its pages.
    pub pages: &'a [String],
    /// The page of this server that the code is typed into, where it is one.
    pub typed_on: Option<&'a str>,
}

/// The text of a code, and what stands below it.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Text of the pool or of the application; the standard one is used where there is none.
    template: Option<SmsTemplate>,
    /// Name that was given for texts.
    brand: Option<String>,
    /// Name of the application.
    app: Option<String>,
    /// What stands below the text.
    pub tail: Tail,
}

impl PoolTexts {
    /// The text of a channel in a language, for an application.
    pub fn choose(&self, app: Option<AppText<'_>>, channel: &str, language: &str) -> Chosen {
        let [pool, own] = ["", app.map_or("", |app| app.id)].map(|id| self.0.get(id));
        let scopes = [own, pool];
        let scopes = || scopes.iter().copied().flatten();
        let templates = scopes().filter_map(|own| own.template(channel, language));
        // One that an older server let pass is no reason to send nothing.
        let mut read = templates
            .filter(|own| own.enabled)
            .filter_map(|own| SmsTemplate::read(&own.content).ok());
        Chosen {
            template: read.next(),
            brand: scopes().find_map(|own| own.brand_name.clone()),
            app: app.map(|app| app.name.to_owned()),
            tail: app.map(|app| self.tail(app)).unwrap_or_default(),
        }
    }

    /// What stands below the texts of an application.
    pub fn tail(&self, app: AppText<'_>) -> Tail {
        let own = self.0.get(app.id);
        let host = own.and_then(|own| own.origin_host.clone());
        let of_pages = || app.pages.iter().find_map(|page| host_of(page));
        // A code that is typed into a page of this server is of no use on another one.
        let host = match app.typed_on {
            Some(page) => host_of(page),
            None => host.or_else(of_pages),
        };
        let is_off = own.is_some_and(|own| own.origin_line == Some(false));
        Tail {
            hash: own.and_then(|own| own.retriever_hash.clone()),
            host: host.filter(|_| !is_off),
        }
    }

    /// Ways that the codes of an application may go: as it says, else as its pool does.
    pub fn ways(&self, app_id: &str) -> &[Way] {
        let said = [app_id, ""].into_iter().filter_map(|id| self.0.get(id));
        let mut said = said.map(|own| own.ways.as_slice());
        said.find(|ways| !ways.is_empty()).unwrap_or_default()
    }

    /// Segments that a text may have.
    pub fn max_segments(&self) -> i64 {
        let own = self.0.get("").and_then(|own| own.max_segments);
        own.unwrap_or(SEGMENTS)
    }
}

impl Chosen {
    /// The same with another text.
    #[must_use]
    pub fn with(self, template: SmsTemplate) -> Self {
        let template = Some(template);
        Self { template, ..self }
    }

    /// The message.
    pub fn message(&self, values: Filled<'_>, language: &str) -> String {
        let code = values.code;
        self.tail.below(self.text(values, language), code)
    }

    /// The text alone. The name of an application is told where it costs nothing; one that was
    /// given for texts is told in any case.
    pub fn text(&self, values: Filled<'_>, language: &str) -> String {
        let code = values.code;
        let name = self.brand.as_deref().or(self.app.as_deref());
        let values = values.by(name.unwrap_or_default());
        if let Some(own) = &self.template {
            return own.fill(&values);
        }
        let [named, plain] = [true, false].map(|named| {
            let text = SmsTemplate::of_table(standard(language, named));
            text.fill(&values)
        });
        let parts = |text: &str| Segments::of(&self.tail.below(text.to_owned(), code)).parts;
        let is_told = match (&self.brand, name) {
            (Some(_), _) => true,
            (None, Some(_)) => parts(&named) == parts(&plain),
            (None, None) => false,
        };
        if is_told { named } else { plain }
    }
}
