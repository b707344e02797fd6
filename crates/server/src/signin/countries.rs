//! The countries of phone numbers, by their names in the language of a page.

use cleat_api::Language;
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::messages::Postage;
use minijinja::{Value, context};

use super::texts;

/// Region, calling code, and names as in [`texts`].
const TABLE: &str = include_str!("countries.tsv");

/// A country as an entry of a list.
#[derive(Debug)]
pub struct Country {
    /// Region, two letters.
    pub region: &'static str,
    /// Calling code.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Whether it stands chosen.
    pub chosen: bool,
}

impl Country {
    /// As a page shows it.
    pub fn shown(&self) -> Value {
        let Self {
            region,
            code,
            name,
            chosen,
        } = *self;
        context! { region, code, name, chosen }
    }
}

/// All countries, by their names.
fn all(language: Language, chosen: &str) -> Vec<Country> {
    let rows = TABLE.lines().filter_map(|line| {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let region = *cells.first()?;
        Some(Country {
            region,
            code: cells.get(1)?,
            name: cells.get(2 + texts::column(language))?,
            chosen: region == chosen,
        })
    });
    let mut all: Vec<Country> = rows.collect();
    all.sort_by_key(|country| country.name);
    all
}

/// The countries that a pool sends codes to, by their names. Where it sends none, all of them: what
/// is at fault is told when somebody asks for a code.
///
/// # Errors
/// When the database fails.
pub async fn offered(cx: &Cx, pool_id: &str, chosen: Option<&str>) -> Result<Vec<Country>> {
    let postage = Postage::of(&mut *cx.read().await?, cx, pool_id).await?;
    let mut all = all(cx.request.language(), chosen.unwrap_or("CN"));
    let serves = |one: &Country| postage.serves(cx, one.region, &format!("+{}", one.code));
    if all.iter().any(serves) {
        all.retain(serves);
    }
    Ok(all)
}

/// The calling code of a region, with its plus sign.
pub fn calling_code(region: &str) -> Option<String> {
    let mut rows = TABLE.lines().map(|line| line.split('\t'));
    rows.find_map(|mut cells| {
        let own = cells.next() == Some(region);
        cells.next().filter(|_| own).map(|code| format!("+{code}"))
    })
}

/// The region that a browser's languages name, such as `US` of `en-US`.
pub fn of_languages(header: &str) -> Option<&'static str> {
    let tags = header.split(',').filter_map(|tag| tag.split(';').next());
    let regions = tags.filter_map(|tag| tag.trim().rsplit_once('-').map(|(_, region)| region));
    let known = |region: &str| {
        let mut rows = TABLE.lines().filter_map(|line| line.split('\t').next());
        rows.find(|own| own.eq_ignore_ascii_case(region))
    };
    regions.into_iter().find_map(known)
}
