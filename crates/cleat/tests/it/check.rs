//! `cleat check` finds what is broken: F8.

use std::collections::BTreeSet;

use cleat_api::email::{BindEmail, EmailChannel};
use cleat_api::profile::GetProfile;
use cleat_api::role::{AssignRole, CreateRole, Target, TargetType};

use crate::harness::{Server, number};
use crate::tokens::tokens;

/// Statements that break an invariant.
type Corruption = (&'static str, &'static [&'static str]);

const TWIN: &str = "INSERT INTO account (pool_id, id, status, phone_country_code, phone,
         phone_verified, email, email_key, email_verified, username, external_id, password_hash,
         password_set_at, password_strength, profile, custom_data, source, logins_count,
         last_login_at, last_ip, last_app_id, reset_password, created_at, updated_at,
         status_changed_at, revision)
     SELECT pool_id, 'twin', status, phone_country_code, phone,
         phone_verified, email, email_key, email_verified, username, external_id, password_hash,
         password_set_at, password_strength, profile, custom_data, source, logins_count,
         last_login_at, last_ip, last_app_id, reset_password, created_at, updated_at,
         status_changed_at, revision FROM account";

const CORRUPTIONS: &[Corruption] = &[
    (
        "a phone has both its parts",
        &["UPDATE account SET phone_country_code = NULL"],
    ),
    (
        "a number has one spelling",
        &["UPDATE account SET phone = '0139' || phone"],
    ),
    (
        "nothing is verified that is not bound",
        &["UPDATE account SET phone = NULL, phone_country_code = NULL"],
    ),
    (
        "nothing is verified that is not bound",
        &["UPDATE account SET email = NULL, email_key = NULL"],
    ),
    (
        "who signed up by a code keeps a login method",
        &[
            "UPDATE account SET phone = NULL, phone_country_code = NULL, phone_verified = FALSE,
                 email = NULL, email_key = NULL, email_verified = FALSE",
        ],
    ),
    (
        "a number has one owner",
        &["DROP INDEX account_phone", "DROP INDEX account_email", TWIN],
    ),
    (
        "an e-mail address has one owner",
        &["DROP INDEX account_phone", "DROP INDEX account_email", TWIN],
    ),
    (
        "an e-mail key is the one spelling of its address",
        &["UPDATE account SET email_key = 'eve@example.com'"],
    ),
    (
        "an e-mail address has its key",
        &["UPDATE account SET email_key = NULL"],
    ),
    (
        "an address is claimed by who has none of their own",
        &["UPDATE account SET claimed_email = 'ada@example.com'"],
    ),
    (
        "no policy keeps a user from signing in",
        &["UPDATE application SET document = REPLACE(document, '_CODE', '_PASSWORD')"],
    ),
    (
        "a code is tried no more often than allowed",
        &["UPDATE passcode SET attempts = 6"],
    ),
    (
        "no more codes are entered than sent",
        &["INSERT INTO guard_count (pool_id, subject, started_at, sent, verified)
             VALUES ('pool', 'prefix:x', 0, 1, 2)"],
    ),
    (
        "strangers leave tries of a code",
        &["UPDATE passcode SET attempts = 5, strangers = 5"],
    ),
    (
        "a used code was tried",
        &["UPDATE passcode SET attempts = 0"],
    ),
    (
        "a code lives ten minutes at most",
        &["UPDATE passcode SET expires_at = sent_at + 600001"],
    ),
    (
        "a session belongs to a user",
        &["UPDATE session SET user_id = 'nobody'"],
    ),
    (
        "a browser's session belongs to a user",
        &[
            "INSERT INTO browser_session (pool_id, id, digest, user_id, app_id, amr, created_at,
                 used_at, expires_at)
             SELECT id, 'b', 'd', 'nobody', 'a', 'pwd', 0, 0, 0 FROM pool",
        ],
    ),
    (
        "a refresh token belongs to a session",
        &["UPDATE refresh_token SET session_id = 'none'"],
    ),
    (
        "an external identity belongs to a user",
        &[
            "INSERT INTO identity (pool_id, id, user_id, ext_idp_id, provider, type, user_id_in_idp,
                 user_info, origin_conn_ids, created_at)
             SELECT id, 'i', 'nobody', 'idp', 'oidc', 'openid', '1', '{}', '[]', 0 FROM pool",
        ],
    ),
    (
        "a connection belongs to a source",
        &[
            "INSERT INTO ext_idp_conn (pool_id, id, ext_idp_id, kind, identifier, display_name,
                 logo, login_only, associated, fields, revision, created_at)
             SELECT id, 'c', 'none', 'oidc', 'c', 'c', '', FALSE, TRUE, '', 0, 0 FROM pool",
        ],
    ),
    (
        "a role stands in a namespace",
        &["UPDATE role SET namespace = 'nowhere'"],
    ),
    (
        "an assignment has its role and its user",
        &["UPDATE role_assignment SET user_id = 'nobody'"],
    ),
    (
        "an assignment has its role and its user",
        &["UPDATE role_assignment SET role_id = 'none'"],
    ),
    (
        "an operator is a user",
        &["INSERT INTO operator VALUES ('operators', 'nobody', 'owner', 0, FALSE)"],
    ),
    (
        "an audit row is as it was written",
        &["DELETE FROM audit WHERE seq = 1"],
    ),
    ("an audit chain ends at its head", &["DELETE FROM audit_head"]),
    (
        "an audit chain ends at its head",
        &["UPDATE audit_head SET seq = seq + 1"],
    ),
    (
        "an audit chain ends at its head",
        &["UPDATE audit_head SET seq = seq - 1, link = (SELECT a.link FROM audit a
             WHERE a.pool_id = audit_head.pool_id AND a.chain = audit_head.chain
                 AND a.seq = audit_head.seq - 1) WHERE seq > 1"],
    ),
    ("an audit chain ends at its head", &["DELETE FROM audit"]),
    (
        "an e-mail template can be read",
        &["INSERT INTO email_template SELECT id, 'LOGIN_VERIFY_CODE', '{}', 0 FROM pool"],
    ),
    (
        "an e-mail provider can be opened",
        &["INSERT INTO email_provider SELECT id, TRUE, 'none', 0 FROM pool"],
    ),
    (
        "the texts of a pool can be read",
        &["INSERT INTO sms_text SELECT id, '', '{\"templates\":[{\"channel\":\"CHANNEL_LOGIN\",
            \"language\":\"en-US\",\"enabled\":true,\"content\":\"no code\"}]}', 0 FROM pool"],
    ),
    (
        "a test number can be opened",
        &["INSERT INTO sms_test_number SELECT id, '+8613900000001', 'none', 9 FROM pool"],
    ),
];

