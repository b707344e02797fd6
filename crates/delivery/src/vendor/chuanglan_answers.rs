//! What Chuanglan answers and reports.

use serde::Deserialize;

use super::chuanglan_codes::fate;
use super::shared::Text;
use crate::outcome::token;
use crate::receipt::Receipt;

/// What the interfaces answer; each spells the id in its own way.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Said {
    /// `0` or `000000` of a message that was taken on.
    pub code: Text,
    msg_id: Text,
    msgid: Text,
    message_id: Text,
    /// Numbers that were taken on, where the interface says.
    pub success_num: Text,
    data: Option<Data>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Data {
    message_id: Text,
}

impl Said {
    /// The id of the message.
    pub fn id(&self) -> &str {
        let data = self.data.as_ref().and_then(|data| data.message_id.some());
        let ids = [&self.msg_id, &self.msgid, &self.message_id];
        let id = ids.into_iter().find_map(|id| id.some());
        id.or(data).unwrap_or_default()
    }
}

/// What waited.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Pulled {
    /// The reports.
    pub result: Option<Vec<Report>>,
}

/// What became of a message, as it is fetched, or comes in the query of a GET. Nothing is signed.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Report {
    uid: Text,
    msg_id: Text,
    msgid: Text,
    mobile: Text,
    status: Text,
    length: Text,
}

impl Report {
    /// The receipt that it is, where it names a message.
    pub fn receipt(self) -> Option<Receipt> {
        let id = self.msg_id.some().or(self.msgid.some())?;
        Some(Receipt {
            attempt_id: self.uid.some().map(str::to_owned),
            to: self.mobile.some().map(str::to_owned),
            code: token(&self.status),
            segments: self.length.parse().ok(),
            ..Receipt::new(id, fate(self.status.some()?))
        })
    }
}
