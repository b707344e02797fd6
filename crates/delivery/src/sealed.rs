//! Values that are not opened.

/// Why a value is not opened that another key has sealed. Whoever has that key may open it, so what
/// waits for it is kept.
pub const OTHER_KEY: &str = "sealed by another key";

/// Why a value is not opened: it was sealed by another key, or has not even the form of a sealed one.
pub fn shut(sealed: &str) -> cleat_store::Error {
    cleat_store::Error::Aborted(match cleat_protocol::seal::is_sealed(sealed) {
        true => OTHER_KEY,
        false => "damaged",
    })
}
