//! Directories: a real one of OpenLDAP, and what stands in its place.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use cleat_api::ErrorCode;
use cleat_api::ext_idp::{
    ConnectionType, CreateExtIdp, CreateExtIdpConn, Provider, UpdateExtIdpConn,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::browser::{Browser, Shown};
use crate::common::{need, program};
use crate::external_sources::{Lab, connect, join, merge, shows};
use crate::harness::{Folder, Running, Server, dead, figure, free_address, refused};

/// A directory of OpenLDAP, with an authority of its own.
pub struct Slapd {
    _running: Running,
    home: Folder,
    pub plain: String,
    pub encrypted: String,
    pub authority: String,
}

const PEOPLE: &str = "dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: cn=reader,dc=example,dc=com
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: r34der

dn: ou=twins,dc=example,dc=com
objectClass: organizationalUnit
ou: twins
";

/// Somebody of that name, below a place.
fn somebody(name: &str, place: &str) -> String {
    format!(
        "\ndn: uid={name},{place}dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: {name}\n\
         cn: {name}\nsn: L\ndisplayName: {name} L.\nmail: {name}@example.com\n\
         userPassword: secret of {name}\n"
    )
}

/// Authority, key and certificate for this machine, as files.
const CERTIFICATES: &str = "set -e
ec='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
openssl req -x509 $ec -days 2 -subj /CN=authority -keyout ca.key -out ca.pem
openssl req $ec -subj /CN=directory -keyout key.pem -out req.pem
echo subjectAltName=IP:127.0.0.1 > ext
openssl x509 -req -in req.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext \
    -out cert.pem";

fn done(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
}

/// Starts one, where it is installed.
pub async fn slapd(command: Command) -> Slapd {
    let people = [
        somebody("ada", ""),
        somebody("bob", ""),
        somebody("twin", ""),
        somebody("twin", "ou=twins,"),
    ];
    slapd_of(command, &people.concat()).await
}

/// What Active Directory knows of people besides, by its own names and numbers.
const SCHEMA: &str = "
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.656 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.6 NAME 'securityPrincipal' SUP top AUXILIARY
  MUST sAMAccountName MAY ( userPrincipalName $ objectGUID ) )
";

/// Starts one with those people, where it is installed. It takes a name without a password, as many
/// do.
pub async fn slapd_of(mut command: Command, people: &str) -> Slapd {
    let home = Folder::new();
    let at = home.path();
    done(
        Command::new("sh")
            .args(["-c", CERTIFICATES])
            .current_dir(&at),
    );
    let config = format!(
        "allow bind_anon_dn\ninclude /etc/ldap/schema/core.schema\n\
         include /etc/ldap/schema/cosine.schema\ninclude /etc/ldap/schema/inetorgperson.schema\n{SCHEMA}modulepath /usr/lib/ldap\n\
         moduleload back_mdb\npidfile {at}/pid\nTLSCertificateFile {at}/cert.pem\n\
         TLSCertificateKeyFile {at}/key.pem\ndatabase mdb\nsuffix \"dc=example,dc=com\"\n\
         directory {at}/db\nmaxsize 10485760\n\
         access to attrs=userPassword by anonymous auth by * none\n\
         access to * by dn.base=\"cn=reader,dc=example,dc=com\" read by * none\n"
    );
    std::fs::create_dir(format!("{at}/db")).unwrap();
    std::fs::write(format!("{at}/slapd.conf"), config).unwrap();
    std::fs::write(format!("{at}/people"), format!("{PEOPLE}{people}")).unwrap();
    let file = format!("{at}/slapd.conf");
    let people = format!("{at}/people");
    done(Command::new("slapadd").args(["-f", &file, "-l", &people]));
    let (plain, encrypted) = (free_address(), free_address());
    let places = format!("ldap://{plain}/ ldaps://{encrypted}/");
    let child = command
        .args(["-f", &file, "-h", &places, "-d", "stats"])
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(format!("{at}/log")).unwrap())
        .spawn();
    let running = Running(child.unwrap());
    while tokio::net::TcpStream::connect(&encrypted).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Slapd {
        _running: running,
        authority: std::fs::read_to_string(format!("{at}/ca.pem")).unwrap(),
        home,
        plain: format!("ldap://{plain}"),
        encrypted: format!("ldaps://{encrypted}"),
    }
}

impl Slapd {
    /// How many passwords it was asked about.
    pub fn asked(&self) -> usize {
        let log = std::fs::read_to_string(self.home.0.join("log")).unwrap();
        log.matches("method=128").count()
    }
}

const KIND: (Provider, ConnectionType) = (Provider::Ldap, ConnectionType::Ldap);

