//! Alipay: a page that gives a code, and a gateway where every request and every answer is signed.

use cleat_api::Value;
use cleat_api::ext_idp::{ConnectionType, ExtIdpType, Provider};
use cleat_delivery::call::Call;
use cleat_protocol::vendors::alipay;
use url::{Url, form_urlencoded};

use super::answer::{self, tells};
use super::calls::Fault;
use super::connection::Opened;
use super::fields::{Fields, key_of};
use super::leg::{Leg, Told};
use super::oauth2::access_token;
use super::preset::{Alipay, Protocol, Source};
use super::profile::{External, Mapping, id_of};
use super::request::page;
use crate::kernel::{Cx, Error, Result};

/// On a page, and in an app that brings a code.
pub const ALIPAY: Source = Source {
    provider: Provider::Alipay,
    connection: ConnectionType::Alipay,
    name: "Alipay",
    r#type: ExtIdpType::Social,
    has_page: true,
    required: &["clientId", "privateKey", "publicKey"],
    check,
    protocol: Protocol::Alipay(Alipay {
        authorization: "https://openauth.alipay.com/oauth2/publicAppAuthorize.htm",
        gateway: "https://openapi.alipay.com/gateway.do",
        scope: "auth_user",
    }),
};

/// What the time at Beijing is ahead of UTC, in milliseconds.
const BEIJING: i64 = 28_800_000;
/// What a successful answer says, where it says anything.
const SUCCESS: &str = "10000";

fn check(fields: &Fields) -> Result<()> {
    let private = key_of(fields.private_key.as_deref());
    if private.is_none_or(|der| alipay::private_key(&der).is_none()) {
        return Err(Error::field(
            "fields.privateKey",
            "must be a private key of RSA",
        ));
    }
    match key_of(fields.public_key.as_deref()) {
        Some(_) => Ok(()),
        None => Err(Error::field("fields.publicKey", "must be a public key")),
    }
}

/// What an app begins a sign-in with, signed; `None` where the connection is none of Alipay's, or
/// names no account.
///
/// # Errors
/// When the key of the connection cannot be used.
pub fn auth_info(cx: &Cx, conn: &Opened) -> Result<Option<String>> {
    let fields = &conn.fields;
    let (Protocol::Alipay(_), Some(pid)) = (&conn.source.protocol, fields.pid.as_deref()) else {
        return Ok(None);
    };
    let target = cx.new_id();
    let params = [
        ("apiname", "com.alipay.account.auth"),
        ("app_id", fields.client_id.as_str()),
        ("app_name", "mc"),
        ("auth_type", "AUTHACCOUNT"),
        ("biz_type", "openservice"),
        ("method", "alipay.open.auth.sdk.code.get"),
        ("pid", pid),
        ("product_id", "APP_FAST_LOGIN"),
        ("scope", "kuaijie"),
        ("sign_type", "RSA2"),
        ("target_id", target.as_str()),
    ];
    let key = key_of(fields.private_key.as_deref());
    let key = key.and_then(|der| alipay::private_key(&der));
    let sign = key.and_then(|key| alipay::sign(&key, &params));
    let sign = sign.ok_or_else(|| Error::internal("a key that cannot be used"))?;
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(params).append_pair("sign", &sign);
    Ok(Some(text.finish()))
}

/// Where the browser goes.
pub fn authorization(leg: &Leg<'_>, preset: &Alipay) -> std::result::Result<Url, Fault> {
    let fields = leg.fields();
    let endpoint = fields.auth_end_point.as_deref();
    let mut url = page(endpoint.unwrap_or(preset.authorization))?;
    url.query_pairs_mut()
        .append_pair("app_id", &fields.client_id)
        .append_pair("scope", fields.scopes.as_deref().unwrap_or(preset.scope))
        .append_pair("redirect_uri", &leg.redirect_uri())
        .append_pair("state", leg.state.unwrap_or_default());
    Ok(url)
}

