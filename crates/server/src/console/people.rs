//! Operators, as owners manage them.

use axum::body::Body;
use cleat_api::{Object, Value};
use cleat_engine::http::params;
use cleat_engine::kernel::Result;
use cleat_engine::operators::{self, New};
use serde::Deserialize;
use serde_json::json;

use super::asked::Asked;
use super::session::person;

/// `GET /console/api/operators`
pub async fn list(asked: &Asked) -> Result<Value> {
    let operator = asked.operator().await?;
    let people = operators::list(&asked.cx(), &operator).await?;
    let mut shown = Vec::with_capacity(people.len());
    for (account, role) in people {
        let mut one = person(&account, &role)?;
        if let Some(object) = one.as_object_mut() {
            object.insert("suspended".into(), (!account.is_active()).into());
        }
        shown.push(one);
    }
    Ok(shown.into())
}

#[derive(Deserialize)]
struct Becomes {
    role: String,
}

/// `POST /console/api/operators/create`
pub async fn create(asked: &Asked, body: Body) -> Result<Value> {
    let operator = asked.operator().await?;
    let cx = asked.guessing(Some(&operator))?;
    let new = asked.object(body).await.and_then(becomes);
    let user_id = operators::create(&cx, &operator, new).await?;
    Ok(json!({ "userId": user_id }))
}

fn becomes(object: Object) -> Result<New> {
    let Becomes { role } = params(object.clone())?;
    let person = params(object)?;
    Ok(New { role, person })
}

/// `POST /console/api/operators/change`
pub async fn change(asked: &Asked, body: Body) -> Result<Value> {
    let operator = asked.operator().await?;
    let given = asked.read(body).await;
    let cx = asked.acting(&operator);
    operators::change(&cx, &operator, given).await?;
    Ok(Value::Null)
}

/// `POST /console/api/operators/password`
pub async fn set_password(asked: &Asked, body: Body) -> Result<Value> {
    let operator = asked.operator().await?;
    let cx = asked.guessing(Some(&operator))?;
    let given = asked.read(body).await;
    operators::set_password(&cx, &operator, given).await?;
    Ok(Value::Null)
}
