//! Whose texts are meant: those of the pool, or of one of its applications.

use std::sync::Arc;

use cleat_api::ErrorCode;
use cleat_delivery::segments::Segments;
use cleat_delivery::text::{AppText, Chosen, Filled, PoolTexts};
use cleat_engine::kernel::settings::CODE_LIVES;
use cleat_engine::kernel::{Cx, Outcome, Result};
use cleat_engine::tenancy::{self, Application, applications, pool as pools};
use cleat_store::Tx;

/// Whose texts are meant.
pub struct Scope {
    /// The application; none for the pool.
    pub app: Option<Arc<Application>>,
}

impl Scope {
    /// That of a request.
    ///
    /// # Errors
    /// `AppNotFound`.
    pub async fn of(tx: &mut Tx, cx: &Cx, pool_id: &str, app_id: Option<&str>) -> Result<Self> {
        let Some(id) = app_id.filter(|id| !id.is_empty()) else {
            return Ok(Self { app: None });
        };
        let app = tenancy::opened(tx, cx, pool_id, id).await?;
        Ok(Self {
            app: Some(app.ok_or(ErrorCode::AppNotFound)?),
        })
    }

    /// Its id in the rows of texts.
    pub fn id(&self) -> &str {
        self.app.as_ref().map_or("", |app| &app.id)
    }

    /// The application as texts know it.
    pub fn app(&self) -> Option<AppText<'_>> {
        self.app.as_deref().map(app_text)
    }
}

/// An application as texts know it.
pub fn app_text(app: &Application) -> AppText<'_> {
    AppText {
        id: &app.id,
        name: &app.document.app_name,
        pages: &app.document.redirect_uris,
        typed_on: None,
    }
}

/// The longest message that texts make, in segments.
pub struct Longest {
    /// A code of the pool.
    code: String,
    /// All applications of the pool.
    apps: Vec<Arc<Application>>,
    /// A page of this server.
    page: String,
}

impl Longest {
    /// What the texts of a pool are measured by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(tx: &mut Tx, cx: &Cx, pool_id: &str) -> Outcome<Self> {
        let rows = applications::all(tx, pool_id).await?.into_iter();
        let apps = rows.map(|row| Application::open(cx, row));
        Ok(Self {
            apps: apps.collect::<Result<_>>()?,
            page: cx.app.settings.base_url(),
            code: made_up_code(pools::settings(tx, pool_id).await?.verify_code_length),
        })
    }

    /// Segments of a message.
    pub fn segments(&self, chosen: &Chosen, language: &str) -> i64 {
        let values = Filled::new(&self.code, *CODE_LIVES.end(), language);
        let parts = Segments::of(&chosen.message(values, language)).parts;
        i64::try_from(parts).unwrap_or(i64::MAX)
    }

    /// Who would get a text of that scope: the application, or the pool and all its applications;
    /// each on its own pages and on those of this server.
    pub fn all<'a>(&'a self, scope: &'a Scope) -> Vec<Option<AppText<'a>>> {
        let pool = scope.app.is_none().then_some(None);
        let apps: Vec<AppText<'_>> = match scope.app() {
            Some(own) => vec![own],
            None => self.apps.iter().map(|app| app_text(app)).collect(),
        };
        let here = apps.clone().into_iter().map(|app| AppText {
            typed_on: Some(&self.page),
            ..app
        });
        let apps = here.chain(apps).map(Some);
        pool.into_iter().chain(apps).collect()
    }

    /// Those of them that have no other text in its place.
    pub fn readers<'a>(
        &'a self,
        texts: &PoolTexts,
        scope: &'a Scope,
        (channel, language): (&str, &str),
    ) -> Vec<Option<AppText<'a>>> {
        let has_own = |app: &AppText<'_>| {
            let own = texts.0.get(app.id);
            let own = own.and_then(|own| own.template(channel, language));
            own.is_some_and(|own| own.enabled)
        };
        let mut readers = self.all(scope);
        if scope.app.is_none() {
            readers.retain(|app| !app.as_ref().is_some_and(has_own));
        }
        readers
    }
}

/// A code that opens nothing, of so many digits.
pub fn made_up_code(digits: i64) -> String {
    "123456789"
        .chars()
        .take(usize::try_from(digits).unwrap_or(6))
        .collect()
}