/// Who it is that came back.
pub async fn external(
    leg: &Leg<'_>,
    preset: &Alipay,
    told: &Told,
) -> std::result::Result<External, Fault> {
    let code = [
        ("grant_type", "authorization_code"),
        ("code", told.code.as_str()),
    ];
    let session = ask(leg, preset, ("alipay.system.oauth.token", &code)).await?;
    let token = [("auth_token", access_token(&session)?)];
    let profile = ask(leg, preset, ("alipay.user.info.share", &token)).await?;
    let mut ids = Vec::new();
    for kind in ALIPAY.kinds() {
        let (own, other) = (session.get(kind), profile.get(kind));
        if own.is_some() && other.is_some() && own != other {
            return Err(Fault::Unbelievable("the profile is another user's"));
        }
        if own.is_some() {
            ids.push((*kind, id_of(own)?));
        }
    }
    if !ids.iter().any(|(kind, _)| profile.get(kind).is_some()) {
        return Err(Fault::Unbelievable("the profile is nobody's"));
    }
    Ok(External {
        ids,
        name: Mapping::text(profile.get("nick_name")),
        picture: Mapping::picture(profile.get("avatar")),
        info: profile.as_object().cloned().unwrap_or_default(),
        ..External::default()
    })
}

/// Asks the gateway by a method; the answer is signed by it.
async fn ask(
    leg: &Leg<'_>,
    preset: &Alipay,
    (method, own): (&str, &[(&str, &str)]),
) -> std::result::Result<Value, Fault> {
    let call = request(leg, preset, (method, own))?;
    let (status, body) = leg.caller().bytes(call).await?;
    let whole = answer::read(status, &body)?;
    let text = std::str::from_utf8(&body).unwrap_or_default();
    let member = format!("{}_response", method.replace('.', "_"));
    let signed = alipay::signed(text, &member);
    let signed = signed.ok_or(Fault::Unbelievable("it answers with an error"))?;
    let sign = whole.get("sign").and_then(Value::as_str);
    let key = key_of(leg.fields().public_key.as_deref()).unwrap_or_default();
    if !sign.is_some_and(|sign| alipay::verifies(&key, signed, sign)) {
        return Err(Fault::Unbelievable("its answer is not signed by it"));
    }
    let value: Option<Value> = serde_json::from_str(signed).ok();
    let value = value.ok_or(Fault::Unbelievable("its answer is no JSON"))?;
    let is_right = value.get("code").is_none_or(|code| code == SUCCESS);
    match is_right && !tells(&value, "sub_code") {
        true => Ok(value),
        false => Err(Fault::Unbelievable("it answers with an error")),
    }
}

/// A signed request. What all of them have stands in the address, the rest in the form.
fn request(
    leg: &Leg<'_>,
    preset: &Alipay,
    (method, own): (&str, &[(&str, &str)]),
) -> std::result::Result<Call, Fault> {
    let fields = leg.fields();
    let unusable = Fault::Unbelievable("the key of the connection cannot be used");
    let time = jiff::Timestamp::from_millisecond(leg.cx.now() + BEIJING);
    let time = time.map_err(|_| unusable)?;
    let time = time.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let common = [
        ("app_id", fields.client_id.as_str()),
        ("method", method),
        ("format", "JSON"),
        ("charset", "utf-8"),
        ("sign_type", "RSA2"),
        ("timestamp", time.as_str()),
        ("version", "1.0"),
    ];
    let key = key_of(fields.private_key.as_deref());
    let key = key.and_then(|der| alipay::private_key(&der));
    let all = [common.as_slice(), own].concat();
    let sign = key.and_then(|key| alipay::sign(&key, &all));
    let sign = sign.ok_or(unusable)?;
    let gateway = fields.token_end_point.as_deref();
    let mut url = page(gateway.unwrap_or(preset.gateway))?;
    url.query_pairs_mut()
        .extend_pairs(common)
        .append_pair("sign", &sign);
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(own);
    let kind = "application/x-www-form-urlencoded;charset=utf-8";
    Ok(Call::post(url, kind, form.finish().into_bytes()))
}
