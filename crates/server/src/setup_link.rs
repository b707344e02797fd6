//! The link that makes an owner of the console.

use std::sync::Arc;

use cleat_engine::kernel::{App, Result, Settings};
use cleat_engine::operators;

use crate::support::operator;

/// Makes a link, which takes the place of the one before. Nothing where there is an owner, unless
/// the link is to recover by.
///
/// # Errors
/// When the database fails.
pub async fn setup_link(app: &Arc<App>, recover: bool) -> Result<Option<String>> {
    operators::setup_link(&operator(app.clone(), None), recover).await
}

/// Whether the server has a console.
pub fn has_console(settings: &Settings) -> bool {
    cfg!(feature = "console") && !settings.no_console
}
