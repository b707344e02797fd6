//! Finding accounts by the ids a pool knows.

use cleat_api::ErrorCode;
use cleat_api::user::UserIdType;
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

use super::{Account, email, store};
use crate::kernel::{Error, Outcome};

/// The account a pool names by an id of some kind.
///
/// # Errors
/// When the kind of id is not supported.
pub async fn find_by(
    tx: &mut Tx,
    pool_id: &str,
    id: &str,
    kind: Option<UserIdType>,
) -> Outcome<Option<Account>> {
    Ok(match kind.unwrap_or_default() {
        UserIdType::UserId => store::by_id(tx, pool_id, id).await?,
        UserIdType::ExternalId => store::by_external_id(tx, pool_id, id).await?,
        UserIdType::Username => store::by_username(tx, pool_id, id).await?,
        UserIdType::Email => store::by_email(tx, pool_id, &email::key(id)).await?,
        UserIdType::Phone => match Phone::parse(id, None) {
            Ok(phone) => store::by_phone(tx, pool_id, &phone).await?,
            Err(_) => None,
        },
        UserIdType::Identity => match id.split_once(':') {
            Some((idp, in_idp)) => store::by_identity(tx, pool_id, idp, in_idp).await?,
            None => None,
        },
        UserIdType::SyncRelation | UserIdType::CustomField => {
            return Err(Error::field("userIdType", "is not supported here").into());
        }
    })
}

/// The user id a pool means.
///
/// # Errors
/// `UserNotFound`.
pub async fn resolve(
    tx: &mut Tx,
    pool_id: &str,
    id: &str,
    kind: Option<UserIdType>,
) -> Outcome<String> {
    let found = find_by(tx, pool_id, id, kind).await?;
    Ok(found.ok_or(ErrorCode::UserNotFound)?.id)
}
