//! What Chuanglan's codes mean, interface by interface.

use super::shared::Codes;
use crate::outcome::Kind;
use crate::receipt::Fate;

/// Codes of the interface of texts.
pub const TEXTS: &Codes = &[
    (Kind::Credentials, &["101", "102", "117", "118", "119"]),
    (Kind::Throttled, &["103", "120", "134", "135"]),
    (Kind::Number, &["107", "108", "133"]),
    (Kind::Template, &["114", "116", "124", "125"]),
    (Kind::Content, &["105", "106", "110"]),
    (Kind::Balance, &["109"]),
    (Kind::Temporary, &["104"]),
    (Kind::Config, &["113", "123", "127", "128", "129", "130"]),
];

/// Codes of the interface of templates.
pub const TEMPLATES: &Codes = &[
    (Kind::Credentials, &["101200", "101203"]),
    (Kind::Content, &["101206"]),
    (Kind::Balance, &["101207"]),
];

/// Codes of both interfaces of the international service.
pub const INTERNATIONAL: &Codes = &[
    (Kind::Credentials, &["101", "102", "114", "116"]),
    (Kind::Throttled, &["125", "131", "132", "133"]),
    (Kind::Number, &["103", "108", "109"]),
    (Kind::Country, &["115"]),
    (Kind::Blocked, &["134"]),
    (Kind::Content, &["106", "123", "135"]),
    (Kind::Balance, &["110"]),
    (Kind::Temporary, &["130"]),
    (
        Kind::Config,
        &["104", "105", "112", "117", "124", "126", "128", "129"],
    ),
];

/// What the status of a report says; all that are not listed are those of a carrier.
pub fn fate(status: &str) -> Fate {
    match status {
        "DELIVRD" => Fate::Delivered,
        "EXPIRED" => Fate::Expired,
        "UNKNOWN" => Fate::OnItsWay,
        "SM11" | "SM12" => Fate::Failed(Kind::Number),
        _ => Fate::Failed(Kind::Blocked),
    }
}
