//! Applications, opened.

use std::sync::Arc;

use cleat_api::application as api;
use cleat_protocol::jose::Algorithm;
use cleat_store::Tx;

use super::applications::{self, Row};
use crate::kernel::{App, Cached, Cx, Result, from_json};

/// Context of a sealed application secret.
pub const SECRET: &str = "application secret";

/// Applications by the row they were opened from: a row that has changed is opened anew.
struct Opened;

impl Cached for Opened {
    type Key = String;
    type Value = (Arc<Row>, Arc<Application>);
    const CAPACITY: usize = 1000;
}

/// An application with its secret opened.
pub struct Application {
    /// Application.
    pub id: String,
    /// Pool.
    pub pool_id: String,
    /// Secret.
    pub secret: String,
    /// Everything else.
    pub document: api::Application,
}

impl Application {
    /// Opens a row, or remembers how it looks opened.
    ///
    /// # Errors
    /// When it was sealed by another master key.
    pub fn open(cx: &Cx, row: Row) -> Result<Arc<Self>> {
        Self::open_at(&cx.app, row)
    }

    /// The same where there is no request.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_at(server: &App, row: Row) -> Result<Arc<Self>> {
        let generation = server.keys.ring().generation;
        let cache = server.caches.of::<Opened>();
        let known = cache.get(&row.id, generation);
        if let Some((_, app)) = known.filter(|(same, _)| **same == row) {
            return Ok(app);
        }
        let app = Arc::new(Self {
            secret: server.vault.open_text(SECRET, &row.secret)?,
            document: from_json(&row.document)?,
            id: row.id.clone(),
            pool_id: row.pool_id.clone(),
        });
        cache.insert(row.id.clone(), generation, (Arc::new(row), app.clone()));
        Ok(app)
    }

    /// Whether its ID tokens are signed with its secret.
    pub fn signs_with_secret(&self) -> bool {
        let algorithm = self.document.oidc_config.id_token_signed_response_alg;
        algorithm == Some(api::SigningAlgorithm::Hs256)
    }

    /// Whether its tokens are bound to the keys of those who ask for them.
    pub fn binds_to_keys(&self) -> bool {
        self.document.oidc_config.dpop_bound_access_tokens == Some(true)
    }

    /// Algorithm of its access tokens.
    pub fn algorithm(&self) -> Algorithm {
        match self.document.oidc_config.id_token_signed_response_alg {
            Some(api::SigningAlgorithm::Es256) => Algorithm::Es256,
            Some(api::SigningAlgorithm::EdDsa) => Algorithm::EdDsa,
            _ => Algorithm::Rs256,
        }
    }

    /// Whether this login method is on.
    pub fn allows(&self, method: api::BasicLoginMethod) -> bool {
        self.document
            .login_config
            .enabled_basic_login_methods
            .contains(&method)
    }

    /// Whether this way to register is on.
    pub fn registers(&self, method: api::BasicRegisterMethod) -> bool {
        self.document
            .register_config
            .enabled_basic_register_methods
            .contains(&method)
    }
}

/// What an application of a pool is, where there is one of that id.
///
/// # Errors
/// When the database fails, or it was sealed by another master key.
pub async fn document(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    id: &str,
) -> Result<Option<api::Application>> {
    let app = opened(tx, cx, pool_id, id).await?;
    Ok(app.map(|app| app.document.clone()))
}

/// The application of that id in a pool.
///
/// # Errors
/// As [`document`].
pub async fn opened(
    tx: &mut Tx,
    cx: &Cx,
    pool_id: &str,
    id: &str,
) -> Result<Option<Arc<Application>>> {
    let row = applications::find_in(tx, pool_id, id).await?;
    row.map(|row| Application::open(cx, row)).transpose()
}