pub fn settings(url: &str, authority: &str) -> Value {
    json!({
        "url": url, "authorities": authority, "baseDn": "dc=example,dc=com",
        "bindDn": "cn=reader,dc=example,dc=com", "bindPassword": "r34der",
    })
}

/// The page that asks for name and password.
async fn asks(lab: &Lab, browser: &Browser, name: &str) -> Shown {
    let page = browser.get(&lab.rp.request(&[])).await;
    let path = page.path.split('?').next().unwrap();
    let page = browser.get(&format!("{path}/with?source={name}")).await;
    assert!(
        page.body.contains("autocomplete=\"username\""),
        "{}",
        page.body
    );
    page
}

/// What a browser shows after somebody gave a name and a password.
pub async fn try_in(lab: &Lab, name: &str, who: &str, secret: &str) -> Shown {
    give(lab, &lab.browser(), name, (who, secret)).await
}

async fn give(lab: &Lab, browser: &Browser, name: &str, (who, secret): (&str, &str)) -> Shown {
    let page = asks(lab, browser, name).await;
    let source = page.hidden("source");
    let fields = [("source", &*source), ("name", who), ("password", secret)];
    browser.submit(&page, &fields).await
}

/// By TLS from the start and by TLS that begins later, the same person is the same user.
#[tokio::test(flavor = "multi_thread")]
async fn directories_sign_in() {
    let directory = slapd(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    let fields = settings(&directory.plain, &directory.authority);
    let pool = &lab.server.client;
    let conn = connect(pool, &lab.rp, "later", KIND, fields).await;
    let shown = conn.fields.clone().unwrap();
    assert_ne!(shown["bindPassword"], "r34der");
    let fields = settings(&directory.encrypted, &directory.authority);
    let source = (conn.ext_idp_id.as_str(), ConnectionType::Ldap);
    join(pool, &lab.rp, "start", source, fields).await;
    let mut users = Vec::new();
    for (name, who) in [
        ("later", "ada"),
        ("start", "ada"),
        ("later", " ADA "),
        ("start", "bob"),
    ] {
        let secret = format!("secret of {}", who.trim().to_lowercase());
        let back = try_in(&lab, name, who, &secret).await;
        users.push(lab.user_of(&back).await);
    }
    assert!(users[..3].iter().all(|user| *user == users[0]), "{users:?}");
    assert_ne!(users[0], users[3]);
    assert_eq!((lab.users().await, lab.identities().await), (2, 2));
    let proven = "SELECT COUNT(*) FROM account WHERE email IS NOT NULL";
    assert_eq!(
        lab.server.count(proven).await,
        0,
        "a directory proves no address"
    );
    // It is no place to go to.
    let (_, token) = lab.person(1).await;
    refused(
        lab.ticket(&token, "later").await,
        ErrorCode::ExtIdpConnNotFound,
    );
}

/// O6, for directories: names that are none, passwords that are none, and whoever tries too often.
///
/// Seen to fail where an empty password is asked about, and where nothing is counted.
#[tokio::test(flavor = "multi_thread")]
async fn directories_take_the_right_password_alone() {
    let directory = slapd(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    let fields = settings(&directory.encrypted, &directory.authority);
    let conn = connect(&lab.server.client, &lab.rp, "dir", KIND, fields).await;
    let mut told = 0;
    for (who, secret) in [
        ("ada", "wrong"),
        ("ada", ""),
        ("ada", " "),
        ("ada", "secret of bob"),
        ("ada", "secret of ada "),
        ("nobody", "secret of nobody"),
        ("", "secret of ada"),
        ("*", "secret of ada"),
        ("a*", "secret of ada"),
        ("ada)(uid=*", "secret of ada"),
        ("*)(|(uid=ada", "secret of ada"),
        ("\\61da", "secret of ada"),
        ("uid=ada,dc=example,dc=com", "secret of ada"),
        ("ada\u{0}", "secret of ada"),
        ("reader", "r34der"),
        ("twin", "secret of twin"),
        // The directory finds her by these as well; they would be counted apart.
        ("\u{ff41}da", "secret of ada"),
        ("a\u{ad}da", "secret of ada"),
        ("a\u{200b}da", "secret of ada"),
        (&"a".repeat(300), "secret of ada"),
    ] {
        let shown = try_in(&lab, "dir", who, secret).await;
        assert!(
            shown.status == 400 && shown.location.is_none(),
            "{who}: {}",
            shown.body
        );
        assert!(
            shown.body.contains("name=\"password\""),
            "{who}: {}",
            shown.body
        );
        assert!(!shown.body.contains(&format!("value=\"{secret}\"")) || secret.is_empty());
        told += 1;
    }
    figure(
        "O6",
        format!("{told} wrong proofs to a directory: nobody signed in"),
    );
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
    for _ in 0..10 {
        try_in(&lab, "dir", "bob", "wrong").await;
    }
    let locked = try_in(&lab, "dir", "BOB", "secret of bob").await;
    assert!(locked.location.is_none(), "{locked:?}");
    lab.server.advance(3);
    let back = try_in(&lab, "dir", "bob", "secret of bob").await;
    lab.user_of(&back).await;
    // It is all that bob has to sign in by.
    let hide = shows(&conn.id, &lab.rp.id, false);
    refused(
        lab.server.client.call(&hide).await,
        ErrorCode::UsersStranded,
    );
}

/// A server that believes who asks.
pub const BEHIND_A_PROXY: [(&str, &str); 3] = [
    ("no_address_limits", "true"),
    ("private_sources", "true"),
    ("trusted_proxies", "127.0.0.0/8"),
];

/// Strangers who try another's name until it has to wait keep out nobody who came in before from
/// their own network.
///
/// Seen to fail with nobody known to a name of a directory.
#[tokio::test(flavor = "multi_thread")]
async fn p15_a_stranger_keeps_nobody_out_of_a_directory() {
    let directory = slapd(need!(program("slapd"))).await;
    let lab = Lab::with(&BEHIND_A_PROXY).await;
    let fields = settings(&directory.encrypted, &directory.authority);
    connect(&lab.server.client, &lab.rp, "dir", KIND, fields).await;
    let right = "secret of bob";
    let home = "203.0.113.7";
    let back = try_from(&lab, home, "dir", ("bob", right)).await;
    let bob = lab.user_of(&back).await;
    for n in 0..12 {
        let from = format!("198.51.{n}.1");
        try_from(&lab, &from, "dir", ("bob", "wrong")).await;
    }
    let kept_out = try_from(&lab, "198.51.100.1", "dir", ("bob", right)).await;
    assert!(kept_out.location.is_none(), "{kept_out:?}");
    let back = try_from(&lab, home, "dir", ("bob", right)).await;
    assert_eq!(lab.user_of(&back).await, bob);
}

/// What a browser at that address shows after somebody gave a name and a password.
pub async fn try_from(lab: &Lab, from: &str, name: &str, proof: (&str, &str)) -> Shown {
    let mut browser = lab.browser();
    browser.headers.push(("x-forwarded-for", from.into()));
    give(lab, &browser, name, proof).await
}

/// Whoever gave the right password while the directory was away is not taken for a guesser.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_a_directory_is_no_wrong_password() {
    let directory = slapd(need!(program("slapd"))).await;
    let lab = Lab::new().await;
    let pool = &lab.server.client;
    let gone = dead();
    let away = settings(&format!("ldaps://{}", gone.address), &directory.authority);
    let conn = connect(pool, &lab.rp, "dir", KIND, away).await;
    for _ in 0..15 {
        let shown = try_in(&lab, "dir", "bob", "secret of bob").await;
        assert!(shown.location.is_none(), "{shown:?}");
    }
    let there = settings(&directory.encrypted, &directory.authority);
    let update = UpdateExtIdpConn {
        id: conn.id,
        display_name: "Directory".into(),
        fields: there.as_object().unwrap().clone(),
        ..UpdateExtIdpConn::default()
    };
    pool.call(&update).await.unwrap();
    let back = try_in(&lab, "dir", "bob", "secret of bob").await;
    lab.user_of(&back).await;
}

/// Tries on the page are counted against the address, though the directory is away.
#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_while_a_directory_is_away() {
    let settings = [("private_sources", "true"), ("guesses_per_address", "20")];
    let lab = Lab::with(&settings).await;
    let gone = dead();
    let fields = json!({ "url": format!("ldaps://{}", gone.address), "baseDn": "dc=example" });
    connect(&lab.server.client, &lab.rp, "dir", KIND, fields).await;
    let first = try_in(&lab, "dir", "bob", "secret of bob").await;
    assert_ne!(first.status, 429, "{first:?}");
    for _ in 0..20 {
        try_in(&lab, "dir", "bob", "secret of bob").await;
    }
    let last = try_in(&lab, "dir", "bob", "secret of bob").await;
    assert_eq!(last.status, 429, "{last:?}");
}

