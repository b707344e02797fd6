//! Sample code of a call, in four languages.

mod curl;
mod python;
mod rust;
mod sample;
mod typescript;

pub use rust::program;
pub use sample::{Given, HOST, Language, Sample};

/// The text of a sample.
///
/// # Errors
/// When the document does not tell the types of a Rust sample.
pub fn text(language: Language, sample: &Sample<'_>) -> Result<String, String> {
    Ok(match language {
        Language::Rust => rust::sample(sample)?,
        Language::TypeScript => typescript::sample(sample),
        Language::Python => python::sample(sample),
        Language::Curl => curl::sample(sample),
    })
}
