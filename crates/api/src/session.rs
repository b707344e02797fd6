//! Sessions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::user::{UserIdType};
use crate::scalar::{Success};

endpoints! {
    POST "/api/v3/kick-users" kickUsers Management Free KickUsers => Success, [UserNotFound];
}

/// End the sessions of a user in some applications.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "KickUsersDto")]
pub struct KickUsers {
    /// Application ids.
    pub app_ids: Vec<String>,
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Options.
    pub options: Option<KickUsersOptions>,
}

/// Options of ending sessions.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, bon::Builder)]
#[builder(on(_, into))]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "KickUsersOptionsDto")]
pub struct KickUsersOptions {
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
}

