//! What everybody may know of the server.

use cleat_api_macros::{operations, wire};

operations! {
    getSystemInfo = GET "/api/v3/system"
        by Public, wire Bare,
        GetSystemInfo -> SystemInfo;
}

/// Get the public keys for password encryption, versions and addresses. Answers without an
/// envelope.
#[wire(request)]
pub struct GetSystemInfo {}

/// What a client needs to know of the server.
#[wire("SystemInfoResp")]
pub struct SystemInfo {
    /// RSA key for `passwordEncryptType` `rsa`.
    pub rsa: RsaKey,
    /// SM2 key for `passwordEncryptType` `sm2`.
    pub sm2: Sm2Key,
    /// Versions.
    pub version: SystemVersion,
    /// Addresses the server sends from.
    pub public_ips: Vec<String>,
}

/// RSA key.
#[wire("SystmeInfoRSAConfig")]
pub struct RsaKey {
    /// Public key for password encryption.
    pub public_key: String,
}

/// SM2 key.
#[wire("SystmeInfoSM2Config")]
pub struct Sm2Key {
    /// Public key for password encryption.
    pub public_key: String,
}

/// Versions.
#[wire("SystmeInfoVersion")]
pub struct SystemVersion {
    /// Version of the server.
    pub server: String,
    /// Version of the console.
    pub console: String,
    /// Version of the sign-in pages.
    pub login: String,
}
