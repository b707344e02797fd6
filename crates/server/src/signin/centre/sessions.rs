//! Where the user is signed in.

use axum::body::Body;
use axum::response::Response;
use cleat_engine::kernel::{Result, iso};
use cleat_nouns::session::{OwnSession, end_own, own_sessions};
use minijinja::{Value, context};

use super::super::asked::{Asked, answered};
use super::super::paths::{CENTRE, in_centre};
use super::person::{Own, Person, done_at, told};

/// `GET /u/sessions`
pub async fn get(Own(person, asked): Own) -> Response<Body> {
    let result = page(&person, &asked).await;
    answered(&person.cx, result)
}

async fn page(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let all = own_sessions(&person.cx, &person.me).await?;
    let rows: Vec<Value> = all.iter().map(|one| row(person, one)).collect();
    let own = context! {
        lines => [person.text("hint.sessions")],
        rows => rows,
        action => in_centre("sessions"),
        verb => person.text("button.sign_out"),
        told => told(person, asked),
        links => [context! { to => CENTRE, text => person.text("link.centre") }],
    };
    person.page(("list.html", "title.sessions"), own)
}

fn row(person: &Person, one: &OwnSession) -> Value {
    let is_here = one.id == person.signed.session.id;
    let device = one.device.clone().filter(|device| !device.is_empty());
    let name = match (&device, one.device.is_some()) {
        (Some(device), _) => device.clone(),
        (None, true) => person.text("hint.browser").to_owned(),
        (None, false) => one.app_name.clone(),
    };
    let mut lines = vec![];
    if is_here {
        lines.push(person.text("hint.here").to_owned());
    }
    if one.device.is_some() {
        lines.push(one.app_name.clone());
    }
    lines.extend(one.ip.clone());
    context! { name => name, lines => lines, at => iso(one.at), id => one.id.as_str() }
}

/// `POST /u/sessions`
pub async fn end(Own(person, asked): Own) -> Response<Body> {
    let result = ended(&person, &asked).await;
    answered(&person.cx, result)
}

async fn ended(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let id = asked.field("id").unwrap_or_default();
    end_own(&person.cx, person.me.clone(), id).await?;
    done_at(&in_centre("sessions"), "session")
}
