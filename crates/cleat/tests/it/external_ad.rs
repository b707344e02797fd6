//! Active Directory, whose names and ids an OpenLDAP speaks here, and directories as applications
//! bring a name and a password to them.

use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cleat_api::ErrorCode;
use cleat_api::application::{
    ClientAuthMethod, DefaultConnectionType, DefaultLoginMethodInput, UpdateApplication,
    UpdateLoginConfigInput,
};
use cleat_api::ext_idp::{
    ConnectionType, ExtIdpConn, GetUserIdentities, Provider, UpdateExtIdpConn,
};
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::signin::{SignInByAd, SignInByCredentials, SignInByLdap, SignInConnection};
use serde_json::{Value, json};

use crate::common::{need, program};
use crate::external_directory::{
    BEHIND_A_PROXY, Slapd, settings, slapd, slapd_of, stand_in, try_from, try_in,
};
use crate::external_sources::{Lab, connect, join, merge, shows};
use crate::harness::{dead, figure, refused};

const AD: (Provider, ConnectionType) = (Provider::Ad, ConnectionType::Ad);
const LDAP: (Provider, ConnectionType) = (Provider::Ldap, ConnectionType::Ldap);
/// An id, and how Microsoft writes it.
const GUID: (&[u8], &str) = (
    b"\xd4\x4f\x0d\x0c\x8b\x9e\xf0\x4e\xa2\x8d\x6b\xb0\xc1\xef\x3c\x1f",
    "0c0d4fd4-9e8b-4ef0-a28d-6bb0c1ef3c1f",
);

/// Somebody of that account and that other name, known by those bytes.
fn somebody(account: &str, principal: &str, id: &[u8]) -> String {
    let id = match id.is_empty() {
        true => String::new(),
        false => format!("objectGUID:: {}\n", STANDARD.encode(id)),
    };
    format!(
        "\ndn: cn=The {account},dc=example,dc=com\nobjectClass: inetOrgPerson\n\
         objectClass: securityPrincipal\ncn: The {account}\nsn: L\nmail: ada@example.com\n\
         sAMAccountName: {account}\nuserPrincipalName: {principal}\n{id}\
         userPassword: secret of {account}\n"
    )
}

async fn directory(command: Command) -> Slapd {
    let people = [
        somebody("ada", "ada.l@corp.example", GUID.0),
        somebody("bob", "bob.b@corp.example", &[0x07; 16]),
        somebody("carl", "bob", &[0x08; 16]),
        somebody("PC1$", "pc1@corp.example", &[0x09; 16]),
        somebody("nobody", "nobody@corp.example", &[]),
        somebody("short", "short@corp.example", &[0x0a; 15]),
        somebody("text", "text@corp.example", &[0x41; 17]),
    ];
    slapd_of(command, &people.concat()).await
}

async fn of_directory(lab: &Lab, name: &str, at: &Slapd, more: Value) -> ExtIdpConn {
    let mut fields = settings(&at.encrypted, &at.authority);
    merge(&mut fields, more);
    connect(&lab.server.client, &lab.rp, name, AD, fields).await
}

/// What an application brings to a directory of that kind.
fn typed(kind: SignInConnection, name: &str, password: &str) -> SignInByCredentials {
    SignInByCredentials {
        connection: kind,
        ad_payload: Some(SignInByAd {
            password: password.into(),
            s_am_account_name: name.into(),
        }),
        ldap_payload: Some(SignInByLdap {
            password: password.into(),
            s_am_account_name: name.into(),
        }),
        ..SignInByCredentials::default()
    }
}

impl Lab {
    /// The user who signs in by what an application brings.
    async fn by_typed(&self, kind: SignInConnection, name: &str, password: &str) -> String {
        let call = typed(kind, name, password);
        let tokens = self.server.client.call(&call).await.unwrap();
        let claims = crate::browser::claims(&Value::from(tokens.id_token.unwrap().expose()));
        claims["sub"].as_str().unwrap().to_owned()
    }
}

