//! The audit trail: one row an event, chained by keyed digests, a chain a user.

use cleat_api::ErrorCode;
use cleat_api::log::EventType;
use cleat_protocol::phone::mask;
use cleat_protocol::seal::Vault;
use cleat_store::{Result, Tx, row};
use serde_json::{Map, Value};

use crate::core::Cx;
use crate::user::Account;

/// An event before it is written.
pub struct Event {
    kind: EventType,
    pool_id: String,
    user_id: Option<String>,
    app_id: Option<String>,
    target: Option<String>,
    method: &'static str,
    error: Option<ErrorCode>,
    detail: Map<String, Value>,
    head: Option<Head>,
}

/// Number and link of the last row of a chain; 0 and empty where there is none.
pub type Head = (i64, String);

impl Event {
    /// Something that happened in a pool.
    pub fn of(kind: EventType, pool_id: &str) -> Self {
        Self {
            kind,
            pool_id: pool_id.to_owned(),
            user_id: None,
            app_id: None,
            target: None,
            method: "",
            error: None,
            detail: Map::new(),
            head: None,
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn user(mut self, id: &str) -> Self {
        self.user_id = Some(id.to_owned());
        self
    }

    /// Whose it is, and where the user's chain ended a moment ago.
    #[must_use]
    pub fn at(mut self, user_id: &str, head: &Head) -> Self {
        self.head = Some(head.clone());
        self.user(user_id)
    }

    /// Application it came through.
    #[must_use]
    pub fn app(mut self, id: Option<&str>) -> Self {
        self.app_id = id.map(str::to_owned);
        self
    }

    /// Number, address or name that was tried.
    #[must_use]
    pub fn target(mut self, target: &str) -> Self {
        self.detail.insert("target".into(), mask(target).into());
        self.target = Some(target.to_owned());
        self
    }

    /// How it was proven.
    #[must_use]
    pub fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// Why it failed.
    #[must_use]
    pub fn failed(mut self, code: ErrorCode) -> Self {
        self.error = Some(code);
        self.detail.insert("error".into(), code.name().into());
        self
    }

    /// How the account was, masked.
    #[must_use]
    pub fn before(mut self, account: &Account) -> Self {
        self.detail.insert("before".into(), contacts(account));
        self
    }

    /// How the account is, masked.
    #[must_use]
    pub fn after(mut self, account: &Account) -> Self {
        self.detail.insert("after".into(), contacts(account));
        self
    }
}

fn contacts(account: &Account) -> Value {
    let masked = |text: Option<&str>| text.map(mask);
    serde_json::json!({
        "phone": masked(account.e164().as_deref()),
        "email": masked(account.email.as_deref()),
    })
}

row! {
    /// A row of the trail.
    pub struct Entry {
        pub pool_id: String,
        pub chain: String,
        pub seq: i64,
        pub id: String,
        pub user_id: Option<String>,
        pub app_id: Option<String>,
        pub at: i64,
        pub event: String,
        pub success: bool,
        pub ip: String,
        pub user_agent: String,
        pub request_id: String,
        pub method: String,
        pub detail: String,
        pub link: String,
    }
}

impl Entry {
    /// The link this row must have after the row before it.
    pub fn expected_link(&self, vault: &Vault, previous: &str) -> String {
        vault.link(&[
            previous,
            &self.pool_id,
            &self.chain,
            &self.seq.to_string(),
            &self.id,
            self.user_id.as_deref().unwrap_or_default(),
            self.app_id.as_deref().unwrap_or_default(),
            &self.at.to_string(),
            &self.event,
            if self.success { "1" } else { "0" },
            &self.ip,
            &self.user_agent,
            &self.request_id,
            &self.method,
            &self.detail,
        ])
    }
}

/// Adds a row to the trail, at the end of its chain. A try at an unknown account has the chain
/// of what was tried, by its keyed digest.
pub async fn record(tx: &mut Tx, cx: &Cx, event: Event) -> Result<()> {
    let vault = &cx.app.vault;
    let tried = || vault.digest(&["audit target", event.target.as_deref().unwrap_or_default()]);
    let chain = event.user_id.clone().unwrap_or_else(tried);
    let (last, previous) = match event.head {
        // If another row has come since, this one's number is taken.
        Some(head) if tx.is_hopeful() => head,
        _ => head(tx, &event.pool_id, &chain).await?,
    };
    let mut entry = Entry {
        pool_id: event.pool_id,
        chain,
        seq: last + 1,
        id: cx.new_id(),
        user_id: event.user_id,
        app_id: event.app_id,
        at: cx.now(),
        event: event.kind.as_str().to_owned(),
        success: event.error.is_none(),
        ip: cx.request.ip.clone(),
        user_agent: cx.request.user_agent.clone(),
        request_id: cx.request.id.clone(),
        method: event.method.to_owned(),
        detail: Value::Object(event.detail).to_string(),
        link: String::new(),
    };
    entry.link = entry.expected_link(vault, &previous);
    insert(tx, &entry).await?;
    tx.sql(
        "INSERT INTO audit_head (pool_id, chain, seq, link) VALUES ($1, $2, $3, $4)
         ON CONFLICT (pool_id, chain) DO UPDATE SET seq = $3, link = $4",
    )
    .bind(&entry.pool_id)
    .bind(&entry.chain)
    .bind(entry.seq)
    .bind(&entry.link)
    .run()
    .await
}

/// Where a chain ends; whoever does not just hope holds the end until the commit.
async fn head(tx: &mut Tx, pool_id: &str, chain: &str) -> Result<Head> {
    let sql = if tx.is_hopeful() {
        "SELECT seq, link FROM audit_head WHERE pool_id = $1 AND chain = $2"
    } else {
        "UPDATE audit_head SET seq = seq WHERE pool_id = $1 AND chain = $2 RETURNING seq, link"
    };
    let head: Option<Head> = tx.sql(sql).bind(pool_id).bind(chain).optional().await?;
    Ok(head.unwrap_or_default())
}

async fn insert(tx: &mut Tx, entry: &Entry) -> Result<()> {
    tx.sql(
        "INSERT INTO audit (pool_id, chain, seq, id, user_id, app_id, at, event, success, ip,
             user_agent, request_id, method, detail, link)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(&entry.pool_id)
    .bind(&entry.chain)
    .bind(entry.seq)
    .bind(&entry.id)
    .bind(&entry.user_id)
    .bind(&entry.app_id)
    .bind(entry.at)
    .bind(&entry.event)
    .bind(entry.success)
    .bind(&entry.ip)
    .bind(&entry.user_agent)
    .bind(&entry.request_id)
    .bind(&entry.method)
    .bind(&entry.detail)
    .bind(&entry.link)
    .run()
    .await
}
