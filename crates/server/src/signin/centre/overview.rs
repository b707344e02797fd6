//! The first page of the centre.

use axum::body::Body;
use axum::response::Response;
use cleat_engine::contact::Kind;
use cleat_engine::kernel::{Cx, Result, iso};
use cleat_nouns::oidc::end_session::end_signed;
use cleat_protocol::phone::mask;
use minijinja::{Value, context};

use super::super::asked::{Asked, answered, with_cookie};
use super::super::cookies;
use super::super::paths::{CENTRE, in_centre};
use super::super::render::{Page, see_other};
use super::contact::name_of;
use super::person::{Own, Person, told};

/// `GET /u`
pub async fn get(Own(person, asked): Own) -> Response<Body> {
    let result = match language(&asked) {
        Some(chosen) => chosen,
        None => overview(&person, &asked),
    };
    answered(&person.cx, result)
}

/// The answer that keeps the language somebody chose.
fn language(asked: &Asked) -> Option<Result<Response<Body>>> {
    let tag = asked.param("lang")?;
    let chosen = cleat_api::Language::parse(&tag)?;
    let cookie = cookies::set_language(chosen.as_str());
    Some(see_other(CENTRE).map(|to| with_cookie(to, cookie)))
}

fn overview(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let sign_in = [contact(person, Kind::Phone), contact(person, Kind::Email)];
    let part = |title, rows: Vec<Value>| context! { title => person.text(title), rows => rows };
    let pages = [
        ("sessions", "title.sessions", "link.look"),
        ("applications", "title.applications", "link.look"),
        ("history", "title.history", "link.look"),
        ("delete", "title.delete", "link.delete"),
    ];
    let pages = pages.map(|(page, name, verb)| row(person, name, None, &[(in_centre(page), verb)]));
    let mut sign_in = sign_in.to_vec();
    sign_in.push(password(person));
    let own = context! {
        parts => [
            part("title.profile", vec![profile(person)?]),
            part("title.methods", sign_in),
            part("title.account_use", pages.to_vec()),
        ],
        action => in_centre("sign-out"),
        told => told(person, asked),
        languages => super::super::entry::languages_of(&person.app, person.language()),
    };
    person.page(("centre.html", "title.centre"), own)
}

/// A line of the page: what it is, what it says, where it leads.
fn row(
    person: &Person,
    name: &'static str,
    value: Option<String>,
    links: &[(String, &'static str)],
) -> Value {
    let name = person.text(name);
    let links = links.iter().map(|(to, verb)| {
        let verb = person.text(verb);
        context! { to => to, text => verb, label => format!("{verb}: {name}") }
    });
    let links: Vec<Value> = links.collect();
    context! { name => name, value => value, links => links }
}

fn profile(person: &Person) -> Result<Value> {
    let user = person.me.account.to_user(false)?;
    let names = [user.name, user.nickname, user.username];
    let name = names.into_iter().flatten().find(|name| !name.is_empty());
    let links = [(in_centre("profile"), "link.edit")];
    Ok(row(person, "label.full_name", name, &links))
}

fn contact(person: &Person, kind: Kind) -> Value {
    let (account, name) = (&person.me.account, name_of(kind));
    let label = match kind {
        Kind::Phone => "label.phone",
        Kind::Email => "label.email",
    };
    let set = in_centre(&format!("{name}/set"));
    match kind.bound(account) {
        Some(bound) => {
            let mut value = mask(&bound.key());
            if !kind.is_proven(account) {
                value = format!("{value} ({})", person.text("hint.unproven"));
            }
            let remove = in_centre(&format!("{name}/remove"));
            let links = [(set, "link.change"), (remove, "link.remove")];
            row(person, label, Some(value), &links)
        }
        None => {
            let none = person.text("hint.none").to_owned();
            row(person, label, Some(none), &[(set, "link.add")])
        }
    }
}

fn password(person: &Person) -> Value {
    let account = &person.me.account;
    let has_one = account.password_hash.is_some();
    let (value, verb) = match has_one {
        true => ("hint.is_set", "link.change"),
        false => ("hint.none", "link.add"),
    };
    let since = account.password_set_at.filter(|_| has_one).map(iso);
    let since = since.and_then(|since| since.get(..10).map(str::to_owned));
    let value = match since {
        Some(since) => format!("{} · {since}", person.text(value)),
        None => person.text(value).to_owned(),
    };
    let links = [(in_centre("password"), verb)];
    row(person, "label.password", Some(value), &links)
}

/// `POST /u/sign-out`
pub async fn sign_out(Own(person, _): Own) -> Response<Body> {
    let result = left(&person.cx, &person).await;
    answered(&person.cx, result)
}

async fn left(cx: &Cx, person: &Person) -> Result<Response<Body>> {
    end_signed(cx, &person.signed).await?;
    let page = Page::words("title.signed_out", "hint.signed_out", person.language());
    let cookie = cookies::end_session(&person.app.pool_id);
    Ok(with_cookie(page.answer()?, cookie))
}