/// What stands in the place of a directory: it says this, and remembers what it was told.
pub async fn stand_in(says: Vec<u8>) -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("ldap://{}", listener.local_addr().unwrap());
    let heard: Arc<Mutex<Vec<u8>>> = Arc::default();
    let own = heard.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut chunk).await {
                let is_first = {
                    let mut heard = own.lock().unwrap();
                    heard.extend_from_slice(&chunk[..count]);
                    heard.len() == count
                };
                if is_first && stream.write_all(&says).await.is_err() {
                    break;
                }
                if says.is_empty() {
                    break;
                }
            }
        }
    });
    (address, heard)
}

/// O6: nobody's name and password go to a directory that nobody vouches for.
///
/// Seen to fail with a link that goes on where TLS is refused.
#[tokio::test(flavor = "multi_thread")]
async fn o6_directories_are_told_nothing_without_tls() {
    let lab = Lab::new().await;
    let bytes = |text: &str| {
        let pairs = text.as_bytes().chunks(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16);
        pairs.map(|pair| byte(pair).unwrap()).collect::<Vec<u8>>()
    };
    let agrees = "300c02010178070a010004000400";
    let mut told = 0;
    for (n, says) in [
        bytes("300c02010178070a010204000400"),
        bytes("300c02010178070a013504000400"),
        bytes("300c02010161070a010004000400"),
        bytes("300c02010078070a010004000400"),
        bytes("300c02010978070a010004000400"),
        bytes(agrees),
        bytes(&format!("{agrees}300c02010261070a010004000400")),
        bytes("30840fffffff"),
        b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
        b"\x16\x03\x01".to_vec(),
        Vec::new(),
    ]
    .into_iter()
    .enumerate()
    {
        let (address, heard) = stand_in(says).await;
        let name = format!("dir-{n}");
        let mut fields = settings(&address, "");
        fields.as_object_mut().unwrap().remove("authorities");
        connect(&lab.server.client, &lab.rp, &name, KIND, fields).await;
        let shown = try_in(&lab, &name, "ada", "secret of ada").await;
        assert!(
            shown.body.contains("The external service"),
            "{n}: {}",
            shown.body
        );
        let heard = heard.lock().unwrap().clone();
        let heard = String::from_utf8_lossy(&heard).into_owned();
        for secret in ["ada", "r34der", "reader"] {
            assert!(!heard.contains(secret), "{n}: {heard}");
        }
        told += 1;
    }
    figure(
        "O6",
        format!("{told} stand-ins for a directory were told nothing"),
    );
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
}

