//! How the pages of an application look: what is refused, because pages load nothing from elsewhere.

use cleat_api::application::BrandingConfigInput;
use cleat_engine::kernel::{Error, Result};
use cleat_protocol::css;
use url::Url;

/// Refuses a style sheet that loads something, and a background that is no picture.
///
/// # Errors
/// The setting at fault.
pub(super) fn valid(config: Option<&BrandingConfigInput>) -> Result<()> {
    let Some(config) = config else { return Ok(()) };
    let wrong = |name: &str, why: &str| Error::field(&format!("brandingConfig.{name}"), why);
    let sheet = config.custom_css.as_deref().unwrap_or_default();
    css::check(sheet).map_err(|why| wrong("customCSS", why))?;
    let picture = config.custom_background.as_deref().unwrap_or_default();
    match picture.is_empty() || picture_of(picture).is_some() {
        true => Ok(()),
        false => Err(wrong("customBackground", "must be an address of https")),
    }
}

/// The address of a picture, as it can stand between quotes in a style sheet.
pub fn picture_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let quoted = |url: Url| url.as_str().replace('\\', "%5C").replace('"', "%22");
    (url.scheme() == "https").then(|| quoted(url))
}
