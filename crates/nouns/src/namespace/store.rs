//! Rows of namespaces.

use cleat_api::namespace::{CreateNamespace, ListedNamespace, Namespace, PermissionNamespace};
use cleat_engine::kernel::{Cx, Result, code, within};
use cleat_store::{Field, Is, Order, Select, Tx, row};

row! {
    /// A namespace.
    #[derive(Debug, Clone)]
    pub struct Row in namespace (pool_id, code) {
        pub pool_id: String,
        pub code: String,
        pub name: String,
        pub description: Option<String>,
        pub created_at: i64,
        pub updated_at: i64,
    }
}

impl Row {
    /// A new one, as it was asked for.
    ///
    /// # Errors
    /// The field that is out of its limits.
    pub fn new(cx: &Cx, pool_id: &str, new: &CreateNamespace) -> Result<Self> {
        let name = new.name.clone().filter(|name| !name.is_empty());
        let row = Self {
            pool_id: pool_id.to_owned(),
            code: new.code.clone(),
            name: name.unwrap_or_else(|| new.code.clone()),
            description: new.description.clone(),
            created_at: cx.now(),
            updated_at: cx.now(),
        };
        row.within_limits("code")?;
        Ok(row)
    }

    /// Checks every text; the code came in that field.
    ///
    /// # Errors
    /// The field that is out of its limits.
    pub fn within_limits(&self, code_field: &str) -> Result<()> {
        code(code_field, &self.code)?;
        within("name", &self.name, 256)?;
        let description = self.description.as_deref().unwrap_or_default();
        within("description", description, 2048)
    }
}

impl From<Row> for Namespace {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            name: Some(row.name),
            description: row.description,
        }
    }
}

impl From<Row> for PermissionNamespace {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            name: row.name,
            description: row.description,
        }
    }
}

impl From<Row> for ListedNamespace {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            name: row.name,
            description: row.description,
            status: Some(1),
        }
    }
}

/// The namespace of that code, `default` among them.
pub async fn find(tx: &mut Tx, pool_id: &str, code: &str) -> cleat_store::Result<Option<Row>> {
    let columns = Row::COLUMNS;
    tx.sql(format!(
        "SELECT {columns} FROM known_namespace WHERE pool_id = $1 AND code = $2"
    ))
    .bind(pool_id)
    .bind(code)
    .optional()
    .await
}

/// Whether a namespace has that name.
pub async fn name_taken(tx: &mut Tx, pool_id: &str, name: &str) -> cleat_store::Result<bool> {
    let found: Option<(i64,)> = tx
        .sql("SELECT 1 FROM known_namespace WHERE pool_id = $1 AND name = $2")
        .bind(pool_id)
        .bind(name)
        .optional()
        .await?;
    Ok(found.is_some())
}

/// The namespace of that code, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, pool_id: &str, code: &str) -> cleat_store::Result<Option<Row>> {
    let columns = Row::COLUMNS;
    tx.sql(format!(
        "UPDATE namespace SET code = code WHERE pool_id = $1 AND code = $2 RETURNING {columns}"
    ))
    .bind(pool_id)
    .bind(code)
    .optional()
    .await
}

/// Writes a namespace over the one that had the code `before`.
pub async fn update(tx: &mut Tx, before: &str, row: &Row) -> cleat_store::Result<()> {
    tx.sql(
        "UPDATE namespace SET code = $1, name = $2, description = $3, updated_at = $4
         WHERE pool_id = $5 AND code = $6",
    )
    .bind(&row.code)
    .bind(&row.name)
    .bind(&row.description)
    .bind(row.updated_at)
    .bind(&row.pool_id)
    .bind(before)
    .run()
    .await
}

/// Deletes a namespace; whether there was one.
pub async fn delete(tx: &mut Tx, pool_id: &str, code: &str) -> cleat_store::Result<bool> {
    tx.sql("DELETE FROM namespace WHERE pool_id = $1 AND code = $2")
        .bind(pool_id)
        .bind(code)
        .changes(1)
        .await
}

/// Namespaces with these words in code or name, newest first, and how many there are in all.
pub async fn search(
    tx: &mut Tx,
    pool_id: &str,
    words: Option<String>,
    place: (usize, usize),
) -> Result<(i64, Vec<Row>)> {
    const CODE: Field = Field::text("code");
    let mut namespaces = Select::new("known_namespace", Row::COLUMNS);
    namespaces.filter(Field::text("pool_id"), Is::Equal(pool_id.into()))?;
    namespaces.keywords([CODE, Field::text("name")], words.as_deref())?;
    namespaces.sort(Field::number("created_at"), Order::Descending);
    namespaces.sort(CODE, Order::Ascending);
    Ok(namespaces.page(tx, place).await?)
}
