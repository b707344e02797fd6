//! Callers as types: a handler that receives one cannot forget the check.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_api::application::{ClientAuthMethod, OidcConfig};
use cleat_api::endpoint::{Caller, caller};
use http::{header, request};

use super::client_assertion::Assertion;
use super::client_proof::{self, Presented};
use super::dpop;
use super::incoming::{Incoming, text};
use super::language;
use super::operator;
use super::signed;
use crate::kernel::{Acting, Actor, Cx, Error, Result};
use crate::session::{self, SignedInUser};
use crate::tenancy::{Application, applications, pool};

/// A kind of caller as the server knows it.
pub trait CallerType: Sized + Send + 'static {
    /// The kind in the declarations.
    type Kind: Caller;

    /// Refuses a caller without credentials before the body is read.
    ///
    /// # Errors
    /// When there are none.
    fn early(_parts: &request::Parts) -> Result<()> {
        Ok(())
    }

    /// Who it is, where that is known.
    fn actor(&self) -> Option<Actor> {
        None
    }

    /// Identifies the caller.
    ///
    /// # Errors
    /// When it cannot be authenticated.
    fn identify(cx: &Cx, from: &Incoming<'_>) -> impl Future<Output = Result<Self>> + Send;
}

/// Anybody.
pub struct Public;

impl CallerType for Public {
    type Kind = caller::Public;

    async fn identify(_: &Cx, _: &Incoming<'_>) -> Result<Self> {
        Ok(Self)
    }
}

/// An application or a pool named by a header, and the signed-in user where a token came along.
pub struct Visitor {
    /// Pool.
    pub pool_id: String,
    /// Application, where it is named.
    pub app_id: Option<String>,
    /// The same, where it was read.
    pub app: Option<Arc<Application>>,
    /// User, where a valid token came along.
    pub user: Option<SignedInUser>,
}

impl CallerType for Visitor {
    type Kind = caller::Visitor;

    fn actor(&self) -> Option<Actor> {
        Some(Actor {
            pool_id: self.pool_id.clone(),
            app_id: self.app_id.clone(),
            ..Actor::default()
        })
    }

    async fn identify(cx: &Cx, from: &Incoming<'_>) -> Result<Self> {
        let user = match session::token_of(from.headers) {
            Some(token) => session::user_if(dpop::user(cx, from, token).await)?,
            None => None,
        };
        if let Some(app_id) = from.brand("app-id") {
            let row = applications::find(&mut *cx.read().await?, app_id).await?;
            let app = Application::open(cx, row.ok_or(ErrorCode::AppNotFound)?)?;
            language::default_to(cx, &app);
            let pool_id = app.pool_id.clone();
            let user = user.filter(|user| user.pool_id == pool_id);
            return Ok(Self {
                pool_id,
                app_id: Some(app_id.into()),
                app: Some(app),
                user,
            });
        }
        if let Some(pool_id) = from.brand("userpool-id") {
            let pool = pool::exists(&mut *cx.read().await?, pool_id).await?;
            if !pool {
                return Err(ErrorCode::PoolNotFound.into());
            }
            let user = user.filter(|user| user.pool_id == pool_id);
            return Ok(Self {
                pool_id: pool_id.into(),
                app_id: None,
                app: None,
                user,
            });
        }
        let user = user.ok_or(ErrorCode::AppNotFound)?;
        language::default_to_that_of(cx, &user.app_id).await;
        Ok(Self {
            pool_id: user.pool_id.clone(),
            app_id: Some(user.app_id.clone()),
            app: None,
            user: Some(user),
        })
    }
}

/// An application that was authenticated, and the signed-in user where a token came along.
pub struct Client {
    /// Application.
    pub app: Arc<Application>,
    /// User of its pool.
    pub user_id: Option<String>,
}

impl CallerType for Client {
    type Kind = caller::Client;

    fn actor(&self) -> Option<Actor> {
        Some(Actor {
            pool_id: self.app.pool_id.clone(),
            app_id: Some(self.app.id.clone()),
            ..Actor::default()
        })
    }

    async fn identify(cx: &Cx, from: &Incoming<'_>) -> Result<Self> {
        let app = OAuthClient::read(from)
            .app(cx, |config| config.token_endpoint_auth_method)
            .await?;
        let user = match session::token_of(from.headers) {
            Some(token) => session::user_if(dpop::user(cx, from, token).await)?,
            None => None,
        };
        let user = user.filter(|user| user.pool_id == app.pool_id);
        let user_id = user.map(|user| user.user_id);
        Ok(Self { app, user_id })
    }
}

/// What a client says of itself on the OAuth endpoints (RFC 6749 section 2.3). Each endpoint
/// has an authentication method of its own.
pub struct OAuthClient {
    id: Option<String>,
    basic: Option<Presented>,
    post: Option<Presented>,
    assertion: Option<Assertion>,
    /// What shows the key that its tokens are to be bound to.
    shown: Option<dpop::Shown>,
}

impl CallerType for OAuthClient {
    type Kind = caller::Public;

    async fn identify(_: &Cx, from: &Incoming<'_>) -> Result<Self> {
        client_proof::require_one(from)?;
        Ok(Self {
            shown: dpop::Shown::of(from)?,
            ..Self::read(from)
        })
    }
}

