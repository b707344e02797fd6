//! A request to a provider and its answer, as bytes: what is signed is what is sent.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

/// What a request is made with besides settings and letter: clock, randomness, and where receipts
/// are taken.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Now, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
    /// 32 hex digits that no other request has.
    pub nonce: &'a str,
    /// Public address of the provider's receipts, where the server has one.
    pub callback: Option<&'a str>,
}

impl Moment<'_> {
    /// Now in seconds.
    pub fn seconds(&self) -> i64 {
        self.now.div_euclid(1000)
    }

    /// Now in UTC, as `2026-11-25T10:00:00Z`.
    pub fn iso(&self) -> String {
        let (date, [hours, minutes, seconds]) = self.parts();
        let [year, month, day] = date;
        format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}Z")
    }

    /// Now in UTC, as `20261125T100000Z`.
    pub fn basic(&self) -> String {
        self.iso().replace(['-', ':'], "")
    }

    /// The day of the month of a time in milliseconds (UTC), from 1.
    pub(crate) fn day_of_month(at: i64) -> i64 {
        let [_, _, day] = civil(at.div_euclid(86_400_000));
        day
    }

    fn parts(&self) -> ([i64; 3], [i64; 3]) {
        let seconds = self.seconds();
        let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        (civil(days), [rest / 3600, rest / 60 % 60, rest % 60])
    }
}

/// Year, month and day of a day since 1970-01-01 (the proleptic Gregorian calendar, counted in eras
/// of 400 years that begin in March).
fn civil(days: i64) -> [i64; 3] {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    [year, month, day]
}

/// A request to a provider. Its bytes are sent as they stand: they may be signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// `POST` or `GET`.
    pub method: &'static str,
    /// Address, encoded.
    pub url: String,
    /// Headers besides host and length.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Call {
    /// A POST of JSON.
    pub fn json(url: impl Into<String>, body: &serde_json::Value) -> Self {
        Self::post(url, "application/json", body.to_string().into_bytes())
    }

    /// A POST of a form.
    pub fn form<'a>(
        url: impl Into<String>,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let kind = "application/x-www-form-urlencoded";
        Self::post(url, kind, form.finish().into_bytes())
    }

    /// A POST of a body of that type.
    pub fn post(url: impl Into<String>, content_type: &str, body: Vec<u8>) -> Self {
        Self {
            method: "POST",
            url: url.into(),
            headers: vec![("content-type".into(), content_type.to_owned())],
            body,
        }
    }

    /// The same with another header.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same with `Authorization: Basic`.
    #[must_use]
    pub fn basic(self, user: &str, password: &str) -> Self {
        use base64::Engine as _;
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        self.with("authorization", format!("Basic {pair}"))
    }
}

/// The answer of a provider, its body cut at 64 KB.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// Headers by name in lower case.
    pub headers: &'a [(String, String)],
    /// Body.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body read as an object of JSON, where it is one. Serde takes an array for a struct, too.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        let object = self.body.trim_ascii_start().starts_with(b"{");
        object.then(|| serde_json::from_slice(self.body).ok())?
    }

    /// Whether the status is of class 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        let at = |now| Moment {
            now,
            nonce: "",
            callback: None,
        };
        assert_eq!(at(0).iso(), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_399_999).iso(), "2000-02-28T23:59:59Z");
        assert_eq!(at(951_782_400_000).iso(), "2000-02-29T00:00:00Z");
        assert_eq!(at(1_795_600_800_000).basic(), "20261125T100000Z");
        assert_eq!(at(4_102_444_800_000).iso(), "2100-01-01T00:00:00Z");
    }
}
