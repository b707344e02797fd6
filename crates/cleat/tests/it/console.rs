//! The console as its pages see it: its cookie, its headers, its calls.

use cleat_api::log::GetAdminAuditLogs;
use cleat_api::{Endpoint as _, Value};
use serde_json::json;

use crate::harness::Server;

pub const PASSWORD: &str = "correct horse battery staple";
/// What an owner hands to somebody who becomes an operator.
pub const FIRST_PASSWORD: &str = "the first one of many";
/// Names of the roles.
pub const ROLES: [&str; 6] = [
    "owner",
    "administrator",
    "applicationAdministrator",
    "support",
    "auditor",
    "messageOperator",
];
/// Refusals of the console, by their `apiCode`.
pub const NOT_PERMITTED: i64 = 2_120_402;
pub const STEP_UP: i64 = 2_120_403;
pub const CHANGE_PASSWORD: i64 = 2_120_404;

/// A browser with the pages of a console open.
#[derive(Clone)]
pub struct Console {
    pub base: String,
    pub cookie: Option<String>,
    pool_id: String,
    http: reqwest::Client,
}

/// What the console answered: the attributes of the cookie that it set, and the envelope.
pub struct Told {
    pub set: Option<String>,
    pub answer: Value,
}

impl Console {
    pub fn at(base: &str, pool_id: &str) -> Self {
        Self {
            base: format!("{base}/console"),
            cookie: None,
            pool_id: pool_id.into(),
            http: reqwest::Client::new(),
        }
    }

    pub fn of(server: &Server) -> Self {
        let credentials = &server.credentials;
        Self::at(&credentials.app_host, &credentials.user_pool_id)
    }

    /// The pool that it looks at.
    pub fn pool(&self) -> &str {
        &self.pool_id
    }

    /// The same browser at another server of the same database.
    pub fn moved_to(&self, base: &str) -> Self {
        Self {
            base: format!("{base}/console"),
            ..self.clone()
        }
    }

    /// A call as a script of the pages sends it, without its cookie.
    pub fn call(&self, method: &str, call: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/api/{call}", self.base);
        let call = self.http.request(method.parse().unwrap(), url);
        let call = call.header("x-cleat-console", "1");
        call.header("sec-fetch-site", "same-origin")
    }

    pub fn with_cookie(&self, call: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.cookie {
            Some(cookie) => call.header("cookie", format!("__Host-cleat_console={cookie}")),
            None => call,
        }
    }

    pub async fn told(&self, call: reqwest::RequestBuilder) -> Told {
        let answer = self.with_cookie(call).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(answer.headers().contains_key("x-cleat-build"));
        let allowed = "access-control-allow-origin";
        assert!(!answer.headers().contains_key(allowed));
        let set = answer.headers().get("set-cookie");
        Told {
            set: set.map(|set| set.to_str().unwrap().to_owned()),
            answer: answer.json().await.unwrap(),
        }
    }

    /// A POST to the console itself. The cookie that comes back is kept.
    pub async fn post(&mut self, call: &str, body: Value) -> Value {
        let told = self.told(self.call("POST", call).json(&body)).await;
        if let Some(set) = told.set {
            let value = set.split(';').next().unwrap().split_once('=').unwrap().1;
            self.cookie = Some(value.to_owned()).filter(|value| !value.is_empty());
        }
        told.answer
    }

    pub async fn get(&self, call: &str) -> Value {
        self.told(self.call("GET", call)).await.answer
    }

    /// An operation of the pool, by its row.
    pub async fn operate(&self, operation: &cleat_api::Operation, body: &Value) -> Value {
        self.operate_in(&self.pool_id, operation, body).await
    }

    pub async fn operate_in(
        &self,
        pool_id: &str,
        operation: &cleat_api::Operation,
        body: &Value,
    ) -> Value {
        let path = operation.path.strip_prefix("/api/").unwrap();
        let call = self.call(operation.method.as_str(), path);
        let call = call.header("x-authing-userpool-id", pool_id);
        let call = match operation.has_body() {
            true => call.json(body),
            false => call.query(body).header("content-type", "application/json"),
        };
        self.told(call).await.answer
    }

    /// Whether somebody is signed in.
    pub async fn is_in(&self) -> bool {
        self.get("session").await["statusCode"] == 200
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Value {
        let given = json!({ "account": email, "password": password });
        self.post("sign-in", given).await
    }

    pub async fn step_up(&mut self) {
        let told = self.post("step-up", json!({ "password": PASSWORD })).await;
        assert_eq!(told["statusCode"], 200, "{told}");
    }
}

/// The token of a link.
pub fn token(link: &str) -> &str {
    link.split_once("/console/setup#").unwrap().1
}

/// A link that makes the first owner, or adds one.
pub async fn link(server: &Server, recover: bool) -> Option<String> {
    let link = cleat_server::setup_link(&server.app, recover)
        .await
        .unwrap();
    link.map(|link| token(&link).to_owned())
}

/// What somebody gives who becomes an operator.
pub fn person(name: &str) -> Value {
    let email = format!("{name}@example.com");
    json!({ "name": name, "email": email, "password": PASSWORD })
}

/// A body with one more member.
pub fn with(mut body: Value, name: &str, value: impl Into<Value>) -> Value {
    body[name] = value.into();
    body
}

/// The first owner, signed in.
pub async fn owner(server: &Server) -> Console {
    let mut console = Console::of(server);
    let token = link(server, false).await.unwrap();
    let told = console.post("setup", with(person("owner"), "token", token));
    let told = told.await;
    assert_eq!(told["statusCode"], 200, "{told}");
    console
}

/// Somebody whom the owner makes an operator of that role: the browser that they will sign in with,
/// and the id.
pub async fn made(owner: &mut Console, name: &str, role: &str) -> (Console, String) {
    let given = with(person(name), "role", role);
    let given = with(given, "password", FIRST_PASSWORD);
    let made = owner.post("operators/create", given).await;
    assert_eq!(made["statusCode"], 200, "{made}");
    let console = Console {
        cookie: None,
        ..owner.clone()
    };
    (console, made["data"]["userId"].as_str().unwrap().to_owned())
}

/// An operator of that role, whom the owner makes, signed in with a password of their own; and the
/// id.
pub async fn operator(owner: &mut Console, name: &str, role: &str) -> (Console, String) {
    let (mut console, id) = made(owner, name, role).await;
    let email = format!("{name}@example.com");
    let told = console.sign_in(&email, FIRST_PASSWORD).await;
    assert_eq!(told["data"]["operator"]["role"], role, "{told}");
    let own = json!({ "old": FIRST_PASSWORD, "new": PASSWORD });
    let told = console.post("password", own).await;
    assert_eq!(told["data"]["operator"]["role"], role, "{told}");
    (console, id)
}

/// A page of what was done in a pool, on the console and for it, newest first.
pub async fn trail(console: &Console, pool_id: &str, wanted: Value) -> Value {
    let logs = GetAdminAuditLogs::operation();
    let told = console.operate_in(pool_id, logs, &wanted).await;
    assert_eq!(told["statusCode"], 200, "{told}");
    told["data"].clone()
}
