//! An authorization request, read and checked (OpenID Connect Core 1.0 section 3.1.2.1).

use std::sync::Arc;

use cleat_api::application::ClientAuthMethod;
use cleat_api::{ErrorCode, Language};
use cleat_engine::http::of_tag;
use cleat_engine::kernel::{Cx, Error};
use cleat_engine::tenancy::{Application, applications};
use cleat_protocol::pkce;
use serde::{Deserialize, Serialize};

use super::super::{grants, scope};
use super::acr::WantedAcr;
use super::answer::{Answer, ResponseMode};
use super::hint::hint;
use super::params::Params;
use super::redirect;
use super::requested::RequestedClaims;

/// What the user is to be asked, whatever is known already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// Nothing: no page is shown.
    None,
    /// To sign in again.
    Login,
    /// To consent again.
    Consent,
    /// Which account.
    SelectAccount,
    /// To sign up.
    Create,
}

/// An authorization request that can be answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Application.
    pub app_id: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// How it goes there.
    pub mode: ResponseMode,
    /// What the application wants back.
    pub state: Option<String>,
    /// Scope, of what is known here.
    pub scope: String,
    /// What the ID token is to hold.
    pub nonce: Option<String>,
    /// Digest of the secret that the code is exchanged with (RFC 7636).
    pub challenge: Option<String>,
    /// What the user is to be asked.
    pub prompt: Vec<Prompt>,
    /// How long ago the user may have been authenticated, in seconds.
    pub max_age: Option<i64>,
    /// How the user is to be authenticated.
    #[serde(default)]
    pub acr: WantedAcr,
    /// Thumbprint of the key that the code is bound to (RFC 9449 section 10).
    #[serde(default)]
    pub key: Option<String>,
    /// The name that the user may sign in by.
    pub login_hint: Option<String>,
    /// The one user who is asked for.
    pub user_id: Option<String>,
    /// Claims that are asked for by name.
    pub claims: RequestedClaims,
    /// Language of the pages, where one that is asked for is known.
    pub language: Option<Language>,
    /// The device that waits for the answer, where it does not go to an address.
    #[serde(default)]
    pub device: Option<Device>,
}

/// A device that waits for an answer (RFC 8628).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Device {
    /// Digest of its code.
    pub digest: String,
    /// What it shows.
    pub user_code: String,
}

