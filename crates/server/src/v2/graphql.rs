//! `/graphql/v2`. The SDK sends fixed documents, so that the name of the operation says all: its
//! variables are the parameters, and its answer has every field that a document may select.

use axum::body::Body;
use cleat_api::email::{
    BindEmail, UnbindEmail, UpdateEmail, UpdateEmailMethod, UpdateEmailPayload,
    VerifyUpdateEmailRequest,
};
use cleat_api::oidc::ValidateToken;
use cleat_api::password::{PasswordEncryptType, UpdatePassword};
use cleat_api::phone::{
    BindPhone, UnbindPhone, UpdatePhone, UpdatePhoneMethod, UpdatePhonePayload,
    VerifyUpdatePhoneRequest,
};
use cleat_api::profile::UpdateProfile;
use cleat_api::{ErrorCode, Object, PassCode, Secret, Value};
use cleat_engine::kernel::{Cx, Error};
use http::Response;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, written};
use super::call::Call;
use super::{code, password, person, sign_in, sign_up};

#[derive(Deserialize)]
struct Document {
    query: String,
    #[serde(default)]
    variables: Option<Object>,
}

/// The name of a document's operation.
fn name(query: &str) -> Option<&str> {
    let rest = query.trim_start();
    let rest = rest
        .strip_prefix("query")
        .or_else(|| rest.strip_prefix("mutation"))?;
    let rest = rest.strip_prefix(char::is_whitespace)?.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = rest.get(..end.unwrap_or(rest.len()))?;
    (!name.is_empty()).then_some(name)
}

/// `POST /graphql/v2`
pub async fn run(call: Call) -> Answer<Value> {
    let document: Document = call.params()?;
    let name = name(&document.query).unwrap_or_default();
    let call = call.with(document.variables.unwrap_or_default());
    let answer = match name {
        "user" if call.token().is_none() => Value::Null,
        "user" => person::me(&call).await?,
        "loginByPhoneCode" => sign_in::by_code(&call, input(&call)?).await?,
        "loginByEmail" | "loginByUsername" | "loginByPhonePassword" => {
            sign_in::by_password(&call, input(&call)?).await?
        }
        "registerByPhoneCode" => sign_up::by_code(&call, input(&call)?).await?,
        "registerByEmail" | "registerByUsername" => {
            sign_up::by_password(&call, input(&call)?).await?
        }
        "sendEmail" => {
            code::mail(&call, call.params()?).await?;
            done(&call)
        }
        _ => change(&call, name).await?,
    };
    Ok(json!({ name: answer }))
}

/// What somebody does to an account of their own.
async fn change(call: &Call, name: &str) -> Answer<Value> {
    match name {
        "resetPassword" => reset_password(call).await,
        "updatePassword" => update_password(call).await,
        "updateUser" => update_user(call).await,
        "bindPhone" => bind_phone(call).await,
        "unbindPhone" => unbind_phone(call).await,
        "updatePhone" => update_phone(call).await,
        "bindEmail" => bind_email(call).await,
        "unbindEmail" => unbind_email(call).await,
        "updateEmail" => update_email(call).await,
        "checkLoginStatus" => check_login_status(call).await,
        "refreshToken" => refresh_token(call).await,
        _ => Err(call.refuse(ErrorCode::RouteNotFound)),
    }
}

/// Writes an answer: an error's `message` is an object.
pub fn answered(_: &Cx, answer: Answer<Value>) -> Response<Body> {
    written(&match answer {
        Ok(data) => json!({ "data": data }),
        Err(refusal) => {
            let told = json!({
                "code": refusal.code(),
                "message": refusal.message,
                "data": { "requestId": refusal.request_id },
            });
            json!({ "errors": [{ "message": told }], "data": null })
        }
    })
}

#[derive(Deserialize)]
struct Input<T> {
    input: T,
}

fn input<T: serde::de::DeserializeOwned>(call: &Call) -> Answer<T> {
    call.params().map(|Input { input }| input)
}

