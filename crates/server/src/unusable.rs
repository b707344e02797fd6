//! Why a database cannot be used.

use cleat_engine::kernel::{Error, Settings};

use crate::folder::{self, wrong};

/// Why the database of the settings cannot be used, by the setting at fault.
pub(crate) fn unusable(settings: &Settings, error: cleat_store::Error) -> Error {
    use cleat_store::Error::{Certificates, File};

    let embedded = settings.database_url.0.is_empty();
    match error {
        File(why) if embedded => wrong("data", why),
        other if embedded => {
            let path = folder::database(settings);
            wrong("data", format_args!("{}: {other}", path.display()))
        }
        Certificates(why) => wrong("database_ca", why),
        other => wrong("database_url", other),
    }
}