/// Why a request is not read.
#[derive(Debug)]
pub enum Fault {
    /// Nobody knows where an answer could go: a page says what is wrong, and leads nowhere.
    Page(&'static str),
    /// The application is told.
    Told(Answer),
    /// The server is at fault.
    Failed(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<cleat_store::Error> for Fault {
    fn from(error: cleat_store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The name of an error and what is wrong, in ASCII.
type Wrong = (&'static str, &'static str);

const INVALID: &str = "invalid_request";
/// The parameter that names a key (RFC 9449 section 10).
pub(super) const KEY: &str = "dpop_jkt";

impl AuthorizationRequest {
    /// A sign-in to a page of this server: it is answered by going there, and no application learns
    /// anything. The address is a path, which no application can register.
    pub fn of_page(app: &Application, path: &str, language: Option<Language>) -> Self {
        Self {
            redirect_uri: path.to_owned(),
            language,
            ..Self::bare(&app.id)
        }
    }

    /// The request of a device of that application for that scope.
    pub fn of_device(app: &Application, scope: String, device: Device) -> Self {
        Self {
            scope,
            device: Some(device),
            max_age: app.document.oidc_config.default_max_age,
            ..Self::bare(&app.id)
        }
    }

    /// A request of an application that asks for nothing.
    fn bare(app_id: &str) -> Self {
        Self {
            app_id: app_id.to_owned(),
            redirect_uri: String::new(),
            mode: ResponseMode::Query,
            state: None,
            scope: String::new(),
            nonce: None,
            challenge: None,
            prompt: Vec::new(),
            max_age: None,
            acr: WantedAcr::default(),
            key: None,
            login_hint: None,
            user_id: None,
            claims: RequestedClaims::default(),
            language: None,
            device: None,
        }
    }

    /// The page of this server that it leads to, where it is none of an application.
    pub fn own_page(&self) -> Option<&str> {
        Some(self.redirect_uri.as_str()).filter(|path| path.starts_with('/'))
    }

    /// Whether the user is to be asked that.
    pub fn asks(&self, prompt: Prompt) -> bool {
        self.prompt.contains(&prompt)
    }

    /// An answer to it.
    pub fn answer(&self, cx: &Cx, params: Vec<(&'static str, String)>) -> Answer {
        let mut params = params;
        params.extend(self.state.clone().map(|state| ("state", state)));
        params.push(("iss", cx.app.settings.issuer()));
        Answer {
            redirect_uri: self.redirect_uri.clone(),
            mode: self.mode,
            params,
        }
    }

    /// A refusal.
    pub fn refusal(&self, cx: &Cx, error: &str, why: &str) -> Answer {
        let params = vec![
            ("error", error.to_owned()),
            ("error_description", why.to_owned()),
        ];
        self.answer(cx, params)
    }
}

/// Checks the parameters of a request, which its application pushed or a browser brings. Where it
/// may be answered is known first; all other faults go there.
pub(super) async fn checked(
    cx: &Cx,
    params: &Params,
    is_pushed: bool,
) -> Result<(Arc<Application>, AuthorizationRequest), Fault> {
    let (app, request) = begin(cx, params).await?;
    let told = |(error, why): Wrong| Fault::Told(request.refusal(cx, error, why));
    whole(params).map_err(told)?;
    let config = &app.document.oidc_config;
    if !is_pushed && config.require_pushed_authorization_requests == Some(true) {
        return Err(told((INVALID, "this application pushes its requests")));
    }
    of_code(&app, params).map_err(told)?;
    let mode = mode(params, &request.redirect_uri).map_err(told)?;
    let challenge = challenge(&app, params).map_err(told)?;
    let scope = asked_scope(params).map_err(told)?;
    let prompt = prompts(params).map_err(told)?;
    let max_age = max_age(params).map_err(told)?.or(config.default_max_age);
    let key = key(params).map_err(told)?;
    let claims = params.get("claims").map(RequestedClaims::parse);
    let claims = claims.unwrap_or(Some(RequestedClaims::default()));
    let claims = claims.ok_or_else(|| told((INVALID, "claims is not as OpenID Connect has it")))?;
    let acr = acr(params, &claims).map_err(told)?;
    let hinted = hinted(cx, &app, params).await?;
    let hinted = hinted.map_err(told)?;
    let user_id = hinted.or_else(|| claims.sub.clone());
    let request = AuthorizationRequest {
        mode,
        challenge,
        scope,
        prompt,
        max_age,
        acr,
        key,
        user_id,
        claims,
        ..request
    };
    Ok((app, request))
}

/// The application, and where it may be answered.
async fn begin(
    cx: &Cx,
    params: &Params,
) -> Result<(Arc<Application>, AuthorizationRequest), Fault> {
    if matches!(params.twice(), Some("client_id" | "redirect_uri")) || params.has_nul() {
        return Err(Fault::Page("fault.request"));
    }
    let unknown = Fault::Page("fault.client");
    let Some(id) = params.get("client_id") else {
        return Err(unknown);
    };
    let row = applications::find(&mut *cx.read().await?, id).await?;
    let app = Application::open(cx, row.ok_or(unknown)?)?;
    let address = params.get("redirect_uri").unwrap_or_default();
    if !redirect::is_registered(&app.document, address) {
        return Err(Fault::Page("fault.redirect"));
    }
    let text = |name: &str| params.get(name).map(str::to_owned);
    let request = AuthorizationRequest {
        redirect_uri: address.to_owned(),
        mode: mode_of_faults(params, address),
        state: text("state"),
        nonce: text("nonce"),
        login_hint: text("login_hint"),
        language: params
            .list("ui_locales")
            .chain(params.get("_authing_lang"))
            .find_map(of_tag),
        ..AuthorizationRequest::bare(&app.id)
    };
    Ok((app, request))
}

/// How a fault travels: as was asked where that can be, else as the response type has it (OAuth 2.0
/// Multiple Response Types 1.0 section 5).
fn mode_of_faults(params: &Params, address: &str) -> ResponseMode {
    let mut kinds = params.list("response_type");
    let wants_tokens = kinds.any(|kind| matches!(kind, "token" | "id_token"));
    match mode(params, address) {
        Ok(ResponseMode::Query) | Err(_) if wants_tokens => ResponseMode::Fragment,
        Ok(mode) => mode,
        Err(_) => ResponseMode::Query,
    }
}

/// Refuses what comes twice, and requests that are not in the parameters themselves.
fn whole(params: &Params) -> Result<(), Wrong> {
    if params.twice().is_some() {
        return Err((INVALID, "a parameter is given twice"));
    }
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        if params.get(name).is_some() {
            return Err((error, "this server does not read it"));
        }
    }
    Ok(())
}

/// The user whom an ID token of the application names.
async fn hinted(
    cx: &Cx,
    app: &Application,
    params: &Params,
) -> Result<Result<Option<String>, Wrong>, Error> {
    let Some(token) = params.get("id_token_hint") else {
        return Ok(Ok(None));
    };
    let hinted = hint(cx, token).await?.filter(|hint| hint.app.id == app.id);
    let why = "id_token_hint is not an ID token of this application";
    Ok(hinted.map(|hint| Some(hint.user_id)).ok_or((INVALID, why)))
}

/// How the user is to be authenticated. What claims ask for comes first.
fn acr(params: &Params, claims: &RequestedClaims) -> Result<WantedAcr, Wrong> {
    let of_claims = claims.acr.clone();
    let acr = of_claims.unwrap_or_else(|| WantedAcr::of_values(params.list("acr_values")));
    match acr.is_hopeless() {
        true => Err((
            ErrorCode::AcrUnavailable.oauth_error(),
            "no acr that claims insists on is known here",
        )),
        false => Ok(acr),
    }
}

/// The thumbprint of a key.
fn key(params: &Params) -> Result<Option<String>, Wrong> {
    let key = params.get(KEY);
    match key.is_none_or(pkce::is_challenge) {
        true => Ok(key.map(str::to_owned)),
        false => Err((INVALID, "dpop_jkt is not a thumbprint by SHA-256")),
    }
}

/// The one response type there is, where the application may have it.
fn of_code(app: &Application, params: &Params) -> Result<(), Wrong> {
    let Some(kind) = params.get("response_type") else {
        return Err((INVALID, "response_type is missing"));
    };
    if kind != "code" {
        return Err(("unsupported_response_type", "response_type must be code"));
    }
    let own = app.document.oidc_config.response_types.as_ref();
    if own.is_some_and(|own| !own.iter().any(|name| name == kind)) {
        let why = "the application's response_types leave code out";
        return Err(("unauthorized_client", why));
    }
    if !grants::allows(app, grants::CODE) {
        let why = "the application's grant_types leave authorization_code out";
        return Err(("unauthorized_client", why));
    }
    Ok(())
}

fn mode(params: &Params, address: &str) -> Result<ResponseMode, Wrong> {
    let Some(name) = params.get("response_mode") else {
        return Ok(ResponseMode::Query);
    };
    let mut all = ResponseMode::ALL.into_iter();
    let mode = all.find(|mode| mode.as_str() == name);
    let mode = mode.ok_or((INVALID, "response_mode is not one of those offered"))?;
    let is_page = address.starts_with("https://") || address.starts_with("http://");
    match mode {
        ResponseMode::FormPost | ResponseMode::WebMessage if !is_page => {
            Err((INVALID, "response_mode needs an address of http"))
        }
        mode => Ok(mode),
    }
}

/// The challenge (RFC 7636 section 4.3). An application without a secret needs one.
fn challenge(app: &Application, params: &Params) -> Result<Option<String>, Wrong> {
    let method = params.get("code_challenge_method");
    let Some(challenge) = params.get("code_challenge") else {
        let proof = app.document.oidc_config.token_endpoint_auth_method;
        return match (method, proof) {
            (Some(_), _) => Err((INVALID, "code_challenge is missing")),
            (None, Some(ClientAuthMethod::None)) => {
                Err((INVALID, "this application needs code_challenge"))
            }
            (None, _) => Ok(None),
        };
    };
    if method != Some("S256") {
        return Err((INVALID, "code_challenge_method must be S256"));
    }
    if !pkce::is_challenge(challenge) {
        return Err((INVALID, "code_challenge is not a digest by S256"));
    }
    Ok(Some(challenge.to_owned()))
}

fn asked_scope(params: &Params) -> Result<String, Wrong> {
    let known = scope::known(params.get("scope").unwrap_or_default());
    let known = known.map_err(|_| ("invalid_scope", "scope is not well formed"))?;
    match known.is_empty() {
        true => Err(("invalid_scope", "scope names nothing that is known here")),
        false => Ok(known),
    }
}

fn prompts(params: &Params) -> Result<Vec<Prompt>, Wrong> {
    let read = |name: &str| match name {
        "none" => Ok(Prompt::None),
        "login" => Ok(Prompt::Login),
        "consent" => Ok(Prompt::Consent),
        "select_account" => Ok(Prompt::SelectAccount),
        "create" => Ok(Prompt::Create),
        _ => Err((INVALID, "prompt is not one of those offered")),
    };
    let prompts: Vec<Prompt> = params.list("prompt").map(read).collect::<Result<_, _>>()?;
    if prompts.contains(&Prompt::None) && prompts.len() > 1 {
        return Err((INVALID, "prompt=none stands alone"));
    }
    Ok(prompts)
}

fn max_age(params: &Params) -> Result<Option<i64>, Wrong> {
    let Some(text) = params.get("max_age") else {
        return Ok(None);
    };
    let seconds = text.parse::<i64>().ok().filter(|seconds| *seconds >= 0);
    let seconds = seconds.ok_or((INVALID, "max_age is not a number of seconds"))?;
    Ok(Some(seconds))
}