/// A directory that another authority vouches for is none; nor is one whose settings are wrong.
#[tokio::test(flavor = "multi_thread")]
async fn directories_are_known_by_their_authority() {
    let (directory, other) = (
        slapd(need!(program("slapd"))).await,
        slapd(need!(program("slapd"))).await,
    );
    let lab = Lab::new().await;
    let wrong = [
        (
            json!({ "authorities": other.authority }),
            "The external service",
        ),
        (json!({ "bindPassword": "wrong" }), "The external service"),
        (
            json!({ "baseDn": "dc=example,dc=org" }),
            "The external service",
        ),
        (
            json!({ "idAttribute": "employeeNumber" }),
            "The external service",
        ),
        (json!({ "userAttribute": "mail" }), "name=\"password\""),
    ];
    for (n, (change, says)) in wrong.into_iter().enumerate() {
        let mut fields = settings(&directory.encrypted, &directory.authority);
        merge(&mut fields, change.clone());
        let name = format!("dir-{n}");
        connect(&lab.server.client, &lab.rp, &name, KIND, fields).await;
        let shown = try_in(&lab, &name, "ada", "secret of ada").await;
        assert!(
            shown.status == 400 && shown.body.contains(says),
            "{change}: {}",
            shown.body
        );
    }
    assert_eq!((lab.users().await, lab.identities().await), (0, 0));
}

/// Settings that a directory cannot be asked by are refused, and so is one of a private network.
#[tokio::test(flavor = "multi_thread")]
async fn directories_have_an_address_of_their_own() {
    let server = Server::start().await;
    let source = CreateExtIdp {
        name: "LDAP".into(),
        r#type: Provider::Ldap,
        tenant_id: None,
    };
    let source = server.client.call(&source).await.unwrap().id;
    for change in [
        json!({ "url": "https://directory.example" }),
        json!({ "url": "directory.example" }),
        json!({ "url": "ldap://" }),
        json!({ "url": "ldap://127.0.0.1" }),
        json!({ "url": "ldaps://[::1]:636" }),
        json!({ "url": "ldaps://10.0.0.1" }),
        json!({ "authorities": "none" }),
        json!({ "bindPassword": null }),
        json!({ "baseDn": "" }),
    ] {
        let mut fields = settings("ldaps://directory.example", "");
        fields.as_object_mut().unwrap().remove("authorities");
        merge(&mut fields, change.clone());
        let create = CreateExtIdpConn {
            ext_idp_id: source.clone(),
            r#type: ConnectionType::Ldap,
            identifier: "dir".into(),
            display_name: "dir".into(),
            fields: fields.as_object().cloned().unwrap(),
            ..CreateExtIdpConn::default()
        };
        let made = server.client.call(&create).await;
        assert!(made.is_err(), "{change}");
        refused(made, ErrorCode::InvalidArgument);
    }
}
