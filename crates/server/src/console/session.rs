//! The session of whoever is signed in, and their other ones.

use axum::body::Body;
use cleat_api::endpoint::CallerKind;
use cleat_api::{Success, Value, log};
use cleat_docs::console::BUILD;
use cleat_engine::account::Account;
use cleat_engine::kernel::{Cx, Error, Result, iso};
use cleat_engine::operators::{self, Operator};
use cleat_engine::tenancy::pool;
use serde::Deserialize;
use serde_json::json;

use super::asked::Asked;

/// What the pages know of the session.
pub async fn shown(cx: &Cx, operator: &Operator) -> Result<Value> {
    let pools = pool::names(&mut *cx.read().await?).await?;
    let pools = pools
        .into_iter()
        .map(|(id, name)| json!({ "userPoolId": id, "name": name }));
    let operations = cleat_api::operations().into_iter();
    let operations = operations.filter(|row| row.caller == CallerKind::Management);
    let allowed = operations.filter(|row| operator.role.allows(row));
    let mut shown = json!({
        "operator": person(&operator.account, operator.role.as_str())?,
        "pools": pools.collect::<Vec<_>>(),
        "operations": allowed.map(|row| row.id).collect::<Vec<_>>(),
        "dev": cx.app.settings.dev,
        "seesMasked": operator.role.sees_masked(),
        "seesServer": operator.may_see_server().is_ok(),
        "time": iso(cx.now()),
        "build": BUILD,
        "publicUrl": cx.app.settings.base_url(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    if let Some(object) = shown.as_object_mut() {
        let besides = besides(operator, cx.now()).into_iter();
        object.extend(besides.filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    Ok(shown)
}

/// What is not there for everybody.
fn besides(operator: &Operator, now: i64) -> [(&'static str, Option<Value>); 3] {
    let until = operator.stepped_up_until();
    let mut logs = log::OPERATIONS.iter();
    let reads_operators = logs.any(|row| operator.role.reads_operators(row));
    [
        ("steppedUpUntil", (until > now).then(|| iso(until).into())),
        (
            "operatorsPool",
            reads_operators.then(|| operators::POOL.into()),
        ),
        (
            "mustChangePassword",
            operator.must_change_password.then_some(Value::Bool(true)),
        ),
    ]
}

/// An operator, as the pages show one.
pub fn person(account: &Account, role: &str) -> Result<Value> {
    let contacts = account.contacts();
    Ok(json!({
        "userId": account.id,
        "name": account.profile()?.name,
        "email": contacts.email,
        "phone": contacts.phone,
        "role": role,
    }))
}

/// `GET /console/api/sessions`
pub async fn list(asked: &Asked) -> Result<Value> {
    let operator = asked.working().await?;
    let sessions = operators::sessions(&asked.cx(), &operator).await?;
    let sessions = sessions.into_iter().map(|session| {
        json!({
            "sessionId": session.id,
            "createdAt": iso(session.created_at),
            "lastSeenAt": iso(session.used_at),
            "clientIp": session.ip,
            "userAgent": session.user_agent,
            "current": session.id == operator.session.id,
        })
    });
    Ok(sessions.collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct End {
    session_id: String,
}

/// `POST /console/api/sessions/end`
pub async fn end(asked: &Asked, body: Body) -> Result<Value> {
    let operator = asked.working().await?;
    let given: End = asked.read(body).await?;
    let cx = asked.acting(&operator);
    let ended = operators::end_session(&cx, &operator, given.session_id).await?;
    serde_json::to_value(Success { success: ended }).map_err(Error::internal)
}