/// That it was done.
fn done(call: &Call) -> Value {
    let message = ErrorCode::success_message(call.cx.request.language());
    json!({ "code": 200, "message": message })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewPassword {
    new_password: Secret,
    old_password: Option<Secret>,
}

async fn reset_password(call: &Call) -> Answer<Value> {
    let granted = password::grant(call, call.params()?).await?;
    let given: NewPassword = call.params()?;
    password::set(call, granted.password_reset_token, given.new_password).await?;
    Ok(done(call))
}

async fn update_password(call: &Call) -> Answer<Value> {
    let given: NewPassword = call.params()?;
    let request = UpdatePassword {
        new_password: given.new_password,
        old_password: given.old_password,
        password_encrypt_type: Some(PasswordEncryptType::Rsa),
        ..UpdatePassword::default()
    };
    call.v3(&request).await?;
    person::me(call).await
}

#[derive(Deserialize)]
struct Update {
    id: Option<String>,
    input: UpdateProfile,
}

async fn update_user(call: &Call) -> Answer<Value> {
    let given: Update = call.params()?;
    let own = person::me(call).await?;
    let own_id = own.get("id").and_then(Value::as_str);
    if given.id.is_some_and(|id| own_id != Some(&id)) {
        return Err(call.refuse(Error::field("id", "is not valid")));
    }
    let user = call.v3(&given.input).await?;
    person::written(call, &user)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Phone {
    phone: String,
    phone_code: PassCode,
    phone_country_code: Option<String>,
    old_phone: Option<String>,
    old_phone_code: Option<PassCode>,
    old_phone_country_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhoneCode {
    phone_code: PassCode,
}

async fn bind_phone(call: &Call) -> Answer<Value> {
    let given: Phone = call.params()?;
    let request = BindPhone {
        pass_code: given.phone_code,
        phone_number: given.phone,
        phone_country_code: given.phone_country_code,
    };
    call.v3(&request).await?;
    person::me(call).await
}

/// The SDK sends no code, and without one nothing is unbound.
async fn unbind_phone(call: &Call) -> Answer<Value> {
    let PhoneCode { phone_code } = call.params()?;
    let request = UnbindPhone {
        pass_code: phone_code,
    };
    call.v3(&request).await?;
    person::me(call).await
}

async fn update_phone(call: &Call) -> Answer<Value> {
    let given: Phone = call.params()?;
    let request = VerifyUpdatePhoneRequest {
        verify_method: UpdatePhoneMethod::PhonePasscode,
        phone_pass_code_payload: UpdatePhonePayload {
            new_phone_number: given.phone,
            new_phone_pass_code: given.phone_code,
            new_phone_country_code: given.phone_country_code,
            old_phone_number: given.old_phone,
            old_phone_pass_code: given.old_phone_code,
            old_phone_country_code: given.old_phone_country_code,
        },
    };
    let granted = call.v3(&request).await?;
    let request = UpdatePhone {
        update_phone_token: granted.update_phone_token,
    };
    call.v3(&request).await?;
    person::me(call).await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Email {
    email: String,
    email_code: PassCode,
    old_email: Option<String>,
    old_email_code: Option<PassCode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmailCode {
    email_code: PassCode,
}

async fn bind_email(call: &Call) -> Answer<Value> {
    let given: Email = call.params()?;
    let request = BindEmail {
        pass_code: given.email_code,
        email: given.email,
    };
    call.v3(&request).await?;
    person::me(call).await
}

/// As [`unbind_phone`].
async fn unbind_email(call: &Call) -> Answer<Value> {
    let EmailCode { email_code } = call.params()?;
    let request = UnbindEmail {
        pass_code: email_code,
    };
    call.v3(&request).await?;
    person::me(call).await
}

async fn update_email(call: &Call) -> Answer<Value> {
    let given: Email = call.params()?;
    let request = VerifyUpdateEmailRequest {
        verify_method: UpdateEmailMethod::EmailPasscode,
        email_pass_code_payload: UpdateEmailPayload {
            new_email: given.email,
            new_email_pass_code: given.email_code,
            old_email: given.old_email,
            old_email_pass_code: given.old_email_code,
        },
    };
    let granted = call.v3(&request).await?;
    let request = UpdateEmail {
        update_email_token: granted.update_email_token,
    };
    call.v3(&request).await?;
    person::me(call).await
}

#[derive(Deserialize)]
struct Status {
    token: Option<Secret>,
}

/// The claims of a token that stands, of either kind.
async fn claims(call: &Call, token: &Secret) -> Answer<Object> {
    let as_id = ValidateToken {
        id_token: Some(token.clone()),
        ..ValidateToken::default()
    };
    if let Ok(claims) = call.v3(&as_id).await {
        return Ok(claims);
    }
    let as_access = ValidateToken {
        access_token: Some(token.clone()),
        ..ValidateToken::default()
    };
    call.v3(&as_access).await
}

async fn check_login_status(call: &Call) -> Answer<Value> {
    let Status { token } = call.params()?;
    let own = call.token().map(Secret::from);
    let token = token.or(own).unwrap_or_default();
    Ok(match claims(call, &token).await {
        Ok(claims) => json!({
            "code": 200,
            "message": ErrorCode::success_message(call.cx.request.language()),
            "status": true,
            "exp": claims.get("exp"),
            "iat": claims.get("iat"),
            "data": { "id": claims.get("sub"), "userPoolId": claims.get("pool"), "arn": null },
        }),
        Err(refusal) if refusal.status_code >= 429 => return Err(refusal),
        Err(refusal) => json!({
            "code": refusal.code(),
            "message": refusal.message,
            "status": false,
            "exp": null,
            "iat": null,
            "data": null,
        }),
    })
}

/// A token is not made longer by itself: as long as it stands, it is answered as it is.
async fn refresh_token(call: &Call) -> Answer<Value> {
    let token = call.token().map(Secret::from);
    let token = token.ok_or_else(|| call.refuse(ErrorCode::NotSignedIn))?;
    let claims = claims(call, &token).await?;
    Ok(json!({ "token": token, "iat": claims.get("iat"), "exp": claims.get("exp") }))
}
