//! CAS: a server that speaks the protocol as it is written, driven by another client before it is by
//! us, and what may be said in its name.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::routing::{get, post};
use cleat_api::ErrorCode;
use cleat_api::ext_idp::{
    ConnectionType, CreateExtIdp, CreateExtIdpConn, GetUserIdentities, Provider,
};
use serde_json::{Value, json};

use crate::browser::{Browser, Shown};
use crate::common::{need, python};
use crate::external_lies::nonsense_at;
use crate::external_sources::{Away, Lab, Says, connect, join, merge};
use crate::harness::{Server, figure, refused};

const AT: (Provider, ConnectionType) = (Provider::Cas, ConnectionType::Cas);
const VALIDATE: &str = "/cas/p3/serviceValidate";

/// A server of CAS: it gives out tickets for an address, and says once whose one is.
#[derive(Clone, Default)]
struct Cas {
    base: String,
    /// Each with its address and its user.
    tickets: Arc<Mutex<BTreeMap<String, (String, String)>>>,
    given: Arc<Mutex<usize>>,
}

type Params = BTreeMap<String, String>;

impl Cas {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let cas = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            ..Self::default()
        };
        let router = Router::new()
            .route("/cas/login", post(login))
            .route(VALIDATE, get(validate))
            .with_state(cas.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        cas
    }

    /// The path that a browser comes back to, after somebody signed in on the page.
    async fn back(&self, away: &Away, name: &str) -> String {
        let page = away.0.location.clone().unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let call = http.build().unwrap().post(page);
        let answer = call.form(&[("username", name)]).send().await.unwrap();
        let to = answer.headers()["location"].to_str().unwrap();
        let to: reqwest::Url = to.parse().unwrap();
        format!("{}?{}", to.path(), to.query().unwrap())
    }

    async fn connect(&self, lab: &Lab, name: &str, more: Value) -> String {
        let mut fields = json!({ "casConnectionLoginUrl": format!("{}/cas/login", self.base) });
        merge(&mut fields, more);
        let conn = connect(&lab.server.client, &lab.rp, name, AT, fields).await;
        conn.ext_idp_id
    }
}

/// Gives out a ticket to whoever says a name.
async fn login(
    State(cas): State<Cas>,
    Query(params): Query<Params>,
    form: String,
) -> (StatusCode, [(HeaderName, String); 1]) {
    let form = reqwest::Url::parse(&format!("https://a.example/?{form}")).unwrap();
    let form: Params = form.query_pairs().into_owned().collect();
    let service = params["service"].clone();
    let ticket = {
        let mut given = cas.given.lock().unwrap();
        *given += 1;
        format!("ST-{given}-AAA0mKZ0uZu2xGf8JXw4")
    };
    let sign = if service.contains('?') { '&' } else { '?' };
    let to = format!("{service}{sign}ticket={ticket}");
    let of = (service, form["username"].clone());
    cas.tickets.lock().unwrap().insert(ticket, of);
    (StatusCode::FOUND, [(header::LOCATION, to)])
}

/// As appendix A of the protocol has it. A ticket is spent, whatever the answer.
async fn validate(State(cas): State<Cas>, Query(params): Query<Params>) -> String {
    let (Some(service), Some(ticket)) = (params.get("service"), params.get("ticket")) else {
        return failure(
            "INVALID_REQUEST",
            "'service' and 'ticket' are both required",
        );
    };
    let spent = cas.tickets.lock().unwrap().remove(ticket);
    match spent {
        None => failure("INVALID_TICKET", &format!("Ticket {ticket} not recognized")),
        Some((own, _)) if own != *service => failure(
            "INVALID_SERVICE",
            &format!("Ticket {ticket} is of another service"),
        ),
        Some((_, name)) => success(&user(&name)),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn answered(inside: &str) -> String {
    format!(
        "<cas:serviceResponse xmlns:cas=\"http://www.yale.edu/tp/cas\">\n {inside}\n\
         </cas:serviceResponse>\n"
    )
}

fn success(inside: &str) -> String {
    answered(&format!(
        "<cas:authenticationSuccess>\n  {inside}\n </cas:authenticationSuccess>"
    ))
}

fn failure(code: &str, why: &str) -> String {
    answered(&format!(
        "<cas:authenticationFailure code=\"{code}\">\n  {}\n </cas:authenticationFailure>",
        escaped(why)
    ))
}

fn user(name: &str) -> String {
    format!(
        "<cas:user>{}</cas:user>\n  <cas:attributes>\n   \
         <cas:authenticationDate>2026-11-25T10:00:00Z</cas:authenticationDate>\n   \
         <cas:displayName>Ada L.</cas:displayName>\n   <cas:mail>ada@example.com</cas:mail>\n   \
         <cas:memberOf>staff</cas:memberOf>\n   <cas:memberOf>faculty</cas:memberOf>\n  \
         </cas:attributes>",
        escaped(name)
    )
}

/// The stand-in does what a client of another make expects.
#[tokio::test(flavor = "multi_thread")]
async fn another_client_drives_the_cas_server() {
    let python = need!(python());
    let cas = Cas::start().await;
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fakes/cas_client.py"
    );
    let mut judge = Command::new(python);
    judge.args([script, &cas.base]);
    let done = tokio::task::spawn_blocking(move || judge.output().unwrap());
    let done = done.await.unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let wrong = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("7 checks passed"), "{said}{wrong}");
}

