//! Rows of users. Every statement names the pool.

use std::sync::LazyLock;

use cleat_protocol::phone::Phone;
use cleat_store::{Field, FromRow, Is, Query, Result, RowRef, Select, Tx};

use super::Account;
use super::spelling::spelling;
use crate::audit::{Head, head};

fn select(filter: &str) -> String {
    format!(
        "SELECT {} FROM account WHERE pool_id = $1 AND {filter}",
        Account::COLUMNS
    )
}

/// By user id.
pub async fn by_id(tx: &mut Tx, pool_id: &str, id: &str) -> Result<Option<Account>> {
    tx.sql(select("id = $2"))
        .bind(pool_id)
        .bind(id)
        .optional()
        .await
}

/// By phone.
pub async fn by_phone(tx: &mut Tx, pool_id: &str, phone: &Phone) -> Result<Option<Account>> {
    tx.sql(select("phone = $2 AND phone_country_code = $3"))
        .bind(pool_id)
        .bind(phone.national())
        .bind(phone.country_code())
        .optional()
        .await
}

/// Id of the user with that phone. There is one row either way, so that the time it takes does
/// not tell whether there is a user.
pub async fn id_by_phone(tx: &mut Tx, pool_id: &str, phone: &Phone) -> Result<Option<String>> {
    let (id,): (Option<String>,) = tx
        .sql(
            "SELECT (SELECT id FROM account
                 WHERE pool_id = $1 AND phone = $2 AND phone_country_code = $3)",
        )
        .bind(pool_id)
        .bind(phone.national())
        .bind(phone.country_code())
        .one()
        .await?;
    Ok(id)
}

/// Who holds an e-mail key: its owner, else who claims it and can be reached no other way.
const HOLDER: &str = "COALESCE(
    (SELECT id FROM account WHERE pool_id = $1 AND email_key = $2),
    (SELECT id FROM account WHERE pool_id = $1 AND claimed_email_key = $2 AND phone IS NULL))";

/// Id of who holds that e-mail key, as [`id_by_phone`].
pub async fn id_of_email(tx: &mut Tx, pool_id: &str, key: &str) -> Result<Option<String>> {
    static SQL: LazyLock<String> = LazyLock::new(|| format!("SELECT {HOLDER}"));
    let query = tx.sql(SQL.as_str()).bind(pool_id).bind(key);
    let (id,): (Option<String>,) = query.one().await?;
    Ok(id)
}

/// Who holds that e-mail key.
pub async fn holder_of_email(tx: &mut Tx, pool_id: &str, key: &str) -> Result<Option<Account>> {
    static SQL: LazyLock<String> = LazyLock::new(|| select(&format!("id = {HOLDER}")));
    let query = tx.sql(SQL.as_str()).bind(pool_id).bind(key);
    query.optional().await
}

/// Who claims that e-mail key, other than `except`, locked as [`lock`] does.
pub async fn lock_claimant(
    tx: &mut Tx,
    pool_id: &str,
    key: &str,
    except: &str,
) -> Result<Option<Account>> {
    tx.sql(format!(
        "UPDATE account SET revision = revision + 1
         WHERE pool_id = $1 AND claimed_email_key = $2 AND id <> $3 RETURNING {}",
        Account::COLUMNS
    ))
    .bind(pool_id)
    .bind(key)
    .bind(except)
    .optional()
    .await
}

/// Whether nobody but `except` claims that e-mail key, as a guard of an optimistic transaction.
pub async fn unclaimed(tx: &mut Tx, pool_id: &str, key: &str, except: &str) -> Result<bool> {
    tx.sql(
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM account
             WHERE pool_id = $1 AND claimed_email_key = $2 AND id <> $3)",
    )
    .bind(pool_id)
    .bind(key)
    .bind(except)
    .finds()
    .await
}

/// By e-mail key.
pub async fn by_email(tx: &mut Tx, pool_id: &str, key: &str) -> Result<Option<Account>> {
    tx.sql(select("email_key = $2"))
        .bind(pool_id)
        .bind(key)
        .optional()
        .await
}

/// An account with the end of its audit chain.
struct WithHead(Account, Head);

impl FromRow for WithHead {
    fn from_row(row: &mut RowRef<'_>) -> Result<Self> {
        Ok(Self(Account::from_row(row)?, head(row)?))
    }
}

fn select_with_head(filter: &str) -> String {
    format!(
        "SELECT {}, h.seq, h.link FROM account a
             LEFT JOIN audit_head h ON h.pool_id = a.pool_id AND h.chain = a.id
         WHERE a.pool_id = $1 AND {filter}",
        Account::columns_of("a")
    )
}

/// By phone, with the end of the audit chain.
pub async fn by_phone_with_head(
    tx: &mut Tx,
    pool_id: &str,
    phone: &Phone,
) -> Result<Option<(Account, Head)>> {
    static SQL: LazyLock<String> =
        LazyLock::new(|| select_with_head("a.phone = $2 AND a.phone_country_code = $3"));
    let query = tx.sql(SQL.as_str()).bind(pool_id);
    let query = query.bind(phone.national()).bind(phone.country_code());
    let found: Option<WithHead> = query.optional().await?;
    Ok(found.map(|WithHead(account, head)| (account, head)))
}

/// Who holds that e-mail key, with the end of the audit chain.
pub async fn holder_with_head(
    tx: &mut Tx,
    pool_id: &str,
    key: &str,
) -> Result<Option<(Account, Head)>> {
    static SQL: LazyLock<String> = LazyLock::new(|| select_with_head(&format!("a.id = {HOLDER}")));
    let query = tx.sql(SQL.as_str()).bind(pool_id).bind(key);
    let found: Option<WithHead> = query.optional().await?;
    Ok(found.map(|WithHead(account, head)| (account, head)))
}

