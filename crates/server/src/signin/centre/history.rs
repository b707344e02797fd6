//! The sign-ins of the user.

use axum::body::Body;
use axum::response::Response;
use cleat_api::profile::{GetLoginHistory, LoginHistoryEntry};
use cleat_engine::kernel::Result;
use minijinja::{Value, context};

use super::super::asked::{Asked, answered};
use super::super::paths::{CENTRE, in_centre};
use super::person::{Own, Person};

/// Sign-ins on a page.
const ROWS: i64 = 20;
/// The last page that is shown.
const LAST: i64 = 50;

/// `GET /u/history`
pub async fn get(Own(person, asked): Own) -> Response<Body> {
    let result = page(&person, &asked).await;
    answered(&person.cx, result)
}

async fn page(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let number = asked.param("page").and_then(|page| page.parse().ok());
    let number = number.unwrap_or(1i64).clamp(1, LAST);
    let wanted = GetLoginHistory {
        page: Some(number),
        limit: Some(ROWS),
        ..GetLoginHistory::default()
    };
    let found = asked.call(&person.cx, person.me.clone(), wanted).await?;
    let rows: Vec<Value> = found.list.iter().map(|one| row(person, one)).collect();
    let mut links = Vec::new();
    let path = in_centre("history");
    let mut link = |to: String, key| links.push(context! { to => to, text => person.text(key) });
    if number > 1 {
        link(format!("{path}?page={}", number - 1), "link.newer");
    }
    if found.total_count > number * ROWS && number < LAST {
        link(format!("{path}?page={}", number + 1), "link.older");
    }
    link(CENTRE.into(), "link.centre");
    let own = context! { rows => rows, links => links };
    person.page(("list.html", "title.history"), own)
}

fn row(person: &Person, one: &LoginHistoryEntry) -> Value {
    let told = &one.parsed_user_agent;
    let device = [told.name.as_str(), told.os.as_str(), one.client_ip.as_str()];
    let device: Vec<&str> = device.into_iter().filter(|word| !word.is_empty()).collect();
    let outcome = match one.success {
        true => "hint.succeeded",
        false => "hint.failed",
    };
    let lines = [device.join(" · "), person.text(outcome).to_owned()];
    context! { name => one.app_name.as_str(), lines => lines, at => one.login_at.as_str() }
}