/// Somebody is one user by two connections to one server, and by its older address; what it says of
/// addresses does not count.
#[tokio::test(flavor = "multi_thread")]
async fn cas_signs_in() {
    let lab = Lab::new().await;
    let cas = Cas::start().await;
    let source = cas
        .connect(&lab, "cas", json!({ "associationMode": "field" }))
        .await;
    let fields = json!({
        "casConnectionLoginUrl": format!("{}/cas/login?theme=shop", cas.base),
        "tokenEndPoint": format!("{}{VALIDATE}", cas.base),
        "mapping": { "id": "/user", "name": "/attributes/memberOf/1" },
    });
    let kind = (source.as_str(), ConnectionType::Cas);
    join(&lab.server.client, &lab.rp, "other", kind, fields).await;
    let fields = json!({
        "casConnectionLoginUrl": format!("{}/cas/login", cas.base),
        "mapping": { "picture": "/attributes/photo" },
    });
    join(&lab.server.client, &lab.rp, "partial", kind, fields).await;
    let mut users = Vec::new();
    for (name, who) in [
        ("cas", "ada"),
        ("other", "ada"),
        ("cas", "ada & <bob>"),
        ("partial", "ada"),
    ] {
        let browser = lab.browser();
        let away = lab.leave(&browser, name).await;
        let back = cas.back(&away, who).await;
        assert!(away.0.location.unwrap().as_str().starts_with(&cas.base));
        users.push(lab.user_of(&browser.get(&back).await).await);
    }
    assert!(users[0] == users[1] && users[0] != users[2], "{users:?}");
    assert_eq!(users[0], users[3]);
    let of = GetUserIdentities {
        user_id: users[0].clone(),
        user_id_type: None,
    };
    let identities = lab.server.client.call(&of).await.unwrap();
    assert_eq!(identities.len(), 1, "{identities:?}");
    let identity = &identities[0];
    assert_eq!(identity.user_id_in_idp, "ada");
    assert_eq!(
        identity.user_info_in_idp["attributes"]["memberOf"],
        json!(["staff", "faculty"])
    );
    let proven = "SELECT COUNT(*) FROM account WHERE email IS NOT NULL";
    assert_eq!(lab.server.count(proven).await, 0);
    let named = "SELECT COUNT(*) FROM account WHERE profile LIKE '%Ada L.%'";
    assert_eq!(lab.server.count(named).await, 2);
    // Linked by somebody who is signed in.
    let (_, token) = lab.person(1).await;
    let browser = lab.browser();
    let page = browser.get(&lab.ticket(&token, "cas").await.unwrap()).await;
    let away = Away::of(browser.submit(&page, &[("answer", "yes")]).await);
    let shown = browser.get(&cas.back(&away, "eve").await).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert_eq!((lab.users().await, lab.identities().await), (3, 3));
}