/// By user name.
pub async fn by_username(tx: &mut Tx, pool_id: &str, name: &str) -> Result<Option<Account>> {
    tx.sql(select("username = $2"))
        .bind(pool_id)
        .bind(spelling(name))
        .optional()
        .await
}

/// By external id.
pub async fn by_external_id(tx: &mut Tx, pool_id: &str, id: &str) -> Result<Option<Account>> {
    tx.sql(select("external_id = $2"))
        .bind(pool_id)
        .bind(spelling(id))
        .optional()
        .await
}

/// By external identity.
pub async fn by_identity(
    tx: &mut Tx,
    pool_id: &str,
    ext_idp_id: &str,
    user_id_in_idp: &str,
) -> Result<Option<Account>> {
    tx.sql(select(
        "id IN (SELECT user_id FROM identity
             WHERE pool_id = $1 AND ext_idp_id = $2 AND user_id_in_idp = $3)",
    ))
    .bind(pool_id)
    .bind(ext_idp_id)
    .bind(user_id_in_idp)
    .optional()
    .await
}

/// The user, locked until the transaction ends: whoever removes a login method holds this row.
pub async fn lock(tx: &mut Tx, pool_id: &str, id: &str) -> Result<Option<Account>> {
    tx.sql(format!(
        "UPDATE account SET revision = revision + 1 WHERE pool_id = $1 AND id = $2 RETURNING {}",
        Account::COLUMNS
    ))
    .bind(pool_id)
    .bind(id)
    .optional()
    .await
}

/// The user as [`lock`] has it; an optimistic transaction takes it as it was read.
pub async fn lock_or(tx: &mut Tx, read: Account) -> Result<Option<Account>> {
    if tx.is_optimistic() {
        return Ok(Some(read));
    }
    lock(tx, &read.pool_id, &read.id).await
}

/// Columns that change, in the order of their parameters.
const CHANGING: &str = "status phone_country_code phone phone_verified email email_key \
    email_verified claimed_email claimed_email_key username external_id password_hash \
    password_set_at password_strength profile custom_data logins_count last_login_at last_ip \
    last_app_id reset_password updated_at status_changed_at";
/// Those of them by which somebody signs in.
const CREDENTIALS: &[&str] = &[
    "status",
    "phone_country_code",
    "phone",
    "email_key",
    "claimed_email_key",
    "username",
    "password_hash",
];

/// The statement of [`update`]; what stands right of `=` is how the row was.
static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let columns: Vec<_> = CHANGING.split_whitespace().zip(1..).collect();
    let set: Vec<_> = columns
        .iter()
        .map(|(column, place)| format!("{column} = ${place}"))
        .collect();
    let differs: Vec<_> = columns
        .iter()
        .filter(|(column, _)| CREDENTIALS.contains(column))
        .map(|(column, place)| format!("{column} IS DISTINCT FROM ${place}"))
        .collect();
    let key = columns.len();
    format!(
        "UPDATE account SET {}, revision = revision + 1,
             credential_revision = credential_revision + CASE WHEN {} THEN 1 ELSE 0 END
         WHERE pool_id = ${} AND id = ${} AND revision = ${}",
        set.join(", "),
        differs.join(" OR "),
        key + 1,
        key + 2,
        key + 3,
    )
});

fn bind_changing<'q>(query: Query<'q>, account: &Account) -> Query<'q> {
    query
        .bind(&account.status)
        .bind(&account.phone_country_code)
        .bind(&account.phone)
        .bind(account.phone_verified)
        .bind(&account.email)
        .bind(&account.email_key)
        .bind(account.email_verified)
        .bind(&account.claimed_email)
        .bind(&account.claimed_email_key)
        .bind(&account.username)
        .bind(&account.external_id)
        .bind(&account.password_hash)
        .bind(account.password_set_at)
        .bind(account.password_strength)
        .bind(&account.profile)
        .bind(&account.custom_data)
        .bind(account.logins_count)
        .bind(account.last_login_at)
        .bind(&account.last_ip)
        .bind(&account.last_app_id)
        .bind(account.reset_password)
        .bind(account.updated_at)
        .bind(account.status_changed_at)
}

/// Adds a user.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<()> {
    account.insert(tx).run().await
}

/// Adds a user unless its id or one of its names is taken; whether it was added.
pub async fn insert_free(tx: &mut Tx, account: &Account) -> Result<bool> {
    Ok(account.insert_free(tx).execute().await? == 1)
}

/// Users in the order of their ids, after one of them.
pub async fn after(tx: &mut Tx, pool_id: &str, id: &str, limit: i64) -> Result<Vec<Account>> {
    let mut users = Select::new("account", Account::COLUMNS);
    users.filter(Field::text("pool_id"), Is::Equal(pool_id.into()))?;
    let last = Some(id.into());
    users.after(tx, Field::key("id"), last, limit).await
}

/// Writes a user, if it is as it was read.
pub async fn update(tx: &mut Tx, account: &Account) -> Result<()> {
    let written = bind_changing(tx.sql(UPDATE.as_str()), account)
        .bind(&account.pool_id)
        .bind(&account.id)
        .bind(account.revision)
        .changes(1)
        .await?;
    written.then_some(()).ok_or(cleat_store::Error::Conflict)
}
