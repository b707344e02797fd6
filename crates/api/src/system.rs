//! What everybody may know of the server.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    GET "/api/v3/system" getSystemInfo Public Free GetSystemInfo => SystemInfo, [];
}

/// Get the public keys for password encryption, versions and addresses. Answers without an envelope.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
pub struct GetSystemInfo {
}

/// What a client needs to know of the server.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SystemInfoResp")]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SystmeInfoRSAConfig")]
pub struct RsaKey {
    /// Public key for password encryption.
    pub public_key: String,
}

/// SM2 key.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SystmeInfoSM2Config")]
pub struct Sm2Key {
    /// Public key for password encryption.
    pub public_key: String,
}

/// Versions.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "SystmeInfoVersion")]
pub struct SystemVersion {
    /// Version of the server.
    pub server: String,
    /// Version of the console.
    pub console: String,
    /// Version of the sign-in pages.
    pub login: String,
}

