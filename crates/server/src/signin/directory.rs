//! Signing in by a directory: its name and password are typed on a page of this server.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use cleat_api::ext_idp::SignInByMobile;
use cleat_api::{Endpoint as _, ErrorCode, Secret};
use cleat_engine::external::{Found, Opened, enabled};
use cleat_engine::kernel::{Error, Result};
use cleat_nouns::signin::{self, Typed};

use super::arrival::{SOURCE, arrived, refused, require_agreed, told};
use super::asked::{Asked, answered};
use super::entry::SIGNS_UP;
use super::fields::{Field, Form, Kind};
use super::paths::in_directory;
use super::render::see_other;
use super::step::{Step, Submitted};
use super::{entry, texts};

/// The page that asks for them.
///
/// # Errors
/// What the template is at fault for.
pub fn page(
    step: &Step,
    asked: &Asked,
    conn: &Opened,
    (given, error): (&str, Option<&Error>),
) -> Result<Response<Body>> {
    let mut form = Form::new(in_directory(step.id()), "button.sign_in");
    let hint = texts::text(step.language(), "hint.directory");
    form.lines
        .push(hint.replace("{source}", &conn.row.display_name));
    form.hidden.push((SOURCE, conn.row.identifier.clone()));
    if entry::is_sign_up(step, asked) {
        form.hidden.push((SIGNS_UP, "1".into()));
    }
    form.fields = vec![
        Field::new("name", "label.account", Kind::Text("username")).with(given),
        Field::new("password", "label.password", Kind::Password),
    ];
    form.links.push((step.path(), "link.back"));
    form.error = error.map(|error| error.message(step.language()));
    step.form("title.sign_in", &form, error)
}

/// `POST /login/{id}/directory`
pub async fn post(Submitted(step, asked): Submitted) -> Response<Body> {
    let result = tried(&step, &asked).await;
    answered(&step.cx, result)
}

async fn tried(step: &Step, asked: &Asked) -> Result<Response<Body>> {
    if step.found.is_some() {
        return see_other(&step.path());
    }
    let conn = match connection(step, asked).await {
        Ok(conn) => conn,
        Err(error) => return refused(step, asked, error).await,
    };
    let name = asked.field("name").unwrap_or_default();
    let secret = Secret::from(asked.field("password").unwrap_or_default());
    let cx = match asked.acting(SignInByMobile::operation(), &step.app, &step.cx) {
        Ok(cx) => cx,
        Err(error) => return page(step, asked, &conn, (&name, Some(&error))),
    };
    let typed = Typed {
        name: &name,
        sent: &secret,
        how: None,
    };
    let external = match signin::in_directory(&cx, &conn, &typed).await {
        Ok(external) => external,
        Err(error) => return page(step, asked, &conn, (&name, Some(&told(&step.cx, error)?))),
    };
    let found = Arc::new(Found { conn, external });
    match arrived(step, asked, &cx, &found).await {
        Err(error) => page(
            step,
            asked,
            &found.conn,
            (&name, Some(&told(&step.cx, error)?)),
        ),
        answer => answer,
    }
}

async fn connection(step: &Step, asked: &Asked) -> Result<Opened> {
    require_agreed(step, asked)?;
    let name = asked.field(SOURCE).unwrap_or_default();
    let at = (step.app.pool_id.as_str(), step.app.id.as_str());
    let conn = enabled::named(&step.cx, at, &name).await?;
    match conn.source.directory() {
        Some(_) => Ok(conn),
        None => Err(ErrorCode::ExtIdpConnNotFound.into()),
    }
}
