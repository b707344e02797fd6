//! OpenID Connect: discovery, the code flow with PKCE and nonce, the ID token and the profile.

use cleat_api::Value;
use cleat_delivery::call::Call;
use cleat_protocol::jose::PublicKey;
use url::Url;

use super::apple;
use super::calls::{Fault, get};
use super::leg::{Leg, Told};
use super::oauth2::{ClientProof, access_token, bearer, exchange, proven};
use super::preset::Oidc;
use super::profile::{External, Mapping};
use super::token::{Expected, TENANT, verified};

/// What a provider says of itself (OpenID Connect Discovery 1.0 section 3).
struct Metadata {
    issuer: String,
    document: Value,
}

impl Metadata {
    /// Reads it, where it is the issuer's own. One of many tenants says `{tenantid}`, of its own
    /// host.
    fn of(issuer: &str, document: Value) -> Result<Self, Fault> {
        let said = document.get("issuer").and_then(Value::as_str);
        let said = said.unwrap_or_default().to_owned();
        let host = |text: &str| Url::parse(text).ok().map(|url| url.origin());
        let is_of_tenants = said.contains(TENANT) && host(&said) == host(issuer);
        if said != issuer && !is_of_tenants {
            return Err(Fault::Unbelievable("it says another issuer"));
        }
        Ok(Self {
            issuer: said,
            document,
        })
    }

    fn endpoint(&self, name: &str) -> Option<&str> {
        self.document.get(name).and_then(Value::as_str)
    }

    fn needed(&self, name: &str) -> Result<&str, Fault> {
        let missing = Fault::Unbelievable("its configuration is not whole");
        self.endpoint(name).ok_or(missing)
    }

    /// Basic is the usual one (OpenID Connect Discovery 1.0 section 3).
    fn takes_basic(&self) -> bool {
        let methods = self.document.get("token_endpoint_auth_methods_supported");
        let methods = methods.and_then(Value::as_array);
        methods.is_none_or(|all| all.iter().any(|one| one == "client_secret_basic"))
    }

    /// Whether it names itself in its answers (RFC 9207 section 3).
    fn names_itself(&self) -> bool {
        let says = "authorization_response_iss_parameter_supported";
        self.document.get(says) == Some(&Value::Bool(true))
    }
}

async fn discover(leg: &Leg<'_>, preset: &Oidc) -> Result<Metadata, Fault> {
    let fields = leg.fields();
    let tenant = fields.tenant.as_deref().unwrap_or("common");
    let issuer = match &fields.issuer_url {
        Some(issuer) => issuer.clone(),
        None => preset.issuer.replace("{tenant}", tenant),
    };
    let at = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    Metadata::of(&issuer, leg.caller().json(get(at)).await?)
}

/// Where the browser goes.
pub async fn authorization(leg: &Leg<'_>, preset: &Oidc) -> Result<Url, Fault> {
    let metadata = discover(leg, preset).await?;
    let request = leg.request(preset.scope);
    let mut url = request.at(metadata.needed("authorization_endpoint")?)?;
    if preset.posts {
        url.query_pairs_mut()
            .append_pair("response_mode", "form_post");
    }
    Ok(url)
}

/// Who it is that came back.
pub async fn external(leg: &Leg<'_>, preset: &Oidc, told: &Told) -> Result<External, Fault> {
    let metadata = discover(leg, preset).await?;
    let names_other = told
        .issuer
        .as_ref()
        .is_some_and(|own| *own != metadata.issuer);
    if names_other || (told.issuer.is_none() && metadata.names_itself() && leg.state.is_some()) {
        return Err(Fault::Unbelievable("the answer is another issuer's"));
    }
    let tokens = tokens(leg, preset, &metadata, told).await?;
    let claims = id_token(leg, &metadata, &tokens).await?;
    let profile = profile(leg, &metadata, &tokens, claims).await?;
    let mapping = leg.fields().mapping.as_ref();
    let mut external = mapping.unwrap_or(&Mapping::STANDARD).read(profile)?;
    if !preset.proves {
        external.proven.clear();
    }
    external.tokens = leg.kept(&tokens);
    Ok(external)
}

