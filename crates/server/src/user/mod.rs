//! Users.

mod account;
pub mod claims;
mod contact;
mod create;
mod delete;
pub mod email;
mod find;
mod list;
mod profile_fields;
pub mod store;
mod update;
pub mod ways;

use cleat_api::ErrorCode;
use cleat_api::user::UserIdType;
use cleat_protocol::phone::Phone;
use cleat_store::Tx;

pub use account::{Account, Draft, with_identities};
pub use contact::Contact;
pub use create::{free, name as valid_name};
pub use profile_fields::{Profile, merge_custom};

use crate::core::{Error, Outcome};
use crate::http::Routes;

/// Most users in one call.
pub const BATCH: usize = 50;
/// Longest user name, external id and the like, in characters.
pub const LONGEST_NAME: usize = 256;

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(create::create_user)
        .mount(create::create_users_batch)
        .mount(find::get_user)
        .mount(find::get_user_batch)
        .mount(find::is_user_exists)
        .mount(list::list_users)
        .mount(update::update_user)
        .mount(update::update_user_batch)
        .mount(delete::delete_users_batch)
}

/// The account a pool names by an id of some kind.
pub async fn find_by(
    tx: &mut Tx,
    pool_id: &str,
    id: &str,
    kind: Option<UserIdType>,
) -> Outcome<Option<Account>> {
    let found = match kind.unwrap_or_default() {
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
            return Ok(Err(Error::field("userIdType", "is not supported here")));
        }
    };
    Ok(Ok(found))
}

/// The user id a pool means.
pub async fn resolve(
    tx: &mut Tx,
    pool_id: &str,
    id: &str,
    kind: Option<UserIdType>,
) -> Outcome<String> {
    Ok(match find_by(tx, pool_id, id, kind).await? {
        Ok(Some(account)) => Ok(account.id),
        Ok(None) => Err(ErrorCode::UserNotFound.into()),
        Err(refusal) => Err(refusal),
    })
}
