//! The code flow with PKCE and the device flow.

use std::collections::HashMap;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreDeviceAuthorizationResponse, CoreProviderMetadata,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, DeviceAuthorizationUrl,
    IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, TokenResponse as _,
};

use crate::browser::{Browser, Shown};
use crate::{BACK, Server, check, http, named};

/// Both flows of an application of that algorithm.
pub fn drive(server: &Server, n: usize, algorithm: &str) {
    let (id, secret) = server.application(algorithm);
    let issuer = IssuerUrl::new(format!("{}/oidc", server.host)).unwrap();
    let metadata = CoreProviderMetadata::discover(&issuer, &http).unwrap();
    let device = format!("{}/oidc/device/auth", server.host);
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(id),
        Some(ClientSecret::new(secret)),
    )
    .set_redirect_uri(RedirectUrl::new(BACK.to_owned()).unwrap())
    .set_device_authorization_url(DeviceAuthorizationUrl::new(device).unwrap())
    .set_auth_type(AuthType::BasicAuth);
    let (browser, phone) = (Browser::new(server), format!("134{n:08}"));
    for silently in [false, true] {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let request = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("phone".into()))
            .add_scope(Scope::new("offline_access".into()))
            .set_pkce_challenge(challenge);
        let (url, state, nonce) = match silently {
            true => request.add_extra_param("prompt", "none").url(),
            false => request.url(),
        };
        let back = match browser.ask(&url, None) {
            Shown::Page(page) => browser.sign_in(&page, &phone),
            away => away,
        };
        let Shown::Away(back) = back else {
            panic!("the browser stays");
        };
        let told: HashMap<_, _> = back.query_pairs().into_owned().collect();
        check(told["state"] == *state.secret(), "state");
        check(told["iss"] == **issuer, "the issuer");
        let code = || AuthorizationCode::new(told["code"].clone());
        let tokens = client.exchange_code(code()).unwrap();
        let secret = verifier.secret().clone();
        let tokens = tokens.set_pkce_verifier(verifier).request(&http).unwrap();
        let claims = tokens.id_token().unwrap();
        let claims = claims.claims(&client.id_token_verifier(), &nonce).unwrap();
        let number = claims
            .phone_number()
            .map(|number| number.as_str().to_owned());
        check(number == Some(format!("+86{phone}")), "the number");
        check(claims.auth_time().is_some(), "auth_time");
        let acr = claims.auth_context_ref().map(|acr| acr.as_str().to_owned());
        check(acr.as_deref() == Some("urn:cleat:acr:code"), "acr");
        let refresh = tokens.refresh_token().unwrap();
        let next = client
            .exchange_refresh_token(refresh)
            .unwrap()
            .request(&http);
        check(next.unwrap().id_token().is_some(), "refreshed");
        let again = client.exchange_code(code()).unwrap();
        let again = again.set_pkce_verifier(PkceCodeVerifier::new(secret));
        check(
            named(again.request(&http)) == "invalid_grant",
            "a code that was used",
        );
    }
    let begun = client
        .exchange_device_code()
        .add_scope(Scope::new("phone".into()));
    let begun: CoreDeviceAuthorizationResponse = begun.request(&http).unwrap();
    let Shown::Page(page) = browser.ask(begun.verification_uri().url(), None) else {
        panic!("no page for the code of the device");
    };
    let Shown::Page(page) = browser.fill(&page, &[("user_code", begun.user_code().secret())])
    else {
        panic!("no question");
    };
    browser.fill(&page, &[("answer", "yes")]);
    let tokens = client.exchange_device_access_token(&begun).unwrap();
    let limit = Some(Duration::from_secs(60));
    let tokens = tokens.request(&http, |_| (), limit).unwrap();
    check(tokens.id_token().is_some(), "a device");
}
