//! Finding users by the ids a pool knows.

use cleat_api::ErrorCode;
use cleat_api::user::{GetUser, GetUserBatch, IsUserExists, User, UserExists};
use cleat_engine::account::identity::with_identities;
use cleat_engine::account::{Contact, find_by, store};
use cleat_engine::http::Management;
use cleat_engine::kernel::{BATCH, Cx, Error, Result};

/// `getUser`
pub async fn get_user(cx: Cx, pool: Management, req: GetUser) -> Result<User> {
    pool.looks_up(&cx, ("userId", req.user_id_type), 1).await?;
    let mut tx = cx.read().await?;
    let found = find_by(&mut tx, &pool.pool_id, &req.user_id, req.user_id_type).await?;
    let account = found.ok_or(ErrorCode::UserNotFound)?;
    let mut user = account.to_user(req.with_custom_data.unwrap_or_default())?;
    user.identities = with_identities(&mut tx, &account, req.with_identities).await?;
    Ok(user)
}

/// `getUserBatch`
pub async fn get_user_batch(cx: Cx, pool: Management, req: GetUserBatch) -> Result<Vec<User>> {
    if req.user_ids.len() > BATCH {
        return Err(Error::field("userIds", "has more than 50 entries"));
    }
    let ids = req.user_ids.len();
    pool.looks_up(&cx, ("userIds", req.user_id_type), ids)
        .await?;
    let mut tx = cx.read().await?;
    let mut users = Vec::new();
    for id in &req.user_ids {
        if let Some(account) = find_by(&mut tx, &pool.pool_id, id, req.user_id_type).await? {
            let mut user = account.to_user(req.with_custom_data.unwrap_or_default())?;
            user.identities = with_identities(&mut tx, &account, req.with_identities).await?;
            users.push(user);
        }
    }
    Ok(users)
}

/// `isUserExists`
pub async fn is_user_exists(cx: Cx, pool: Management, req: IsUserExists) -> Result<UserExists> {
    let compared = [&req.username, &req.email, &req.phone];
    let compared = compared.into_iter().flatten().count();
    pool.compares(&cx, "phone", compared).await?;
    let mut tx = cx.read().await?;
    let mut found = None;
    if let Some(name) = &req.username {
        found = found.or(store::by_username(&mut tx, &pool.pool_id, name).await?);
    }
    if let Some(address) = &req.email {
        let address = Contact::Email(address.clone());
        found = found.or(address.owner(&mut tx, &pool.pool_id).await?);
    }
    if let Some(number) = &req.phone
        && let Ok(phone) = Contact::phone("phone", number, None)
    {
        found = found.or(phone.owner(&mut tx, &pool.pool_id).await?);
    }
    if let Some(id) = &req.external_id {
        found = found.or(store::by_external_id(&mut tx, &pool.pool_id, id).await?);
    }
    Ok(UserExists {
        exists: found.is_some(),
    })
}
