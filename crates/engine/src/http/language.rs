//! The language of an answer: what the request asks for, else its application's, else Chinese.

use std::time::{Duration, Instant};

use cleat_api::Language;
use http::{HeaderMap, header};

use super::incoming::{brand, text};
use crate::kernel::{Cached, Cx, Result};
use crate::tenancy::{Application, applications};

/// How long the language of an application is believed where nothing else of it is read.
const FRESH: Duration = Duration::from_secs(2);
/// How long a request waits to learn it.
const PATIENCE: Duration = Duration::from_millis(300);

/// The default languages of applications.
struct Defaults;

impl Cached for Defaults {
    type Key = String;
    type Value = (Instant, Language);
    const CAPACITY: usize = 1000;
}

/// The language a request asks for: by the header of the V3 API, else by `accept-language`.
pub fn asked(headers: &HeaderMap) -> Option<Language> {
    let named = brand(headers, "lang").and_then(Language::parse);
    named.or_else(|| accepted(text(headers, header::ACCEPT_LANGUAGE.as_str())?))
}

/// The language of an `accept-language` header that is wanted most (RFC 9110 section 12.5.4).
fn accepted(header: &str) -> Option<Language> {
    let mut best = None;
    for entry in header.split(',') {
        let (tag, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        let weight: f32 = weight.parse().unwrap_or_default();
        let known = of_tag(tag.trim()).filter(|_| weight > 0.0);
        if let Some(language) = known
            && best.is_none_or(|(most, _)| weight > most)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// The language nearest to a tag (RFC 5646).
pub fn of_tag(tag: &str) -> Option<Language> {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let traditional = |part: &str| matches!(part, "hant" | "tw" | "hk" | "mo");
    match parts.next()? {
        "zh" if parts.any(traditional) => Some(Language::ZhTw),
        "zh" => Some(Language::ZhCn),
        "en" => Some(Language::EnUs),
        "ja" => Some(Language::JaJp),
        _ => None,
    }
}

/// Answers in the language of an application, where the request asks for none.
pub fn default_to(cx: &Cx, app: &Application) {
    let language = app.document.branding_config.default_language;
    cx.request.default_language.get_or_init(|| language);
}

/// As [`default_to`], where the application was not read. The answer is not held up for it.
pub async fn default_to_that_of(cx: &Cx, app_id: &str) {
    if cx.request.language.is_some() || cx.request.default_language.get().is_some() {
        return;
    }
    let (cache, generation) = (
        cx.app.caches.of::<Defaults>(),
        cx.app.keys.ring().generation,
    );
    let now = cx.app.clock.instant();
    let held = cache.get(&app_id.to_owned(), generation);
    let language = match held {
        Some((read, language)) if now.duration_since(read) < FRESH => language,
        _ => {
            let read = tokio::time::timeout(PATIENCE, default_of(cx, app_id)).await;
            let Ok(Ok(language)) = read else { return };
            cache.insert(app_id.to_owned(), generation, (now, language));
            language
        }
    };
    cx.request.default_language.get_or_init(|| language);
}

async fn default_of(cx: &Cx, app_id: &str) -> Result<Language> {
    let row = applications::find(&mut *cx.read().await?, app_id).await?;
    let app = row.map(|row| Application::open(cx, row)).transpose()?;
    let language = app.map(|app| app.document.branding_config.default_language);
    Ok(language.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_is_wanted_most() {
        for (header, expected) in [
            ("en", Some(Language::EnUs)),
            ("fr, en;q=0.5", Some(Language::EnUs)),
            ("en;q=0.5, ja-JP", Some(Language::JaJp)),
            ("zh-Hant-HK, zh;q=0.9", Some(Language::ZhTw)),
            ("zh-Hans", Some(Language::ZhCn)),
            ("EN-gb;q=0.8,zh-CN;q=0.8", Some(Language::EnUs)),
            ("ja;q=0, en;q=0.1", Some(Language::EnUs)),
            ("*", None),
            ("fr", None),
            (";;,=,q=1;en", None),
            ("", None),
        ] {
            assert_eq!(accepted(header), expected, "{header}");
        }
    }
}
