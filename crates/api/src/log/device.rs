//! Where and on what a request was made.

use cleat_api_macros::wire;

/// Place of an address.
#[wire]
pub struct GeoIp {
    /// Coordinates.
    pub location: GeoIpLocation,
    /// Country.
    #[serde(rename = "country_name")]
    pub country_name: String,
    /// ISO 3166-1 alpha-2 code.
    #[serde(rename = "country_code2")]
    pub country_code2: String,
    /// ISO 3166-1 alpha-3 code.
    #[serde(rename = "country_code3")]
    pub country_code3: String,
    /// Region.
    #[serde(rename = "region_name")]
    pub region_name: String,
    /// Region code.
    #[serde(rename = "region_code")]
    pub region_code: String,
    /// City.
    #[serde(rename = "city_name")]
    pub city_name: String,
    /// Continent code.
    #[serde(rename = "continent_code")]
    pub continent_code: String,
    /// Time zone.
    pub timezone: String,
}

/// Coordinates.
#[wire]
pub struct GeoIpLocation {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
}

/// What a `user-agent` header says.
#[wire]
pub struct ParsedUserAgent {
    /// Device.
    pub device: String,
    /// Full name.
    pub name: String,
    /// Operating system.
    pub os: String,
}
