//! The grant `authorization_code` (RFC 6749 section 4.1.3).

use cleat_api::log::EventType;
use cleat_api::oidc::{ExchangeToken, TokenResponse};
use cleat_engine::account::Account;
use cleat_engine::audit::{self, Event, Proof};
use cleat_engine::http::OAuthClient;
use cleat_engine::kernel::{Cx, Error, Outcome, Result};
use cleat_engine::session::{NewSession, SignInFacts, store};
use cleat_store::Tx;

use super::authorize::{AuthorizationRequest, Presented, named, redeem};
use super::{grants, issued};

/// The tokens of a code. An application begins a session of its own with it.
pub async fn exchange(cx: Cx, client: OAuthClient, req: ExchangeToken) -> Result<TokenResponse> {
    let app = client
        .app(&cx, |config| config.token_endpoint_auth_method)
        .await?;
    grants::require(&app, grants::CODE)?;
    let code = req.code.ok_or_else(|| Error::field("code", "is missing"))?;
    let key = client.key(&cx, &app).await?;
    let presented = Presented {
        app: app.clone(),
        key: key.clone(),
        code: code.expose().to_owned(),
        redirect_uri: req.redirect_uri,
        verifier: req.code_verifier.map(|text| text.expose().to_owned()),
    };
    let (account, session, request) = cx.write(presented, begin).await?;
    let facts = SignInFacts {
        key,
        ..facts(&cx, &account, &session, &request).await?
    };
    issued::tokens(&cx, &app, (&account, session), facts).await
}

async fn begin(
    tx: &mut Tx,
    cx: &Cx,
    presented: &Presented,
) -> Outcome<(Account, NewSession, AuthorizationRequest)> {
    audit::note(tx).kind(EventType::Login);
    let redeemed = redeem(tx, cx, presented).await?;
    let (app, request) = (&presented.app, redeemed.request);
    let mut session = NewSession::new(cx, app, &request.scope);
    session.id = redeemed.session_id;
    session.browser_session_id = Some(redeemed.browser_session_id);
    session.authentication = redeemed.authentication;
    session.refresh_key = issued::refresh_key(app, presented.key.as_deref());
    let claims = request.claims.userinfo.join(" ");
    session.claims = (!claims.is_empty()).then_some(claims);
    if !grants::allows(app, grants::REFRESH) {
        session.refresh_token = None;
    }
    store::begin(tx, &session, &redeemed.account, cx.now()).await?;
    let event = Event::of(EventType::Login, &app.pool_id).user(&redeemed.account.id);
    let event = event.method(Proof::Operation("authorization_code"));
    audit::record(tx, cx, event.app(Some(&app.id))).await?;
    Ok((redeemed.account, session, request))
}

/// What the ID token of the code tells besides the claims of its scope.
async fn facts(
    cx: &Cx,
    account: &Account,
    session: &NewSession,
    request: &AuthorizationRequest,
) -> Result<SignInFacts> {
    let names = request.claims.id_token.iter().map(String::as_str);
    let mut extra = named(cx, account, names).await?;
    if let Some(nonce) = &request.nonce {
        extra.insert("nonce".into(), nonce.as_str().into());
    }
    Ok(SignInFacts {
        authentication: session.authentication.clone(),
        extra,
        ..SignInFacts::default()
    })
}
