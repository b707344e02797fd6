//! Applications.

mod manage;
pub mod store;

pub use manage::document;

use std::sync::Arc;

use cleat_api::application as api;
use cleat_protocol::jose::Algorithm;

use crate::core::{Cx, Result, from_json};
use crate::http::Routes;

/// Context of a sealed application secret.
pub const SECRET: &str = "application secret";

/// Mounts the operations of this noun.
pub fn mount(routes: Routes) -> Routes {
    routes
        .mount(manage::create_application)
        .mount(manage::get_application)
        .mount(manage::list_applications)
        .mount(manage::update_application)
        .mount(manage::delete_application)
        .mount(manage::get_application_secret)
        .mount(manage::refresh_application_secret)
}

/// Applications by the row they were opened from: a row that has changed is opened anew.
pub struct OpenedApplications(
    quick_cache::sync::Cache<String, (Arc<store::Row>, Arc<Application>)>,
);

impl Default for OpenedApplications {
    fn default() -> Self {
        Self(quick_cache::sync::Cache::new(1000))
    }
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
    pub fn open(cx: &Cx, row: store::Row) -> Result<Arc<Self>> {
        let known = cx.app.applications.0.get(&row.id);
        if let Some((_, app)) = known.filter(|(same, _)| **same == row) {
            return Ok(app);
        }
        let app = Arc::new(Self {
            secret: cx.app.vault.open_text(SECRET, &row.secret)?,
            document: from_json(&row.document)?,
            id: row.id.clone(),
            pool_id: row.pool_id.clone(),
        });
        let id = row.id.clone();
        cx.app
            .applications
            .0
            .insert(id, (Arc::new(row), app.clone()));
        Ok(app)
    }

    /// Whether its ID tokens are signed with its secret.
    pub fn signs_with_secret(&self) -> bool {
        let algorithm = self.document.oidc_config.id_token_signed_response_alg;
        algorithm == Some(api::SigningAlgorithm::Hs256)
    }

    /// Algorithm of its access tokens.
    pub fn algorithm(&self) -> Algorithm {
        match self.document.oidc_config.id_token_signed_response_alg {
            Some(api::SigningAlgorithm::Es256) => Algorithm::Es256,
            Some(api::SigningAlgorithm::EdDsa) => Algorithm::EdDsa,
            _ => Algorithm::Rs256,
        }
    }

    /// Whether this way of signing in is on.
    pub fn allows(&self, method: api::BasicLoginMethod) -> bool {
        self.document
            .login_config
            .enabled_basic_login_methods
            .contains(&method)
    }

    /// Whether this way of signing up is on.
    pub fn registers(&self, method: api::BasicRegisterMethod) -> bool {
        self.document
            .register_config
            .enabled_basic_register_methods
            .contains(&method)
    }
}