impl OAuthClient {
    fn read(from: &Incoming<'_>) -> Self {
        let header = text(from.headers, header::AUTHORIZATION.as_str());
        let (id, basic) = header.and_then(client_proof::basic).unzip();
        let named = from.param("client_id").or(from.brand("app-id"));
        let assertion = Assertion::of(from);
        let said = || assertion.as_ref().and_then(Assertion::subject);
        Self {
            id: id.or(named.map(str::to_owned)).or_else(said),
            basic,
            post: from.param(client_proof::SECRET).map(Presented::of),
            assertion,
            shown: None,
        }
    }

    /// The key that its tokens are to be bound to, where it shows one (RFC 9449 section 5).
    ///
    /// # Errors
    /// `DpopProofInvalid`, or that an application shows none whose settings ask for one.
    pub async fn key(&self, cx: &Cx, app: &Application) -> Result<Option<String>> {
        match self.shown_key(cx).await? {
            None if app.binds_to_keys() => Err(Error::field("DPoP", "is missing")),
            key => Ok(key),
        }
    }

    /// The same where nothing asks for one.
    ///
    /// # Errors
    /// `DpopProofInvalid`.
    pub async fn shown_key(&self, cx: &Cx) -> Result<Option<String>> {
        let Some(shown) = &self.shown else {
            return Ok(None);
        };
        let key = shown.key(cx, None).await;
        if key.is_err() {
            cx.count().await?;
        }
        key.map(Some)
    }

    /// The application, authenticated by the method that its settings name for the endpoint.
    ///
    /// # Errors
    /// `AppNotFound`, `ClientAuthFailed`.
    pub async fn app(
        &self,
        cx: &Cx,
        method: impl Fn(&OidcConfig) -> Option<ClientAuthMethod> + Send,
    ) -> Result<Arc<Application>> {
        let id = self.id.as_deref().ok_or(ErrorCode::AppNotFound)?;
        let row = applications::find(&mut *cx.read().await?, id)
            .await?
            .ok_or(ErrorCode::AppNotFound)?;
        let app = Application::open(cx, row)?;
        language::default_to(cx, &app);
        let method = method(&app.document.oidc_config).unwrap_or_default();
        let given = match method {
            ClientAuthMethod::None => return Ok(app),
            ClientAuthMethod::ClientSecretPost => &self.post,
            ClientAuthMethod::ClientSecretBasic => &self.basic,
            ClientAuthMethod::ClientSecretJwt | ClientAuthMethod::PrivateKeyJwt => {
                let assertion = self.assertion.as_ref().ok_or(ErrorCode::ClientAuthFailed)?;
                return assertion.proves(cx, &app, method).await.map(|()| app);
            }
        };
        match given {
            Some(secret) if secret.is(&app.secret) => Ok(app),
            _ => Err(ErrorCode::ClientAuthFailed.into()),
        }
    }

    /// The id that it names.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Id and secret, however they came.
    pub fn credentials(&self) -> Option<(&str, &Presented)> {
        let secret = self.basic.as_ref().or(self.post.as_ref());
        self.id.as_deref().zip(secret)
    }
}

impl CallerType for SignedInUser {
    type Kind = caller::User;

    fn actor(&self) -> Option<Actor> {
        Some(Actor {
            pool_id: self.pool_id.clone(),
            app_id: Some(self.app_id.clone()),
            ..Actor::default()
        })
    }

    fn early(parts: &request::Parts) -> Result<()> {
        session::token_of(&parts.headers)
            .map(drop)
            .ok_or_else(|| ErrorCode::NotSignedIn.into())
    }

    async fn identify(cx: &Cx, from: &Incoming<'_>) -> Result<Self> {
        let token = session::token_of(from.headers).ok_or(ErrorCode::NotSignedIn)?;
        let user = dpop::user(cx, from, token).await?;
        language::default_to_that_of(cx, &user.app_id).await;
        Ok(user)
    }
}

/// The pool itself, or an operator who acts for it on the console.
pub struct Management {
    /// Pool.
    pub pool_id: String,
    /// The operator.
    pub operator: Option<Acting>,
}

impl Management {
    /// The pool itself.
    pub fn of(pool_id: impl Into<String>) -> Self {
        Self {
            pool_id: pool_id.into(),
            operator: None,
        }
    }

    /// Whether it is an operator who sees numbers and addresses masked. What is masked in an answer
    /// must not be found out by a filter or an order either.
    pub fn sees_masked(&self) -> bool {
        let operator = self.operator.as_ref();
        operator.is_some_and(|operator| operator.sees_masked)
    }
}

impl CallerType for Management {
    type Kind = caller::Management;

    fn actor(&self) -> Option<Actor> {
        Some(Actor {
            pool_id: self.pool_id.clone(),
            app_id: None,
            is_management: true,
            operator: self.operator.clone(),
        })
    }

    fn early(parts: &request::Parts) -> Result<()> {
        let present = parts.headers.contains_key(header::AUTHORIZATION);
        (present || operator::of(parts).is_some())
            .then_some(())
            .ok_or_else(|| ErrorCode::NotSignedIn.into())
    }

    async fn identify(cx: &Cx, from: &Incoming<'_>) -> Result<Self> {
        if let Some(actor) = from.operator {
            return Ok(Self {
                pool_id: actor.pool_id.clone(),
                operator: actor.operator.clone(),
            });
        }
        let authorization =
            text(from.headers, header::AUTHORIZATION.as_str()).ok_or(ErrorCode::TokenInvalid)?;
        let pool_id = match signed::Signed::parse(authorization) {
            Some(signature) => signed::verify(cx, from, &signature).await?,
            None => session::management_pool(cx, session::bare(authorization)).await?,
        };
        Ok(Self::of(pool_id))
    }
}
