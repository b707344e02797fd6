//! How WeChat is spoken to: an OAuth 2.0 of its own. Users have an id of the application, and one of
//! all applications of an owner, where these are joined.

use cleat_api::Value;
use url::Url;

use super::calls::{Fault, get};
use super::leg::{Leg, Told};
use super::oauth2::access_token;
use super::preset::Wechat;
use super::profile::{External, Mapping, OPENID, UNIONID, id_of};
use super::request::page;

/// Where the browser goes. The parameters stand in the order that the documents have them in.
pub fn authorization(leg: &Leg<'_>, preset: &Wechat) -> Result<Url, Fault> {
    let fields = leg.fields();
    let endpoint = fields.auth_end_point.as_deref();
    let mut url = page(endpoint.unwrap_or(preset.authorization))?;
    url.query_pairs_mut()
        .append_pair("appid", &fields.client_id)
        .append_pair("redirect_uri", &leg.redirect_uri())
        .append_pair("response_type", "code")
        .append_pair("scope", fields.scopes.as_deref().unwrap_or(preset.scope))
        .append_pair("state", leg.state.unwrap_or_default());
    url.set_fragment(Some("wechat_redirect"));
    Ok(url)
}

fn with(endpoint: &str, params: &[(&str, &str)]) -> Result<Url, Fault> {
    let mut url = page(endpoint)?;
    url.query_pairs_mut().extend_pairs(params);
    Ok(url)
}

/// Who it is that came back.
pub async fn external(leg: &Leg<'_>, preset: &Wechat, told: &Told) -> Result<External, Fault> {
    let fields = leg.fields();
    let endpoint = fields.token_end_point.as_deref().unwrap_or(preset.token);
    let params = [
        ("appid", fields.client_id.as_str()),
        ("secret", fields.client_secret.as_str()),
        (preset.code, told.code.as_str()),
        ("grant_type", "authorization_code"),
    ];
    let session = leg.caller().json(get(with(endpoint, &params)?)).await?;
    let openid = id_of(session.get(OPENID))?;
    let profile = match preset.user {
        Some(usual) => {
            let endpoint = fields.user_info_end_point.as_deref().unwrap_or(usual);
            let token = access_token(&session)?;
            let params = [("access_token", token), (OPENID, openid.as_str())];
            leg.caller().json(get(with(endpoint, &params)?)).await?
        }
        None => serde_json::json!({ OPENID: openid, UNIONID: session.get(UNIONID) }),
    };
    read(profile, openid)
}

/// Who a profile says it is; it must be of the same user as the token.
fn read(profile: Value, openid: String) -> Result<External, Fault> {
    if profile.get(OPENID).and_then(Value::as_str) != Some(&openid) {
        return Err(Fault::Unbelievable("the profile is another user's"));
    }
    let unionid = match profile.get(UNIONID) {
        None | Some(Value::Null) => None,
        some => Some((UNIONID, id_of(some)?)),
    };
    let mapping = Mapping {
        id: "/openid".into(),
        name: Some("/nickname".into()),
        picture: Some("/headimgurl".into()),
        email: None,
        phone: None,
        ..Mapping::STANDARD
    };
    let external = mapping.read(profile)?;
    Ok(External {
        ids: unionid.into_iter().chain([(OPENID, openid)]).collect(),
        ..external
    })
}
