//! Rows of roles and of their assignments.

use cleat_api::role::Role;
use cleat_engine::account::Account;
use cleat_engine::kernel::{Error, Result as Answer};
use cleat_store::{Field, FromRow, Is, Order, Result, Select, Tx, Value, row};

use super::named::{DEFAULT, SYSTEM, status};

row! {
    /// A role.
    #[derive(Debug, Clone)]
    pub struct Row in role (pool_id, id) {
        pub pool_id: String,
        pub id: String,
        pub namespace: String,
        pub code: String,
        pub name: String,
        pub description: String,
        pub disabled: bool,
        pub disable_time: Option<i64>,
        pub enable_permission_apply: bool,
        pub created_at: i64,
        pub updated_at: i64,
    }
}

row! {
    /// An assignment of a role.
    #[derive(Debug, Clone)]
    pub struct Assignment in role_assignment (pool_id, role_id, user_id) {
        pub pool_id: String,
        pub role_id: String,
        pub user_id: String,
        pub enable_time: Option<i64>,
        pub end_time: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
    }
}

/// Assignments that count at the time `$2`.
const COUNTING: &str =
    "(enable_time IS NULL OR enable_time <= $2) AND (end_time IS NULL OR end_time > $2)";

impl Row {
    /// Whether it counts at that time.
    pub fn counts(&self, now: i64) -> bool {
        !self.disabled && self.disable_time.is_none_or(|end| end > now)
    }

    /// The role as the wire has it.
    pub fn to_role(&self, namespace_name: &str, now: i64) -> Role {
        Role {
            id: self.id.clone(),
            code: self.code.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            namespace: self.namespace.clone(),
            namespace_name: namespace_name.to_owned(),
            status: Some(status(self.counts(now))),
            disable_time: self.disable_time,
            enable_permission_apply: Some(self.enable_permission_apply),
        }
    }
}

impl Assignment {
    /// Whether it counts at that time, where its role does.
    pub fn counts(&self, now: i64) -> bool {
        self.enable_time.is_none_or(|start| start <= now)
            && self.end_time.is_none_or(|end| end > now)
    }
}

/// The name of a namespace, where there is such a namespace.
pub async fn namespace_name(tx: &mut Tx, pool_id: &str, code: &str) -> Result<Option<String>> {
    name_of(
        tx,
        pool_id,
        code,
        "SELECT name FROM namespace WHERE pool_id = $1 AND code = $2",
    )
    .await
}

/// The same, and the namespace stays until the transaction ends.
pub async fn hold_namespace(tx: &mut Tx, pool_id: &str, code: &str) -> Result<Option<String>> {
    let sql = "UPDATE namespace SET code = code WHERE pool_id = $1 AND code = $2 RETURNING name";
    name_of(tx, pool_id, code, sql).await
}

async fn name_of(
    tx: &mut Tx,
    pool_id: &str,
    code: &str,
    sql: &'static str,
) -> Result<Option<String>> {
    if [DEFAULT, SYSTEM].contains(&code) {
        return Ok(Some(code.to_owned()));
    }
    let found: Option<(String,)> = tx.sql(sql).bind(pool_id).bind(code).optional().await?;
    Ok(found.map(|(name,)| name))
}

/// The role of that code.
pub async fn find(tx: &mut Tx, pool_id: &str, namespace: &str, code: &str) -> Result<Option<Row>> {
    const ONE: &str = "WHERE pool_id = $1 AND namespace = $2 AND code = $3";
    let sql = format!("{} {ONE}", Row::SELECT);
    tx.sql(sql)
        .bind(pool_id)
        .bind(namespace)
        .bind(code)
        .optional()
        .await
}

/// The role of that code, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, pool_id: &str, namespace: &str, code: &str) -> Result<Option<Row>> {
    let sql = format!(
        "UPDATE role SET code = code WHERE pool_id = $1 AND namespace = $2 AND code = $3
         RETURNING {}",
        Row::COLUMNS
    );
    tx.sql(sql)
        .bind(pool_id)
        .bind(namespace)
        .bind(code)
        .optional()
        .await
}

/// Whether a role of the namespace has that name.
pub async fn name_taken(tx: &mut Tx, pool_id: &str, namespace: &str, name: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM role WHERE pool_id = $1 AND namespace = $2 AND name = $3";
    let query = tx.sql(sql).bind(pool_id).bind(namespace).bind(name);
    Ok(query.optional::<(i64,)>().await?.is_some())
}

/// Deletes a role with its assignments.
pub async fn delete(tx: &mut Tx, role: &Row) -> Result<()> {
    for sql in [
        "DELETE FROM role_assignment WHERE pool_id = $1 AND role_id = $2",
        "DELETE FROM role WHERE pool_id = $1 AND id = $2",
    ] {
        tx.sql(sql).bind(&role.pool_id).bind(&role.id).run().await?;
    }
    Ok(())
}

