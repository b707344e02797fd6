//! `cleat check`: every invariant of a database, and the rows at fault.

use std::collections::HashMap;

use cleat_protocol::phone::{Phone, mask};
use cleat_protocol::seal::Vault;
use cleat_store::Tx;

use crate::audit::Entry;
use crate::core::{App, Result};

/// A row that breaks an invariant.
#[derive(Debug)]
pub struct Fault {
    /// Invariant.
    pub invariant: &'static str,
    /// Row.
    pub row: String,
}

/// Rows of the audit trail read at once.
const PAGE: i64 = 10_000;

/// Looks for faults.
///
/// # Errors
/// When the database cannot be read.
pub async fn faults(app: &App) -> Result<Vec<Fault>> {
    let mut tx = app.db.scan_patiently().await?;
    let mut faults = Vec::new();
    for (invariant, sql) in QUERIES {
        let rows: Vec<(String, String)> = tx.sql(*sql).all().await?;
        faults.extend(rows.into_iter().map(|(pool, row)| Fault {
            invariant,
            row: format!("{pool} {}", mask_if_contact(&row)),
        }));
    }
    numbers(&mut tx, &mut faults).await?;
    chains(&mut tx, &app.vault, &mut faults).await?;
    Ok(faults)
}

/// Invariants that SQL can tell; each query answers pool and row of every fault.
const QUERIES: &[(&str, &str)] = &[
    (
        "a number has one owner",
        "SELECT pool_id, e164 FROM phone_owner GROUP BY pool_id, e164 HAVING COUNT(*) > 1",
    ),
    (
        "an e-mail address has one owner",
        "SELECT pool_id, email_key FROM account WHERE email_key IS NOT NULL
         GROUP BY pool_id, email_key HAVING COUNT(*) > 1",
    ),
    (
        "a phone has both its parts",
        "SELECT pool_id, id FROM account WHERE (phone IS NULL) <> (phone_country_code IS NULL)",
    ),
    (
        "nothing is verified that is not bound",
        "SELECT pool_id, id FROM account
         WHERE (phone IS NULL AND phone_verified) OR (email IS NULL AND email_verified)",
    ),
    (
        "an e-mail key is the address in lower case",
        "SELECT pool_id, id FROM account WHERE (email IS NULL) <> (email_key IS NULL)
             OR LOWER(email) <> LOWER(email_key)",
    ),
    (
        "who signed up by a code keeps a way in",
        "SELECT a.pool_id, a.id FROM account a
         WHERE a.source = 'register' AND a.password_hash IS NULL AND NOT EXISTS
             (SELECT 1 FROM login_method m WHERE m.pool_id = a.pool_id AND m.user_id = a.id AND m.usable)",
    ),
    (
        "a code is tried no more often than allowed",
        "SELECT pool_id, id FROM passcode WHERE attempts > max_attempts OR attempts < 0",
    ),
    (
        "a used code was tried",
        "SELECT pool_id, id FROM passcode WHERE used_at IS NOT NULL AND attempts = 0",
    ),
    (
        "a code lives ten minutes at most",
        "SELECT pool_id, id FROM passcode WHERE expires_at - sent_at > 600000",
    ),
    (
        "a session belongs to a user",
        "SELECT s.pool_id, s.id FROM session s WHERE NOT EXISTS
             (SELECT 1 FROM account a WHERE a.pool_id = s.pool_id AND a.id = s.user_id)",
    ),
    (
        "a refresh token belongs to a session",
        "SELECT r.pool_id, r.session_id FROM refresh_token r WHERE NOT EXISTS
             (SELECT 1 FROM session s WHERE s.pool_id = r.pool_id AND s.id = r.session_id)",
    ),
    (
        "an external identity belongs to a user",
        "SELECT i.pool_id, i.id FROM identity i WHERE NOT EXISTS
             (SELECT 1 FROM account a WHERE a.pool_id = i.pool_id AND a.id = i.user_id)",
    ),
];

fn mask_if_contact(row: &str) -> String {
    if row.starts_with('+') || row.contains('@') {
        mask(row)
    } else {
        row.to_owned()
    }
}

/// Every stored number is in its canonical spelling.
async fn numbers(tx: &mut Tx, faults: &mut Vec<Fault>) -> Result<()> {
    let rows: Vec<(String, String, String, String)> = tx
        .sql(
            "SELECT pool_id, id, phone, phone_country_code FROM account
             WHERE phone IS NOT NULL AND phone_country_code IS NOT NULL",
        )
        .all()
        .await?;
    for (pool, id, number, code) in rows {
        let canonical = Phone::parse(&number, Some(&code))
            .is_ok_and(|phone| phone.national() == number && phone.country_code() == code);
        if !canonical {
            faults.push(Fault {
                invariant: "a number has one spelling",
                row: format!("{pool} {id}"),
            });
        }
    }
    Ok(())
}

/// Every audit chain is whole: each link follows from the row before it, and its head is its
/// last row.
async fn chains(tx: &mut Tx, vault: &Vault, faults: &mut Vec<Fault>) -> Result<()> {
    let mut heads: HashMap<(String, String), (i64, String)> = HashMap::new();
    let all: Vec<(String, String, i64, String)> = tx
        .sql("SELECT pool_id, chain, seq, link FROM audit_head")
        .all()
        .await?;
    heads.extend(
        all.into_iter()
            .map(|(pool, chain, seq, link)| ((pool, chain), (seq, link))),
    );
    let mut fault = |entry: &Entry, invariant: &'static str| {
        let row = format!("{} {} {}", entry.pool_id, entry.chain, entry.seq);
        faults.push(Fault { invariant, row });
    };
    let mut last: Option<Entry> = None;
    loop {
        let (pool, chain, seq) = last.as_ref().map_or(("", "", 0), |entry| {
            (entry.pool_id.as_str(), entry.chain.as_str(), entry.seq)
        });
        let page: Vec<Entry> = tx
            .sql(format!(
                "SELECT {} FROM audit
                 WHERE pool_id > $1 OR (pool_id = $1 AND (chain > $2 OR (chain = $2 AND seq > $3)))
                 ORDER BY pool_id, chain, seq LIMIT $4",
                Entry::COLUMNS
            ))
            .bind(pool)
            .bind(chain)
            .bind(seq)
            .bind(PAGE)
            .all()
            .await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            let before = last
                .take()
                .filter(|before| before.pool_id == entry.pool_id && before.chain == entry.chain);
            let (seq, link) = before.map_or((0, String::new()), |before| (before.seq, before.link));
            if entry.seq != seq + 1 || entry.expected_link(vault, &link) != entry.link {
                fault(&entry, "an audit row is as it was written");
            }
            let key = (entry.pool_id.clone(), entry.chain.clone());
            if let Some(head) = heads.get(&key).filter(|head| head.0 <= entry.seq) {
                if head.0 == entry.seq && head.1 == entry.link {
                    heads.remove(&key);
                } else {
                    fault(&entry, "an audit chain ends at its head");
                }
            }
            last = Some(entry);
        }
    }
    faults.extend(heads.into_keys().map(|(pool, chain)| Fault {
        invariant: "an audit chain ends at its head",
        row: format!("{pool} {chain}"),
    }));
    Ok(())
}
