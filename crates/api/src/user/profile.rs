//! What a user says of themselves. Other structs take over these fields.

use cleat_api_macros::wire;

/// What a user says of themselves: text, but for the gender.
#[wire(fields)]
pub struct Profile {
    with: Names![],
    with: Home![],
    with: Details![],
    /// Gender.
    // By its path: whoever takes it over need not import it.
    pub gender: Option<crate::user::Gender>,
    /// Number of an identity document.
    pub identity_number: Option<String>,
    /// Town or city of the address.
    pub locality: Option<String>,
}

/// What a user is called.
#[wire(fields)]
pub struct Names {
    /// Full name.
    pub name: Option<String>,
    /// Nickname.
    pub nickname: Option<String>,
    /// Address of a picture.
    pub photo: Option<String>,
}

/// When a user was born and where they live.
#[wire(fields)]
pub struct Home {
    /// Date of birth, `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Province or state.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal address as one string.
    pub address: Option<String>,
    /// Street and house number.
    pub street_address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
}

/// The rest of what most structs with a profile have.
#[wire(fields)]
pub struct Details {
    /// Company.
    pub company: Option<String>,
    /// Browser named at sign-up.
    pub browser: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Profile page, or the fields of a new profile.
    pub profile: Option<String>,
    /// Name the user likes to be called.
    pub preferred_username: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Time zone, IANA name.
    pub zoneinfo: Option<String>,
    /// Preferred locale, BCP 47.
    pub locale: Option<String>,
    /// Full address, formatted for display.
    pub formatted: Option<String>,
    /// State or province of the address.
    pub region: Option<String>,
}

/// Gender: male, female or unknown.
#[wire]
pub enum Gender {
    M = "M",
    F = "F",
    U = "U",
}
