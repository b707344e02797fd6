//! How many codes go to one range of numbers and to one country: where a message costs much,
//! somebody earns by it.

use cleat_store::{Result, Tx};

use crate::account::Contact;
use crate::kernel::{Cx, usage};

/// Counts a code for the range and the country of an international number; whether both have room
/// for one that goes to nobody in particular. It is counted for owners and strangers alike, so that
/// the time it takes tells neither from the other.
///
/// # Errors
/// When the database refuses.
pub async fn have_room(tx: &mut Tx, cx: &Cx, pool_id: &str, to: &Contact) -> Result<bool> {
    let Contact::Phone(phone) = to else {
        return Ok(true);
    };
    if !phone.is_international() {
        return Ok(true);
    }
    let settings = &cx.app.settings;
    let country = phone.country_code();
    let caps = [
        (format!("range:{}", phone.range()), settings.sends_per_range),
        (format!("country:{country}"), settings.sends_per_country),
    ];
    for (subject, limit) in caps {
        if !usage::within(tx, pool_id, &subject, cx.now(), usage::HOUR, limit).await? {
            let why = "sends_per_range or sends_per_country is used up: strangers get no codes";
            tracing::warn!(country, "{why}");
            return Ok(false);
        }
    }
    Ok(true)
}
