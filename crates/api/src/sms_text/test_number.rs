//! Numbers whose codes are fixed.

use cleat_api_macros::wire;

use crate::scalar::PassCode;

/// Get the test numbers of the pool. Their codes are not answered.
#[wire(request)]
pub struct GetSmsTestNumbers {}

/// The test numbers of a pool.
#[wire("SmsTestNumbersDto")]
pub struct SmsTestNumbers {
    /// Whether they work: in development mode, and where the server's setting `test_numbers` is on.
    pub enabled: bool,
    /// The numbers.
    pub numbers: Vec<SmsTestNumber>,
}

/// A number whose codes are fixed.
#[wire("SmsTestNumberDto")]
pub struct SmsTestNumber {
    /// Phone number as E.164.
    pub phone_number: String,
    /// When its codes are random again, in ISO 8601.
    pub expires_at: String,
}

/// Set the numbers of the pool whose codes are fixed, for reviewers and for tests. Nothing is sent
/// to them and nothing is paid; every limit counts as for others. Replaces all of them.
#[wire(request, "ConfigSmsTestNumbersDto")]
pub struct ConfigSmsTestNumbers {
    /// The numbers, at most 100.
    pub numbers: Vec<SmsTestNumberInput>,
}

/// A number whose codes are to be fixed.
#[wire(request, "SmsTestNumberInputDto")]
pub struct SmsTestNumberInput {
    /// Phone number, in any usual spelling.
    pub phone_number: String,
    /// Country calling code; `+86` if absent.
    pub phone_country_code: Option<String>,
    /// Its code, of as many digits as the codes of the pool have. Absent: the one before stays.
    #[schemars(extend("format" = "password", "writeOnly" = true))]
    pub code: Option<PassCode>,
    /// When its codes are random again, in ISO 8601.
    pub expires_at: String,
}