/// Assigns a role; an assignment that is there gets the new times.
pub async fn assign(tx: &mut Tx, new: &Assignment) -> Result<()> {
    if new.insert_free(tx).changes(1).await? {
        return Ok(());
    }
    tx.sql(
        "UPDATE role_assignment SET enable_time = $1, end_time = $2, updated_at = $3
         WHERE pool_id = $4 AND role_id = $5 AND user_id = $6",
    )
    .bind(new.enable_time)
    .bind(new.end_time)
    .bind(new.updated_at)
    .bind(&new.pool_id)
    .bind(&new.role_id)
    .bind(&new.user_id)
    .run()
    .await
}

/// Takes a role away.
pub async fn revoke(tx: &mut Tx, role: &Row, user_id: &str) -> Result<()> {
    tx.sql("DELETE FROM role_assignment WHERE pool_id = $1 AND role_id = $2 AND user_id = $3")
        .bind(&role.pool_id)
        .bind(&role.id)
        .bind(user_id)
        .run()
        .await
}

/// The roles of a user that count now, of every namespace, newest first.
pub async fn held(tx: &mut Tx, pool_id: &str, user_id: &str, now: i64) -> Result<Vec<Row>> {
    let sql = format!(
        "{} WHERE pool_id = $1 AND NOT disabled AND (disable_time IS NULL OR disable_time > $2)
         AND id IN (SELECT role_id FROM role_assignment
             WHERE pool_id = $1 AND {COUNTING} AND user_id = $3)
         ORDER BY created_at DESC, id DESC",
        Row::SELECT
    );
    tx.sql(sql)
        .bind(pool_id)
        .bind(now)
        .bind(user_id)
        .all()
        .await
}

/// Which page: rows to skip and to take.
pub type Place = (usize, usize);

/// Roles of a namespace with these words in code or name, newest first.
pub async fn search(
    tx: &mut Tx,
    pool_id: &str,
    namespace: &str,
    words: Option<String>,
    place: Place,
) -> Answer<(i64, Vec<Row>)> {
    let mut roles = Select::new("role", Row::COLUMNS);
    roles.filter(Field::text("pool_id"), Is::Equal(pool_id.into()))?;
    roles.filter(Field::text("namespace"), Is::Equal(namespace.into()))?;
    roles.keywords([Field::text("code"), Field::text("name")], words.as_deref())?;
    roles.sort(Field::number("created_at"), Order::Descending);
    roles.sort(Field::key("id"), Order::Descending);
    Ok(roles.page(tx, place).await?)
}

/// The users who have a role now, newest first.
pub async fn members(
    tx: &mut Tx,
    role: &Row,
    now: i64,
    place: Place,
) -> Answer<(i64, Vec<Account>)> {
    let found = format!(
        "account WHERE pool_id = $1 AND id IN (SELECT user_id FROM role_assignment
             WHERE pool_id = $1 AND {COUNTING} AND role_id = $3)"
    );
    let params = [(&role.pool_id).into(), now.into(), (&role.id).into()];
    page(tx, Account::COLUMNS, &found, params, "id", place).await
}

/// The assignments of a role, newest first.
pub async fn assignments(tx: &mut Tx, role: &Row, place: Place) -> Answer<(i64, Vec<Assignment>)> {
    let found = "role_assignment WHERE pool_id = $1 AND role_id = $2";
    let params = [(&role.pool_id).into(), (&role.id).into()];
    page(tx, Assignment::COLUMNS, found, params, "user_id", place).await
}

/// Rows of a page, newest first and then by `key`, and how many there are in all.
async fn page<R: FromRow, const N: usize>(
    tx: &mut Tx,
    columns: &str,
    found: &str,
    params: [Value; N],
    key: &str,
    (skip, take): Place,
) -> Answer<(i64, Vec<R>)> {
    let mut count = tx.sql(format!("SELECT COUNT(*) FROM {found}"));
    for param in &params {
        count = count.bind(param.clone());
    }
    let (total,): (i64,) = count.one().await?;
    let (limit, offset) = (N + 1, N + 2);
    let mut rows = tx.sql(format!(
        "SELECT {columns} FROM {found} ORDER BY created_at DESC, {key} DESC
         LIMIT ${limit} OFFSET ${offset}"
    ));
    for param in params {
        rows = rows.bind(param);
    }
    for bound in [take, skip] {
        rows = rows.bind(i64::try_from(bound).map_err(Error::internal)?);
    }
    Ok((total, rows.all().await?))
}
