//! The applications that the user signs in to, and what they may learn.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::response::Response;
use cleat_api::oidc::{Consent, ListConsents, RevokeConsent};
use cleat_api::profile::GetLoggedInApps;
use cleat_engine::kernel::Result;
use minijinja::{Value, context};

use super::super::asked::{Asked, answered};
use super::super::paths::{CENTRE, in_centre};
use super::super::texts;
use super::person::{Own, Person, done_at, told};

/// `GET /u/applications`
pub async fn get(Own(person, asked): Own) -> Response<Body> {
    let result = page(&person, &asked).await;
    answered(&person.cx, result)
}

async fn page(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let (cx, me) = (&person.cx, &person.me);
    let consents = asked.call(cx, me.clone(), ListConsents {}).await?;
    let apps = asked.call(cx, me.clone(), GetLoggedInApps {}).await?;
    let mut rows: BTreeMap<String, Value> = BTreeMap::new();
    for app in apps.into_iter().filter(|app| app.active) {
        let lines = [person.text("hint.active")];
        let row = context! { name => app.app_name, lines => lines, id => app.app_id.as_str() };
        rows.insert(app.app_id, row);
    }
    for consent in consents.list {
        let row = allowed(person, &consent);
        rows.insert(consent.app_id, row);
    }
    let own = context! {
        lines => [person.text("hint.applications")],
        rows => rows.into_values().collect::<Vec<_>>(),
        action => in_centre("applications"),
        verb => person.text("button.revoke"),
        told => told(person, asked),
        links => [context! { to => CENTRE, text => person.text("link.centre") }],
    };
    person.page(("list.html", "title.applications"), own)
}

/// An application, with what it was allowed to do.
fn allowed(person: &Person, consent: &Consent) -> Value {
    let scopes = consent.scope.split(' ');
    let words = scopes.filter_map(|one| texts::find(person.language(), &format!("scope.{one}")));
    let words: Vec<&str> = words.collect();
    context! {
        name => consent.app_name.as_str(),
        lines => [words.join(person.text("comma"))],
        at => consent.granted_at.as_str(),
        id => consent.app_id.as_str(),
    }
}

/// `POST /u/applications`
pub async fn revoke(Own(person, asked): Own) -> Response<Body> {
    let result = revoked(&person, &asked).await;
    answered(&person.cx, result)
}

async fn revoked(person: &Person, asked: &Asked) -> Result<Response<Body>> {
    let app_id = asked.field("id").unwrap_or_default();
    let revoke = RevokeConsent { app_id };
    asked.call(&person.cx, person.me.clone(), revoke).await?;
    done_at(&in_centre("applications"), "revoked")
}
