//! Rows of sources and connections, and a connection opened.

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{ConnectionType, EnabledExtIdp, ExtIdp, ExtIdpConn, Provider};
use cleat_api::{Object, Value};
use cleat_store::{Tx, row};

use super::fields::{self, Fields, completed, masked};
use super::preset::Source;
use super::source;
use crate::kernel::{Cx, Error, Outcome, Result, from_json, to_json};

/// Context of sealed settings.
pub(super) const SEALED: &str = "external connection";

row! {
    /// A source.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Debug, Clone)]
    pub struct ExtIdpRow in ext_idp (pool_id, id) {
        pub pool_id: String,
        pub id: String,
        pub name: String,
        pub kind: String,
        pub created_at: i64,
    }
}

impl ExtIdpRow {
    /// The source of that id.
    pub async fn find(tx: &mut Tx, pool_id: &str, id: &str) -> cleat_store::Result<Option<Self>> {
        let sql = format!("{} WHERE pool_id = $1 AND id = $2", Self::SELECT);
        tx.sql(sql).bind(pool_id).bind(id).optional().await
    }

    /// The sources of a pool, oldest first.
    pub async fn of_pool(tx: &mut Tx, pool_id: &str) -> cleat_store::Result<Vec<Self>> {
        let sql = format!(
            "{} WHERE pool_id = $1 ORDER BY created_at, id",
            Self::SELECT
        );
        tx.sql(sql).bind(pool_id).all().await
    }

    /// Its kind.
    pub fn provider(&self) -> Provider {
        Provider::parse(&self.kind).unwrap_or_default()
    }

    /// As the wire shows it.
    pub fn shown(&self) -> ExtIdp {
        ExtIdp {
            id: self.id.clone(),
            name: self.name.clone(),
            logo: String::new(),
            tenant_id: None,
            r#type: self.kind.clone(),
        }
    }
}

row! {
    /// A connection, its settings sealed.
    #[expect(missing_docs, reason = "the columns are named like what they hold")]
    #[derive(Clone)]
    pub struct Connection in ext_idp_conn (pool_id, id) {
        pub pool_id: String,
        pub id: String,
        pub ext_idp_id: String,
        pub kind: String,
        pub identifier: String,
        pub display_name: String,
        pub logo: String,
        pub login_only: bool,
        pub associated: bool,
        pub fields: String,
        pub revision: i64,
        pub created_at: i64,
    }
}

impl Connection {
    /// The connection of that id.
    pub async fn find(tx: &mut Tx, pool_id: &str, id: &str) -> cleat_store::Result<Option<Self>> {
        Self::by(tx, pool_id, "id", id).await
    }

    /// The connection of that name in addresses.
    pub async fn named(
        tx: &mut Tx,
        pool_id: &str,
        name: &str,
    ) -> cleat_store::Result<Option<Self>> {
        Self::by(tx, pool_id, "identifier", name).await
    }

    async fn by(
        tx: &mut Tx,
        pool_id: &str,
        column: &'static str,
        value: &str,
    ) -> cleat_store::Result<Option<Self>> {
        let sql = format!("{} WHERE pool_id = $1 AND {column} = $2", Self::SELECT);
        tx.sql(sql).bind(pool_id).bind(value).optional().await
    }

    /// The connections to a source, oldest first.
    pub async fn of_source(
        tx: &mut Tx,
        pool_id: &str,
        ext_idp_id: &str,
    ) -> cleat_store::Result<Vec<Self>> {
        let sql = format!(
            "{} WHERE pool_id = $1 AND ext_idp_id = $2 ORDER BY created_at, id",
            Self::SELECT
        );
        tx.sql(sql).bind(pool_id).bind(ext_idp_id).all().await
    }

    /// Its source as data.
    ///
    /// # Errors
    /// When it is of a type that this server does not know.
    pub fn source(&self) -> Result<&'static Source> {
        let known = ConnectionType::parse(&self.kind).and_then(source::find);
        known.ok_or_else(|| Error::internal("a connection of no known type"))
    }

    fn settings(&self, cx: &Cx) -> Result<Object> {
        from_json(&cx.app.vault.open_text(SEALED, &self.fields)?)
    }

    /// Seals settings that its source can be spoken to with, over those of before.
    ///
    /// # Errors
    /// The field at fault.
    pub fn set_fields(&mut self, cx: &Cx, given: Object) -> Result<()> {
        let before = match self.fields.is_empty() {
            true => Object::new(),
            false => self.settings(cx)?,
        };
        let given = completed(given, &before)?;
        let source = self.source()?;
        let usable = fields::usable(cx, source.required, source.check, given)?;
        let text = to_json(&usable)?;
        self.fields = cx.app.vault.seal(SEALED, text.as_bytes())?;
        Ok(())
    }

    /// Opens it.
    ///
    /// # Errors
    /// When it was sealed by another master key.
    pub fn open(self, cx: &Cx) -> Result<Opened> {
        let settings = self.settings(cx)?;
        let fields = serde_json::from_value(Value::Object(settings));
        Ok(Opened {
            source: self.source()?,
            fields: fields.map_err(Error::internal)?,
            row: self,
        })
    }

    /// As the wire shows it.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub fn shown(self, cx: &Cx) -> Result<ExtIdpConn> {
        let settings = self.settings(cx)?;
        let opened = self.open(cx)?;
        Ok(ExtIdpConn {
            r#type: opened.source.connection,
            association_mode: opened.fields.association_mode,
            challenge_binding_methods: opened.fields.ways_to_prove(),
            fields: Some(masked(settings)),
            id: opened.row.id,
            ext_idp_id: opened.row.ext_idp_id,
            logo: opened.row.logo,
            identifier: Some(opened.row.identifier),
            display_name: Some(opened.row.display_name),
            login_only: opened.row.login_only,
        })
    }
}

/// A connection with its settings opened.
pub struct Opened {
    /// The row.
    pub row: Connection,
    /// Its source as data.
    pub source: &'static Source,
    /// Its settings.
    pub fields: Fields,
}

impl Opened {
    /// The path that its source sends browsers back to.
    pub fn callback_path(&self) -> String {
        callback_path(&self.row.identifier, &self.row.pool_id)
    }

    /// As an application's users see it; `bind_url` is where they link it.
    pub fn enabled(&self, bind_url: String) -> EnabledExtIdp {
        EnabledExtIdp {
            identifier: self.row.identifier.clone(),
            ext_idp_id: self.row.ext_idp_id.clone(),
            r#type: self.source.provider,
            ext_idp_type: self.source.r#type,
            bind_url,
            name: self.row.display_name.clone(),
            name_en: Some(self.source.name.to_owned()),
            desc: None,
            desc_en: None,
            logo: Some(self.row.logo.clone()).filter(|logo| !logo.is_empty()),
        }
    }
}

/// The path that a source sends browsers back to.
pub fn callback_path(identifier: &str, pool_id: &str) -> String {
    format!("/connection/social/{identifier}/{pool_id}/callback")
}

/// Refuses a connection that is not there as it was read, inside the transaction that relies on it.
///
/// # Errors
/// `ExtIdpConnNotFound`.
pub async fn stands(tx: &mut Tx, row: &Connection) -> Outcome<()> {
    let now = Connection::find(tx, &row.pool_id, &row.id).await?;
    match now.is_some_and(|now| now.revision == row.revision) {
        true => Ok(()),
        false => Err(ErrorCode::ExtIdpConnNotFound.into()),
    }
}
