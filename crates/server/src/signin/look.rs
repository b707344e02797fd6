//! How an application makes its pages look: a style sheet of its own, beside that of all pages.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use cleat_api::application::Application as Document;
use cleat_engine::kernel::{App, Result};
use cleat_engine::tenancy::{Application, applications};
use cleat_nouns::application::picture_of;
use cleat_protocol::css;
use http::StatusCode;

use super::render::named;
use super::render::{CSS, kept};

/// Where the sheets of applications are.
const FOLDER: &str = "/login/look";

/// The route of the sheets.
pub fn route() -> String {
    format!("{FOLDER}/{{app}}/{{name}}")
}

/// Where the sheet of an application is, where it has one. Its name changes with what is in it.
pub fn of(app: &Application) -> Option<String> {
    Some(format!(
        "{FOLDER}/{}/{}",
        app.id,
        name(&sheet(&app.document)?)
    ))
}

fn name(sheet: &str) -> String {
    named("look", sheet, "css")
}

/// The sheet itself. One that an older server let pass is left out.
fn sheet(app: &Document) -> Option<String> {
    let branding = &app.branding_config;
    let picture = branding.custom_background.as_deref().and_then(picture_of);
    let picture = picture.map(|address| {
        format!(
            "body {{ background: url(\"{address}\") center / cover fixed; }}\n\
             nav {{ padding: 4px 12px; border-radius: 8px; background: var(--card); }}\n"
        )
    });
    let own = branding.custom_css.as_deref();
    let own = own.filter(|own| branding.custom_css_enabled && css::check(own).is_ok());
    let sheet = format!("{}{}", picture.unwrap_or_default(), own.unwrap_or_default());
    (!sheet.is_empty()).then_some(sheet)
}

/// `GET /login/look/{app}/{name}`
pub async fn get(
    State(app): State<Arc<App>>,
    Path((id, given)): Path<(String, String)>,
) -> Response<Body> {
    let found = match id.contains('\0') {
        true => Ok(None),
        false => found(&app, &id).await,
    };
    match found {
        Ok(Some(sheet)) if name(&sheet) == given => kept(CSS, sheet).into_response(),
        Ok(_) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn found(server: &App, id: &str) -> Result<Option<String>> {
    let row = applications::find(&mut *server.db.read().await?, id).await?;
    let app = row
        .map(|row| Application::open_at(server, row))
        .transpose()?;
    Ok(app.and_then(|app| sheet(&app.document)))
}
