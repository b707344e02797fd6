//! The page that asks a signed-in user whether to link an account elsewhere.

use axum::body::Body;
use axum::extract::FromRequestParts as _;
use axum::extract::Path;
use axum::response::Response;
use cleat_engine::account::store as accounts;
use cleat_engine::external::{self, Connection, Leg, Opened, Purpose, Ticket};
use cleat_engine::kernel::{Cx, Result};
use http::StatusCode;
use minijinja::context;

use super::asked::{Asked, answered, with_cookie};
use super::render::{Page, see_other};
use super::step::{expired, name_of};
use super::{external as pages, forms, texts};

/// A ticket that was not used yet, and its connection.
struct Waiting {
    ticket: Ticket,
    conn: Opened,
}

async fn waiting(cx: &Cx, asked: &mut Asked) -> Result<Option<Waiting>> {
    let app = asked.app.clone();
    let Ok(Path(secret)) = Path::<String>::from_request_parts(&mut asked.parts, &app).await else {
        return Ok(None);
    };
    let Some(ticket) = external::waiting(cx, &secret).await? else {
        return Ok(None);
    };
    let row = {
        let mut tx = cx.read().await?;
        Connection::find(&mut tx, &ticket.pool_id, &ticket.conn_id).await?
    };
    let Some(row) = row else { return Ok(None) };
    let conn = row.open(cx)?;
    Ok(Some(Waiting { ticket, conn }))
}

/// `GET /connections/social/{ticket}`
pub async fn ask(mut asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    let result = match waiting(&cx, &mut asked).await {
        Ok(Some(waiting)) => question(&cx, &asked, &waiting).await,
        Ok(None) => expired(&cx),
        Err(error) => Err(error),
    };
    answered(&cx, result)
}

async fn question(cx: &Cx, asked: &Asked, waiting: &Waiting) -> Result<Response<Body>> {
    let Waiting { ticket, conn } = waiting;
    let account = {
        let mut tx = cx.read().await?;
        accounts::by_id(&mut tx, &ticket.pool_id, &ticket.user_id).await?
    };
    let Some(account) = account else {
        return expired(cx);
    };
    let leg = Leg {
        cx,
        conn,
        state: None,
    };
    let origin = external::authorization(&leg)
        .await?
        .origin()
        .ascii_serialization();
    let (browser, cookie) = asked.browser(cx);
    let language = cx.request.language();
    let question = texts::text(language, "hint.link")
        .replace("{source}", &conn.row.display_name)
        .replace("{who}", &name_of(&account));
    let page = Page {
        leads_to: Some(origin),
        values: context! {
            question => question,
            action => asked.parts.uri.path(),
            token => forms::token(cx, &ticket.digest, &browser),
            yes => texts::text(language, "button.go_on"),
        },
        ..Page::new("choice.html", "title.link", language)
    };
    Ok(with_cookie(page.answer()?, cookie))
}

/// `POST /connections/social/{ticket}`
pub async fn go(mut asked: Asked) -> Response<Body> {
    let cx = asked.cx(None);
    let result = match waiting(&cx, &mut asked).await {
        Ok(Some(waiting)) => gone(&cx, &asked, &waiting).await,
        Ok(None) => expired(&cx),
        Err(error) => Err(error),
    };
    answered(&cx, result)
}

async fn gone(cx: &Cx, asked: &Asked, waiting: &Waiting) -> Result<Response<Body>> {
    let Waiting { ticket, conn } = waiting;
    let Some(browser) = asked.cookies.browser() else {
        return expired(cx);
    };
    let token = forms::token(cx, &ticket.digest, browser);
    if !forms::is_own(
        asked.headers(),
        &token,
        asked.field(forms::TOKEN).as_deref(),
    ) {
        return Page::fault(StatusCode::FORBIDDEN, "fault.form", cx.request.language());
    }
    if !external::redeem(cx, ticket).await? {
        return expired(cx);
    }
    let browser = (ticket.app_id.as_str(), browser);
    let url = pages::to_source(cx, conn, browser, Purpose::Link(ticket)).await?;
    see_other(url.as_str())
}
