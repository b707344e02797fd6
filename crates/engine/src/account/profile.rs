//! The part of a user that is free text.

use std::sync::LazyLock;

use cleat_api::user::{Gender, User};
use cleat_api::{Object, Value};
use serde::{Deserialize, Serialize};

macro_rules! profile {
    ($($field:ident),* $(,)?) => {
        /// Free text about a user, by its names on the wire.
        #[derive(Debug, Clone, Default, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        #[expect(missing_docs, reason = "the contract says what each one means")]
        pub struct Profile {
            #[serde(skip_serializing_if = "Option::is_none")]
            pub gender: Option<Gender>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub locality: Option<String>,
            $(#[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<String>),*
        }

        impl Profile {
            /// Writes it into a user.
            pub fn fill(self, user: &mut User) {
                user.gender = self.gender.unwrap_or(Gender::U);
                $(user.$field = self.$field;)*
            }

            const NAMES: &'static [&'static str] = &["gender", "locality", $(stringify!($field)),*];
        }
    };
}

profile! {
    name, nickname, photo, birthdate, country, province, city, address, street_address,
    postal_code, company, browser, device, given_name, family_name, middle_name, profile,
    preferred_username, website, zoneinfo, locale, formatted, region, identity_number,
}

impl Profile {
    /// Takes over what a request says of the profile; what it does not say stays.
    pub fn merge(&mut self, request: &impl Serialize) {
        let asked = serde_json::to_value(request).ok();
        let own = serde_json::to_value(&*self).ok();
        let (Some(Value::Object(asked)), Some(Value::Object(mut own))) = (asked, own) else {
            return;
        };
        own.extend(
            asked
                .into_iter()
                .filter(|(name, value)| profile_field(name).is_some() && !value.is_null()),
        );
        if let Ok(merged) = serde_json::from_value(Value::Object(own)) {
            *self = merged;
        }
    }
}

/// The names of the profile on the wire.
static NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| Profile::NAMES.iter().copied().map(wire_name).collect());

fn wire_name(field: &str) -> String {
    let mut name = String::new();
    for word in field.split('_') {
        let mut letters = word.chars();
        let first = letters.next().filter(|_| !name.is_empty());
        name.extend(first.map(|first| first.to_ascii_uppercase()));
        name.push_str(if first.is_some() {
            letters.as_str()
        } else {
            word
        });
    }
    name
}

/// A name on the wire, if it is one of the profile's.
pub fn profile_field(name: &str) -> Option<&'static str> {
    let own = NAMES.iter().find(|own| *own == name);
    own.map(String::as_str)
}

/// Merges free data of the application's own; `null` removes a key.
pub fn merge_custom(old: Option<Object>, new: Object) -> Object {
    let mut merged = old.unwrap_or_default();
    for (key, value) in new {
        if value.is_null() {
            merged.remove(&key);
        } else {
            merged.insert(key, value);
        }
    }
    merged
}
