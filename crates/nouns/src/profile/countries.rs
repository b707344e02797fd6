//! `getCountryList`.

use cleat_api::profile::{Country, GetCountryList, LocalizedName, LocalizedText};
use cleat_engine::http::Public;
use cleat_engine::kernel::{Cx, Result};

/// One country a line: alpha-2, alpha-3, calling code, then its names in the four languages,
/// separated by tabs. Made by `cargo xtask gen` from CLDR and libphonenumber.
const TABLE: &str = include_str!("countries.tsv");

/// All countries, in the order of their codes.
pub async fn get_country_list(_: Cx, _: Public, _: GetCountryList) -> Result<Vec<Country>> {
    Ok(TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(country)
        .collect())
}

fn country(line: &str) -> Option<Country> {
    let mut columns = line.split('\t');
    let mut next = || columns.next().map(str::to_owned);
    let (alpha2, alpha3, phone_country_code) = (next()?, next()?, next()?);
    let mut name = || {
        next().map(|value| LocalizedText {
            enabled: true,
            value,
        })
    };
    let name = LocalizedName {
        zh_cn: name()?,
        en_us: name()?,
        zh_tw: name()?,
        ja_jp: name()?,
    };
    Some(Country {
        flag: flag(&alpha2),
        alpha2,
        alpha3,
        phone_country_code,
        name,
    })
}

/// The flag of a country: its code in regional indicator symbols.
fn flag(alpha2: &str) -> String {
    let indicator = |byte: u8| char::from_u32(0x1f1e6 + u32::from(byte.saturating_sub(b'A')));
    alpha2.bytes().filter_map(indicator).collect()
}
