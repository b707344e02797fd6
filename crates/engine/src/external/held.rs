//! Identities that nobody is linked with, held until somebody says whose they become. Each is bound
//! to a sign-in on its way, and with it to a browser.

use std::sync::Arc;

use cleat_api::Object;
use cleat_store::{Tx, row};
use serde::{Deserialize, Serialize};

use super::connection::{Connection, Opened};
use super::profile::{External, proven_email, proven_phone};
use super::tokens::Tokens;
use crate::account::Contact;
use crate::kernel::{Cx, Outcome, Result, from_json, to_json};

/// How long one is held, in milliseconds.
const LIFE: i64 = 1_800_000;
/// Context of what is sealed.
pub(super) const SEALED: &str = "external identity";

row! {
    /// An identity that is held, sealed: in a sign-in on its way, or under the digest of a key that
    /// an application has.
    #[derive(Clone)]
    pub(super) struct Held in external_held (interaction) {
        pub(super) interaction: String,
        pub(super) pool_id: String,
        pub(super) conn_id: String,
        pub(super) conn_revision: i64,
        pub(super) external: String,
        pub(super) expires_at: i64,
        pub(super) app_id: Option<String>,
        pub(super) scope: Option<String>,
        pub(super) tries: i64,
    }
}

impl Held {
    /// Who came back, held for so many milliseconds.
    pub(super) fn of(cx: &Cx, interaction: String, found: &Found, life: i64) -> Result<Self> {
        let kept = to_json(&Kept::of(&found.external))?;
        Ok(Self {
            interaction,
            pool_id: found.conn.row.pool_id.clone(),
            conn_id: found.conn.row.id.clone(),
            conn_revision: found.conn.row.revision,
            external: cx.app.vault.seal(SEALED, kept.as_bytes())?,
            expires_at: cx.now() + life,
            app_id: None,
            scope: None,
            tries: 0,
        })
    }
}

/// Who came back from a source, and by which connection.
pub struct Found {
    /// The connection.
    pub conn: Opened,
    /// Who it is.
    pub external: External,
}

impl Found {
    /// Both.
    pub fn who(&self) -> (&Opened, &External) {
        (&self.conn, &self.external)
    }

    /// What the source is called, and who it says it is.
    pub fn title(&self) -> String {
        let source = &self.conn.row.display_name;
        match &self.external.name {
            Some(name) => format!("{source} ({name})"),
            None => source.clone(),
        }
    }
}

/// Who it is, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    ids: Vec<(String, String)>,
    emails: Vec<String>,
    phones: Vec<String>,
    name: Option<String>,
    picture: Option<String>,
    info: Object,
    #[serde(default)]
    tokens: Option<Tokens>,
}

impl Kept {
    fn of(external: &External) -> Self {
        let (mut emails, mut phones) = (Vec::new(), Vec::new());
        for contact in &external.proven {
            match contact {
                Contact::Email(address) => emails.push(address.clone()),
                Contact::Phone(phone) => phones.push(phone.e164()),
            }
        }
        let ids = external.ids.iter();
        Self {
            ids: ids
                .map(|(kind, id)| ((*kind).to_owned(), id.clone()))
                .collect(),
            emails,
            phones,
            name: external.name.clone(),
            picture: external.picture.clone(),
            info: external.info.clone(),
            tokens: external.tokens.clone(),
        }
    }

    /// Who it is, of kinds that the source gives.
    fn external(self, conn: &Opened) -> External {
        let known = |kind: &str| {
            let mut kinds = conn.source.kinds().iter();
            kinds.find(|own| **own == kind).copied()
        };
        let ids = self.ids.into_iter();
        let emails = self.emails.iter().filter_map(|one| proven_email(one));
        let phones = self.phones.iter().filter_map(|one| proven_phone(one));
        External {
            ids: ids
                .filter_map(|(kind, id)| Some((known(&kind)?, id)))
                .collect(),
            proven: emails.chain(phones).collect(),
            name: self.name,
            picture: self.picture,
            info: self.info,
            tokens: self.tokens,
        }
    }
}

/// Holds who came back in a sign-in on its way, in place of whoever was held before.
///
/// # Errors
/// When the database fails.
pub async fn hold(cx: &Cx, interaction: &str, found: &Found) -> Result<()> {
    let row = Held::of(cx, interaction.to_owned(), found, LIFE)?;
    cx.write(row, replace).await
}

async fn replace(tx: &mut Tx, _: &Cx, row: &Held) -> Outcome<()> {
    release(tx, &row.interaction).await?;
    Ok(row.insert(tx).run().await?)
}

/// Who is held in a sign-in on its way, while the connection is as it was.
///
/// # Errors
/// When the database fails, or what it holds was sealed by another master key.
pub async fn held(cx: &Cx, interaction: &str) -> Result<Option<Arc<Found>>> {
    let found = find(cx, interaction).await?;
    Ok(found.map(|(_, found)| found))
}

/// The row, and who it is, while the connection is as it was.
pub(super) async fn find(cx: &Cx, interaction: &str) -> Result<Option<(Held, Arc<Found>)>> {
    let (row, conn) = {
        let mut tx = cx.read().await?;
        let found: Option<Held> = tx
            .sql(format!(
                "{} WHERE interaction = $1 AND expires_at > $2",
                Held::SELECT
            ))
            .bind(interaction)
            .bind(cx.now())
            .optional()
            .await?;
        let Some(row) = found else { return Ok(None) };
        let conn = Connection::find(&mut tx, &row.pool_id, &row.conn_id).await?;
        (row, conn)
    };
    let Some(conn) = conn.filter(|conn| conn.revision == row.conn_revision) else {
        return Ok(None);
    };
    let conn = conn.open(cx)?;
    let kept: Kept = from_json(&cx.app.vault.open_text(SEALED, &row.external)?)?;
    let external = kept.external(&conn);
    Ok(Some((row, Arc::new(Found { conn, external }))))
}

/// Holds an identity no longer; whether one was held.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &mut Tx, interaction: &str) -> cleat_store::Result<bool> {
    let sql = "DELETE FROM external_held WHERE interaction = $1";
    let query = tx.sql(sql).bind(interaction);
    Ok(query.execute().await? > 0)
}
