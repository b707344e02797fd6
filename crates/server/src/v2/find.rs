//! Whether somebody has an account, which the widget asks before it sends a code.

use std::sync::Arc;

use cleat_api::application::ClientAuthMethod;
use cleat_api::signin::SignInByCredentials;
use cleat_api::{Endpoint as _, ErrorCode, Value};
use cleat_engine::account::{Account, Contact, store};
use cleat_engine::kernel::{Cx, Result};
use cleat_engine::tenancy::Application;
use serde::Deserialize;

use super::answer::Answer;
use super::call::Call;

#[derive(Deserialize)]
struct Asked {
    key: String,
    #[serde(rename = "type")]
    kind: Kind,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Email,
    Phone,
    Username,
}

/// `GET /api/v2/users/find`. Where signing in signs up, the answer is the same for everybody.
/// Elsewhere the widget needs the truth: it is told to applications that live in a browser, and
/// counts as a try at signing in.
pub async fn find(call: Call) -> Answer<Value> {
    let asked: Asked = call.params()?;
    let app = call.named().await?;
    if app.document.login_config.merge_login_and_register_page {
        return Ok(true.into());
    }
    let cx = call.acting(SignInByCredentials::operation(), &app)?;
    let found = truth(&cx, &app, &asked).await;
    found.map_err(|error| call.refuse(error)).map(Value::Bool)
}

async fn truth(cx: &Cx, app: &Arc<Application>, asked: &Asked) -> Result<bool> {
    let method = app.document.oidc_config.token_endpoint_auth_method;
    if method != Some(ClientAuthMethod::None) {
        return Err(ErrorCode::ClientAuthFailed.into());
    }
    cx.count().await?;
    Ok(holder(cx, &app.pool_id, asked).await?.is_some())
}

async fn holder(cx: &Cx, pool_id: &str, asked: &Asked) -> Result<Option<Account>> {
    let contact = match asked.kind {
        Kind::Phone => Contact::phone("key", &asked.key, None)?,
        Kind::Email => Contact::email("key", &asked.key)?,
        Kind::Username => {
            let mut tx = cx.read().await?;
            return Ok(store::by_username(&mut tx, pool_id, &asked.key).await?);
        }
    };
    Ok(contact.holder(&mut *cx.read().await?, pool_id).await?)
}
