//! A name and a password that a directory is asked about.

use cleat_api::ErrorCode;
use cleat_engine::account::spelling;
use cleat_engine::audit::{self, Proof};
use cleat_engine::external::{self, External, Fault, Opened};
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::password;
use cleat_store::Tx;

/// Longest name that a directory is asked about, in characters.
const LONGEST: usize = 256;

/// Who has that name and that password in the directory of a connection. The try is counted before
/// the directory is asked: wrong ones add up here, whatever it counts itself.
///
/// # Errors
/// `InvalidCredentials`, `AccountLocked`, `ExtIdpUnreachable`, `ExtIdpFailed`.
pub async fn in_directory(cx: &Cx, conn: &Opened, proof: (&str, &str)) -> Result<External> {
    if proof.0.chars().nth(LONGEST).is_some() {
        return Err(ErrorCode::InvalidCredentials.into());
    }
    match tried(cx, conn, proof).await {
        Err(error) if error.code.status_code() < 500 => {
            let refused = Refused {
                name: proof.0.trim().to_owned(),
                code: error.code,
            };
            cx.write(refused, refuse).await?;
            Err(error)
        }
        answer => answer,
    }
}

async fn tried(cx: &Cx, conn: &Opened, proof: (&str, &str)) -> Result<External> {
    let key = format!("{} {}", conn.row.id, spelling(proof.0).to_lowercase());
    let counted = password::count_elsewhere(cx, &conn.row.pool_id, &key).await?;
    match external::in_directory(cx, conn, proof).await {
        Ok(external) => {
            counted.was_right(cx).await?;
            Ok(external)
        }
        Err(Fault::Denied) => Err(ErrorCode::InvalidCredentials.into()),
        Err(fault) => {
            counted.was_not_judged(cx).await?;
            Err(Error::from(fault))
        }
    }
}

/// A try that failed.
struct Refused {
    name: String,
    code: ErrorCode,
}

/// It leaves its row in the trail.
async fn refuse(tx: &mut Tx, _: &Cx, refused: &Refused) -> Outcome<()> {
    audit::note(tx)
        .target(&refused.name)
        .method(Proof::Identity);
    Err(refused.code.into())
}
