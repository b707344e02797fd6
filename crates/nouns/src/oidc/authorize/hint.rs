//! ID tokens that an application hands back, to say whom it means.

use std::sync::Arc;

use cleat_engine::kernel::{Cx, Result};
use cleat_engine::session;
use cleat_engine::tenancy::{Application, applications};

/// What an ID token says of its user, however long ago.
pub struct Hint {
    /// User.
    pub user_id: String,
    /// Session of the application.
    pub session_id: String,
    /// The application that it was issued to.
    pub app: Arc<Application>,
}

/// Reads an ID token that was issued here; it may have expired. `None` where it was not, or its
/// application is gone.
///
/// # Errors
/// When the database fails.
pub async fn hint(cx: &Cx, token: &str) -> Result<Option<Hint>> {
    let Some(told) = session::id_token(cx, token).await? else {
        return Ok(None);
    };
    let row = applications::find_in(&mut *cx.read().await?, &told.pool_id, &told.audience).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Hint {
        user_id: told.user_id.clone(),
        session_id: told.session_id.clone(),
        app: Application::open(cx, row)?,
    }))
}