/// A ticket is of the browser that fetched it, of its connection, and works once.
#[tokio::test(flavor = "multi_thread")]
async fn o6_tickets_are_the_browsers_own() {
    let lab = Lab::new().await;
    let cas = Cas::start().await;
    cas.connect(&lab, "one", json!({})).await;
    cas.connect(&lab, "two", json!({})).await;
    let browser = lab.browser();
    let away = lab.leave(&browser, "one").await;
    let right = cas.back(&away, "ada").await;
    let ticket = right.split("ticket=").nth(1).unwrap();
    let over = "begun in another browser";
    for (who, path) in [
        (&lab.browser(), right.clone()),
        (&browser, right.replace("/one/", "/two/")),
    ] {
        let shown = who.get(&path).await;
        assert!(
            shown.status == 400 && shown.body.contains(over),
            "{}",
            shown.body
        );
    }
    // A ticket that somebody else fetched, or for elsewhere.
    let stranger = lab.browser();
    let theirs = cas.back(&lab.leave(&stranger, "one").await, "eve").await;
    let theirs = theirs.split("ticket=").nth(1).unwrap();
    let mixed = browser.get(&right.replace(ticket, theirs)).await;
    assert!(mixed.body.contains("did not confirm"), "{}", mixed.body);
    let away = lab.leave(&browser, "one").await;
    let right = cas.back(&away, "ada").await;
    lab.user_of(&browser.get(&right).await).await;
    let again = browser.get(&right).await;
    assert!(again.body.contains(over), "{}", again.body);
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

/// What is said in place of the truth; every one of them is no answer.
fn lies() -> Vec<String> {
    let ok = user("eve");
    let mut all = vec![
        // It says both, or twice.
        answered(&format!(
            "<cas:authenticationSuccess>{ok}</cas:authenticationSuccess>\
             <cas:authenticationFailure code=\"INVALID_TICKET\"/>"
        )),
        answered(&format!("<cas:authenticationSuccess>{ok}</cas:authenticationSuccess>").repeat(2)),
        success(&format!("{ok}<cas:user>ada</cas:user>")),
        success(&format!(
            "{ok}<cas:attributes><cas:user>ada</cas:user></cas:attributes>"
        )),
        success(&format!(
            "<cas:proxies><cas:proxy>https://a</cas:proxy></cas:proxies>{ok}"
        )),
        answered(""),
        success(""),
        // The user stands elsewhere.
        answered(&format!(
            "<cas:other><cas:authenticationSuccess>{ok}</cas:authenticationSuccess></cas:other>"
        )),
        success(&format!("<cas:other>{ok}</cas:other>")),
        success("<cas:attributes><cas:user>eve</cas:user></cas:attributes>"),
        success("<user xmlns=\"\">eve</user>"),
        success("<user xmlns=\"http://www.yale.edu/tp/cas/\">eve</user>"),
        success(&ok).replace("http://www.yale.edu/tp/cas", "http://www.yale.edu/tp/CAS"),
        success(&ok).replace(" xmlns:cas=\"http://www.yale.edu/tp/cas\"", ""),
        success(&ok).replace("serviceResponse", "ServiceResponse"),
        success(&ok).replace("authenticationSuccess", "proxySuccess"),
        ok.clone(),
        // A document type, and what hides behind one.
        format!("<!DOCTYPE a>{}", success(&ok)),
        format!(
            "<!DOCTYPE a [<!ENTITY e \"eve\">]>{}",
            success("<cas:user>&e;</cas:user>")
        ),
        format!(
            "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>{}",
            success("<cas:user>&e;</cas:user>")
        ),
        format!(
            "<!DOCTYPE a [<!ENTITY a \"eve\"><!ENTITY b \"&a;&a;\">]>{}",
            success("<cas:user>&b;</cas:user>")
        ),
        // It is no XML.
        success(&ok).replace("</cas:serviceResponse>", ""),
        format!("{}<a/>", success(&ok)),
        success("<cas:user>eve</cas:User>"),
        success("<cas:user>e<ve</cas:user>"),
        success("<cas:user>&nobody;</cas:user>"),
        success("<cas:user>e\u{0}ve</cas:user>"),
        success(&"<cas:a>".repeat(5000)),
        json!({ "serviceResponse": { "authenticationSuccess": { "user": "eve" } } }).to_string(),
        "yes\neve\n".to_owned(),
    ];
    // Names that are none.
    let long = "x".repeat(300);
    for name in [
        "",
        " ",
        "\n",
        "<cas:b>eve</cas:b>",
        "e<!-- -->ve",
        "<!-- -->eve",
        "e<?x?>ve",
        "e<cas:b/>ve",
        "e&#10;ve",
        "e&#x9;ve",
        "e\nve",
        &long,
    ] {
        all.push(success(&format!("<cas:user>{name}</cas:user>")));
    }
    let codes = [
        "INVALID_TICKET",
        "INVALID_SERVICE",
        "INVALID_REQUEST",
        "INVALID_TICKET_SPEC",
        "UNAUTHORIZED_SERVICE_PROXY",
        "INTERNAL_ERROR",
        "",
        "SUCCESS",
    ];
    all.extend(codes.map(|code| failure(code, "<cas:user>eve</cas:user>")));
    all
}

async fn comes(lab: &Lab, ticket: &str) -> Shown {
    let browser: Browser = lab.browser();
    let away = lab.leave(&browser, "liar").await;
    let service: reqwest::Url = away.param("service").parse().unwrap();
    let path = format!("{}?{}", service.path(), service.query().unwrap());
    browser.get(&format!("{path}&ticket={ticket}")).await
}

/// O6, for CAS.
#[tokio::test(flavor = "multi_thread")]
async fn o6_a_lying_cas_server_signs_nobody_in() {
    let lab = Lab::new().await;
    let fields = json!({ "casConnectionLoginUrl": format!("{}/cas/login", lab.fake.base) });
    connect(&lab.server.client, &lab.rp, "liar", AT, fields).await;
    let mut told = 0;
    let mut says: Vec<Says> = lies().into_iter().map(|lie| Says::text(200, lie)).collect();
    says.extend(nonsense_at(VALIDATE).into_iter().map(|(_, says)| says));
    let right = success(&user("eve"));
    says.extend(
        [201, 204, 301, 400, 403, 404, 500].map(|status| Says::text(status, right.clone())),
    );
    says.push(Says::text(200, [right.as_bytes(), &[0xff]].concat()));
    for (n, lie) in says.into_iter().enumerate() {
        let what = String::from_utf8_lossy(&lie.body[..lie.body.len().min(200)]).into_owned();
        lab.fake.say(VALIDATE, lie);
        let shown = comes(&lab, &format!("ST-{n}")).await;
        assert!(
            shown.status == 400 && shown.body.contains("The external service"),
            "{what}: {}",
            shown.body
        );
        told += 1;
    }
    lab.fake.say(VALIDATE, Says::text(200, right));
    let long = format!("ST-{}", "x".repeat(300));
    for ticket in ["PT-1", "ST1", "x", "%20ST-1", "ST-%0A", "ST-%C3%A4", &long] {
        let shown = comes(&lab, ticket).await;
        assert!(
            shown.body.contains("The external service"),
            "{ticket}: {}",
            shown.body
        );
        told += 1;
    }
    let none = comes(&lab, "").await;
    assert!(none.location.is_none(), "{none:?}");
    figure(
        "O6",
        format!("{told} answers of a lying CAS server: nobody signed in"),
    );
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
    lab.user_of(&comes(&lab, "ST-right").await).await;
}

/// A server that cannot be asked is refused, as is one of a private network.
#[tokio::test(flavor = "multi_thread")]
async fn cas_servers_have_an_address() {
    let server = Server::start().await;
    let source = CreateExtIdp {
        name: "CAS".into(),
        r#type: Provider::Cas,
        tenant_id: None,
    };
    let source = server.client.call(&source).await.unwrap().id;
    for (page, validate) in [
        ("", None),
        ("cas.example/login", None),
        ("http://cas.example/login", None),
        ("https://10.0.0.1/cas/login", None),
        ("https://cas.example/cas", None),
        (
            "https://cas.example/cas/login",
            Some("https://127.0.0.1/serviceValidate"),
        ),
        ("https://cas.example/cas/login", Some("ftp://cas.example")),
    ] {
        let mut fields = json!({ "casConnectionLoginUrl": page });
        if let Some(validate) = validate {
            fields["tokenEndPoint"] = json!(validate);
        }
        let create = CreateExtIdpConn {
            ext_idp_id: source.clone(),
            r#type: ConnectionType::Cas,
            identifier: "cas".into(),
            display_name: "CAS".into(),
            fields: fields.as_object().cloned().unwrap(),
            ..CreateExtIdpConn::default()
        };
        let made = server.client.call(&create).await;
        assert!(made.is_err(), "{page}");
        refused(made, ErrorCode::InvalidArgument);
    }
}