/// A user with something in every table.
async fn whole() -> Server {
    let server = Server::start().await;
    let issued = tokens(&server, &server.client, 1).await;
    let me = server
        .client
        .with_access_token(issued.access_token.unwrap());
    let address = "ada@example.com";
    let bind = BindEmail {
        email: address.into(),
        pass_code: server.mail(&me, EmailChannel::BindEmail, address).await,
    };
    me.call(&bind).await.unwrap();
    let user_id = me.call(&GetProfile::default()).await.unwrap().user_id;
    let role = CreateRole::builder().code("editor").build();
    server.client.call(&role).await.unwrap();
    let target = Target {
        target_type: TargetType::User,
        target_identifier: user_id,
    };
    let assign = AssignRole::builder().code("editor").targets(vec![target]);
    server.client.call(&assign.build()).await.unwrap();
    server
}

async fn found(server: &Server) -> Vec<cleat_server::check::Fault> {
    cleat_server::check::faults(&server.app).await.unwrap()
}

/// Each kind of corruption is found and named, and each invariant has its corruption.
#[tokio::test(flavor = "multi_thread")]
async fn f8_check_finds_every_corruption() {
    let server = whole().await;
    let modules = server.app.modules.iter();
    let invariants = modules.flat_map(|module| module.invariants);
    let declared: BTreeSet<_> = invariants.map(|invariant| invariant.name).collect();
    let broken: BTreeSet<_> = CORRUPTIONS.iter().map(|(name, _)| *name).collect();
    assert_eq!(broken, declared, "each invariant has a corruption");
    assert!(found(&server).await.is_empty());
    drop(server);
    for (invariant, statements) in CORRUPTIONS {
        let server = whole().await;
        for statement in *statements {
            server.execute(statement).await;
        }
        let found = found(&server).await;
        assert!(
            found.iter().any(|fault| fault.invariant == *invariant),
            "{invariant}: {found:?}"
        );
        let masked = |text: &str| !text.contains(&number(1)) && !text.contains("ada@");
        assert!(
            found.iter().all(|fault| masked(&fault.row)),
            "rows are masked"
        );
    }
}

/// Every column of the trail is covered by its chain. Seen to fail with each column left out of
/// the digest in `chain.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn f8_every_column_of_the_trail_is_guarded() {
    let server = whole().await;
    for (column, statement) in COLUMNS {
        server
            .execute("CREATE TABLE kept AS SELECT * FROM audit")
            .await;
        server.execute(statement).await;
        assert!(!found(&server).await.is_empty(), "{column}");
        server.execute("DELETE FROM audit").await;
        server.execute("INSERT INTO audit SELECT * FROM kept").await;
        server.execute("DROP TABLE kept").await;
    }
    assert!(found(&server).await.is_empty());
}

const COLUMNS: &[(&str, &str)] = &[
    (
        "pool_id",
        "UPDATE audit SET pool_id = 'other' WHERE seq = 2",
    ),
    ("chain", "UPDATE audit SET chain = 'other' WHERE seq = 2"),
    ("seq", "UPDATE audit SET seq = 99 WHERE seq = 2"),
    ("id", "UPDATE audit SET id = 'other' WHERE seq = 2"),
    (
        "user_id",
        "UPDATE audit SET user_id = 'other' WHERE seq = 2",
    ),
    ("app_id", "UPDATE audit SET app_id = 'other' WHERE seq = 2"),
    ("at", "UPDATE audit SET at = at + 1 WHERE seq = 2"),
    ("event", "UPDATE audit SET event = 'other' WHERE seq = 2"),
    (
        "success",
        "UPDATE audit SET success = NOT success WHERE seq = 2",
    ),
    ("ip", "UPDATE audit SET ip = '192.0.2.1' WHERE seq = 2"),
    (
        "user_agent",
        "UPDATE audit SET user_agent = 'other' WHERE seq = 2",
    ),
    (
        "request_id",
        "UPDATE audit SET request_id = 'other' WHERE seq = 2",
    ),
    ("method", "UPDATE audit SET method = 'other' WHERE seq = 2"),
    (
        "detail",
        "UPDATE audit SET detail = detail || ' ' WHERE seq = 2",
    ),
    (
        "operator_id",
        "UPDATE audit SET operator_id = 'other' WHERE seq = 2",
    ),
    (
        "operation",
        "UPDATE audit SET operation = 'other' WHERE seq = 2",
    ),
    ("link", "UPDATE audit SET link = 'other' WHERE seq = 2"),
];