/// By either name, on the page and in an application, somebody is one user, known by the id that
/// stays the same.
#[tokio::test(flavor = "multi_thread")]
async fn directories_of_microsoft_sign_in() {
    let at = directory(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    of_directory(&lab, "ad", &at, json!({})).await;
    let mut users = Vec::new();
    for name in ["ada", "ADA", "ada.l@corp.example", " Ada.L@CORP.example "] {
        let back = try_in(&lab, "ad", name, "secret of ada").await;
        users.push(lab.user_of(&back).await);
        users.push(
            lab.by_typed(SignInConnection::Ad, name, "secret of ada")
                .await,
        );
    }
    assert!(users.iter().all(|user| *user == users[0]), "{users:?}");
    let of = GetUserIdentities {
        user_id: users[0].clone(),
        user_id_type: None,
    };
    let identities = lab.server.client.call(&of).await.unwrap();
    let [identity] = identities.as_slice() else {
        panic!("{identities:?}");
    };
    assert_eq!(
        (identity.provider, identity.user_id_in_idp.as_str()),
        (Provider::Ad, GUID.1)
    );
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
    let proven = "SELECT COUNT(*) FROM account WHERE email IS NOT NULL";
    assert_eq!(lab.server.count(proven).await, 0);
    // However somebody writes the name of the attribute.
    let more = json!({ "idAttribute": "objectguid" });
    of_directory(&lab, "lower", &at, more).await;
    let back = try_in(&lab, "lower", "ada", "secret of ada").await;
    let of = GetUserIdentities {
        user_id: lab.user_of(&back).await,
        user_id_type: None,
    };
    let identities = lab.server.client.call(&of).await.unwrap();
    assert_eq!(identities[0].user_id_in_idp, GUID.1);
}

/// O6: accounts that are no person's, names of two, ids that are none, and proofs that are wrong.
#[tokio::test(flavor = "multi_thread")]
async fn directories_of_microsoft_take_people_alone() {
    let at = directory(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    of_directory(&lab, "ad", &at, json!({})).await;
    let mut told = 0;
    let long = "a".repeat(300);
    for (name, secret, code) in [
        ("PC1$", "secret of PC1$", ErrorCode::InvalidCredentials),
        (
            "pc1@corp.example",
            "secret of PC1$",
            ErrorCode::InvalidCredentials,
        ),
        ("bob", "secret of bob", ErrorCode::ExtIdpFailed),
        ("bob", "secret of carl", ErrorCode::ExtIdpFailed),
        ("nobody", "secret of nobody", ErrorCode::ExtIdpFailed),
        ("short", "secret of short", ErrorCode::ExtIdpFailed),
        ("text", "secret of text", ErrorCode::ExtIdpFailed),
        ("CORP\\ada", "secret of ada", ErrorCode::InvalidCredentials),
        ("The ada", "secret of ada", ErrorCode::InvalidCredentials),
        ("*", "secret of ada", ErrorCode::InvalidCredentials),
        ("ada)(cn=*", "secret of ada", ErrorCode::InvalidCredentials),
        // The directory finds her by these as well.
        ("\u{ff41}da", "secret of ada", ErrorCode::InvalidCredentials),
        ("a\u{ad}da", "secret of ada", ErrorCode::InvalidCredentials),
        (&long, "secret of ada", ErrorCode::InvalidArgument),
        ("ada", &long, ErrorCode::InvalidCredentials),
        ("ada", "", ErrorCode::InvalidCredentials),
        ("", "secret of ada", ErrorCode::InvalidCredentials),
        ("ada", "secret of bob", ErrorCode::InvalidCredentials),
        (
            "cn=reader,dc=example,dc=com",
            "r34der",
            ErrorCode::InvalidCredentials,
        ),
    ] {
        let call = typed(SignInConnection::Ad, name, secret);
        refused(lab.server.client.call(&call).await, code);
        let shown = try_in(&lab, "ad", name, secret).await;
        assert!(shown.location.is_none(), "{name}: {shown:?}");
        told += 2;
    }
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
    figure(
        "O6",
        format!("{told} wrong proofs to a directory of Microsoft's: nobody signed in"),
    );
}

impl Lab {
    /// Somebody tries wrong passwords.
    async fn guesses(&self, name: &str, count: usize) {
        for _ in 0..count {
            let call = typed(SignInConnection::Ad, name, "wrong");
            let answer = self.server.client.call(&call).await;
            refused(answer, ErrorCode::InvalidCredentials);
        }
    }
}

/// Wrong passwords add up by whichever name. One name tells nothing of the other, and nothing of who
/// is there.
///
/// Seen to fail with failures counted by the name alone.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_add_up_over_the_names_of_somebody() {
    let at = directory(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    of_directory(&lab, "ad", &at, json!({})).await;
    let (kind, right) = (SignInConnection::Ad, "secret of ada");
    let names = ["ada", "ada.l@corp.example"];
    for name in names {
        lab.guesses(name, 5).await;
    }
    for name in names {
        let call = typed(kind, name, right);
        let answer = lab.server.client.call(&call).await;
        refused(answer, ErrorCode::InvalidCredentials);
    }
    lab.server.advance(3);
    let user = lab.by_typed(kind, names[0], right).await;
    for name in ["ada", "nobody there"] {
        lab.guesses(name, 10).await;
        let call = typed(kind, name, right);
        let answer = lab.server.client.call(&call).await;
        refused(answer, ErrorCode::AccountLocked);
    }
    lab.server.advance(3);
    assert_eq!(lab.by_typed(kind, names[1], right).await, user);
}

/// Whoever guesses learns from no count of questions, and so from no time, whether a name is there,
/// whose it is, or whether somebody waits.
///
/// Seen to fail where nobody's password is asked about.
#[tokio::test(flavor = "multi_thread")]
async fn names_that_nobody_has_cost_as_many_questions() {
    let at = directory(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    of_directory(&lab, "ad", &at, json!({})).await;
    let mut asked = at.asked();
    let mut costs = |at: &Slapd| {
        let now = at.asked();
        now - std::mem::replace(&mut asked, now)
    };
    for name in ["ada", "nobody there", "PC1$", "short", "\u{ff41}da"] {
        lab.guesses(name, 1).await;
        assert_eq!(costs(&at), 2, "{name}");
    }
    lab.guesses("ada", 4).await;
    lab.guesses("ada.l@corp.example", 5).await;
    assert_eq!(costs(&at), 18);
    lab.guesses("ada", 1).await;
    assert_eq!(costs(&at), 2, "she waits");
}

/// Strangers who try both names of somebody until they have to wait keep out nobody who came in
/// before from their own network, by either.
#[tokio::test(flavor = "multi_thread")]
async fn p15_a_stranger_keeps_nobody_out_by_another_name() {
    let at = directory(need!(program("slapd"))).await;
    let lab = Lab::with(&BEHIND_A_PROXY).await;
    of_directory(&lab, "ad", &at, json!({})).await;
    let (home, right) = ("203.0.113.7", "secret of ada");
    let names = ["ada", "ada.l@corp.example"];
    let back = try_from(&lab, home, "ad", (names[0], right)).await;
    let ada = lab.user_of(&back).await;
    for n in 0..12 {
        for name in names {
            let from = format!("198.51.{n}.1");
            try_from(&lab, &from, "ad", (name, "wrong")).await;
        }
    }
    for name in names {
        let kept_out = try_from(&lab, "198.51.100.1", "ad", (name, right)).await;
        assert!(kept_out.location.is_none(), "{kept_out:?}");
    }
    for name in names {
        let back = try_from(&lab, home, "ad", (name, right)).await;
        assert_eq!(lab.user_of(&back).await, ada, "{name}");
    }
}

/// Whoever gave the right password to an application is not taken for a guesser where the directory
/// was away, or said it wrongly; nor is anybody asked where tokens are bound to keys.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_a_directory_is_no_wrong_password_of_an_application() {
    let at = directory(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    let gone = dead();
    let away = json!({ "url": format!("ldaps://{}", gone.address) });
    let conn = of_directory(&lab, "ad", &at, away).await;
    let (pool, call) = (
        &lab.server.client,
        typed(SignInConnection::Ad, "bob.b@corp.example", "secret of bob"),
    );
    for _ in 0..15 {
        refused(pool.call(&call).await, ErrorCode::ExtIdpUnreachable);
    }
    let update = UpdateExtIdpConn {
        id: conn.id,
        display_name: "Directory".into(),
        fields: settings(&at.encrypted, &at.authority)
            .as_object()
            .unwrap()
            .clone(),
        ..UpdateExtIdpConn::default()
    };
    pool.call(&update).await.unwrap();
    pool.call(&call).await.unwrap();
    let nobodys = typed(SignInConnection::Ad, "nobody", "secret of nobody");
    for _ in 0..15 {
        refused(pool.call(&nobodys).await, ErrorCode::ExtIdpFailed);
    }
    let asked = at.asked();
    lab.binds(ClientAuthMethod::ClientSecretPost).await;
    refused(pool.call(&call).await, ErrorCode::MethodUnsupported);
    assert_eq!(at.asked(), asked);
}

/// A password goes to the directory that the application shows, and of several to its default alone.
#[tokio::test(flavor = "multi_thread")]
async fn directories_are_chosen_by_the_application() {
    let at = slapd(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    let pool = &lab.server.client;
    let (kind, ada) = (SignInConnection::Ldap, ("ada", "secret of ada"));
    let call = typed(kind, ada.0, ada.1);
    refused(pool.call(&call).await, ErrorCode::MethodUnsupported);
    let (elsewhere, heard) = stand_in(Vec::new()).await;
    let mut fields = settings(&elsewhere, "");
    fields.as_object_mut().unwrap().remove("authorities");
    connect(pool, &lab.rp, "other", LDAP, fields.clone()).await;
    connect(pool, &lab.rp, "another", AD, fields).await;
    let right = settings(&at.encrypted, &at.authority);
    let conn = connect(pool, &lab.rp, "right", LDAP, right.clone()).await;
    refused(pool.call(&call).await, ErrorCode::InvalidArgument);
    assert!(heard.lock().unwrap().is_empty(), "nobody was asked");
    let prefer = |id: &str| {
        let method = DefaultLoginMethodInput {
            connection_type: DefaultConnectionType::Password,
            ldap_ext_idp_conn_id: Some(id.into()),
            ..DefaultLoginMethodInput::default()
        };
        UpdateApplication {
            app_id: lab.rp.id.clone(),
            login_config: Some(UpdateLoginConfigInput {
                default_login_method: Some(method),
                ..UpdateLoginConfigInput::default()
            }),
            ..UpdateApplication::default()
        }
    };
    pool.call(&prefer(&conn.id)).await.unwrap();
    let user = lab.by_typed(kind, ada.0, ada.1).await;
    let back = try_in(&lab, "right", ada.0, ada.1).await;
    assert_eq!(lab.user_of(&back).await, user);
    assert!(heard.lock().unwrap().is_empty(), "nobody else was asked");
    let missing = SignInByCredentials {
        ldap_payload: None,
        ..typed(kind, ada.0, ada.1)
    };
    refused(pool.call(&missing).await, ErrorCode::InvalidArgument);
    // What keeps somebody out on the page keeps them out here.
    let source = (conn.ext_idp_id.as_str(), ConnectionType::Ldap);
    let gone = dead();
    for (name, change, code) in [
        (
            "asks",
            json!({ "associationMode": "challenge" }),
            ErrorCode::BindingRequired,
        ),
        (
            "strange",
            json!({ "authorities": null }),
            ErrorCode::ExtIdpFailed,
        ),
        (
            "down",
            json!({ "url": format!("ldaps://{}", gone.address) }),
            ErrorCode::ExtIdpUnreachable,
        ),
    ] {
        let mut fields = right.clone();
        merge(&mut fields, change);
        let conn = join(pool, &lab.rp, name, source, fields).await;
        pool.call(&prefer(&conn.id)).await.unwrap();
        let bob = typed(kind, "bob", "secret of bob");
        let answer = pool.call(&bob).await;
        if name == "asks" {
            let asked = answer.as_ref().unwrap_err().refusal().unwrap();
            assert!(asked.key.is_some());
            let register = |off| UpdateSecuritySettings::builder().register_disabled(off);
            pool.call(&register(true).build()).await.unwrap();
            refused(pool.call(&bob).await, ErrorCode::ExistingAccountRequired);
            pool.call(&register(false).build()).await.unwrap();
        }
        refused(answer, code);
    }
    pool.call(&prefer(&conn.id)).await.unwrap();
    // The default that is not shown is none.
    let mut hide = shows(&conn.id, &lab.rp.id, false);
    hide.force = Some(true);
    pool.call(&hide).await.unwrap();
    refused(pool.call(&call).await, ErrorCode::InvalidArgument);
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}