async fn tokens(
    leg: &Leg<'_>,
    preset: &Oidc,
    metadata: &Metadata,
    told: &Told,
) -> Result<Value, Fault> {
    let endpoint = metadata.needed("token_endpoint")?;
    let secret = secret(leg, preset)?;
    let proof = proof(preset, metadata, &secret);
    leg.caller()
        .json(exchange(leg, endpoint, &told.code, proof))
        .await
}

fn secret(leg: &Leg<'_>, preset: &Oidc) -> Result<String, Fault> {
    match preset.signs {
        true => apple::client_secret(leg.fields(), leg.cx.now() / 1000),
        false => Ok(leg.fields().client_secret.clone()),
    }
}

fn proof<'a>(preset: &Oidc, metadata: &Metadata, secret: &'a str) -> ClientProof<'a> {
    match !preset.signs && metadata.takes_basic() {
        true => ClientProof::Basic(secret),
        false => ClientProof::Post(secret),
    }
}

/// Asks for a token by what was given before.
pub async fn at_token(leg: &Leg<'_>, preset: &Oidc, form: &[(&str, &str)]) -> Result<Call, Fault> {
    let metadata = discover(leg, preset).await?;
    let secret = secret(leg, preset)?;
    let proof = proof(preset, &metadata, &secret);
    let endpoint = metadata.needed("token_endpoint")?;
    Ok(proven(leg, endpoint, form.to_vec(), proof))
}

/// Tells that a token is over, where the provider says at which address.
pub async fn revocation(
    leg: &Leg<'_>,
    preset: &Oidc,
    form: &[(&str, &str)],
) -> Result<Option<Call>, Fault> {
    let metadata = discover(leg, preset).await?;
    let secret = secret(leg, preset)?;
    let proof = proof(preset, &metadata, &secret);
    let endpoint = metadata.endpoint("revocation_endpoint");
    Ok(endpoint.map(|endpoint| proven(leg, endpoint, form.to_vec(), proof)))
}

/// The claims of the ID token, which says who it is (OpenID Connect Core 1.0 section 3.1.3.7).
async fn id_token(leg: &Leg<'_>, metadata: &Metadata, tokens: &Value) -> Result<Value, Fault> {
    let token = tokens.get("id_token").and_then(Value::as_str);
    let token = token.ok_or(Fault::Unbelievable("it gives no ID token"))?;
    let set = leg.caller().json(get(metadata.needed("jwks_uri")?)).await?;
    let keys = set
        .get("keys")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let keys = keys.filter_map(|key| PublicKey::from_jwk(key.as_object()?));
    let keys: Vec<PublicKey> = keys.collect();
    let nonce = leg.nonce();
    let expected = Expected {
        issuer: &metadata.issuer,
        audience: &leg.fields().client_id,
        nonce: nonce.as_deref(),
        now: leg.cx.now() / 1000,
    };
    verified(token, &keys, &expected)
}

/// The claims, and those of the profile besides, which must be of the same user (OpenID Connect
/// Core 1.0 section 5.3.2).
async fn profile(
    leg: &Leg<'_>,
    metadata: &Metadata,
    tokens: &Value,
    claims: Value,
) -> Result<Value, Fault> {
    let Some(endpoint) = metadata.endpoint("userinfo_endpoint") else {
        return Ok(claims);
    };
    let more = leg
        .caller()
        .json(bearer(endpoint, access_token(tokens)?))
        .await?;
    if more.get("sub") != claims.get("sub") {
        return Err(Fault::Unbelievable("the profile is another user's"));
    }
    let (Value::Object(mut all), Value::Object(own)) = (more, claims) else {
        return Err(Fault::Unbelievable("its profile is none"));
    };
    all.extend(own);
    Ok(Value::Object(all))
}
