//! The audit trail and `cleat check`: P12, F8.

use cleat_api::email::{BindEmail, EmailChannel};
use cleat_api::passcode::SmsChannel;
use cleat_api::phone::{BindPhone, UnbindPhone};

use crate::harness::{Server, at_once, by_phone, number, other_than};

const ROWS: &str = "SELECT COUNT(*) FROM audit";

/// Seen to fail with `audit::record` left out of the refusals in `by_code.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn p12_every_event_leaves_exactly_one_row() {
    let server = Server::start().await;
    server.quick_tokens().await;
    let before = server.count(ROWS).await;
    assert_eq!(before, 1, "the change of the application's settings");
    let mut expected = 0;
    let mut tries = Vec::new();
    for n in 0..1000 {
        let number = number(n);
        let code = server.sms(&server.client, SmsChannel::Login, &number).await;
        for attempt in 0..8 {
            // Four wrong, one right that signs up and in (two events), three too late.
            let code = if attempt == 4 {
                code.clone()
            } else {
                other_than(&code)
            };
            let (client, request) = (server.client.clone(), by_phone(&number, code));
            tries.push((n, async move { client.call(&request).await.is_ok() }));
        }
    }
    // In turn for one number, at once for different ones.
    let mut by_number: Vec<Vec<_>> = (0..1000).map(|_| Vec::new()).collect();
    for (n, attempt) in tries {
        by_number[n as usize].push(attempt);
    }
    let chains = by_number.into_iter().map(|attempts| async move {
        let mut accepted = 0;
        for attempt in attempts {
            accepted += i64::from(attempt.await);
        }
        accepted
    });
    let accepted: i64 = at_once(64, chains).await.into_iter().sum();
    assert_eq!(accepted, 1000);
    expected += 8 * 1000 + 1000;
    assert_eq!(server.count(ROWS).await - before, expected);
    for n in 0..100 {
        server.advance(60);
        let me = server.sign_in(&number(n)).await;
        let mail = server
            .mail(&me, EmailChannel::BindEmail, &format!("u{n}@example.com"))
            .await;
        me.call(&BindEmail {
            email: format!("u{n}@example.com"),
            pass_code: mail,
        })
        .await
        .unwrap();
        let code = server.sms(&me, SmsChannel::UnbindPhone, &number(n)).await;
        let wrong = other_than(&code);
        for _ in 0..4 {
            me.call(&UnbindPhone {
                pass_code: wrong.clone(),
            })
            .await
            .unwrap_err();
        }
        me.call(&UnbindPhone { pass_code: code }).await.unwrap();
        let code = server.sms(&me, SmsChannel::BindPhone, &number(n)).await;
        let bind = BindPhone {
            phone_number: number(n),
            pass_code: code,
            phone_country_code: None,
        };
        me.call(&bind).await.unwrap();
        me.call(&bind).await.unwrap_err();
        me.call(&bind).await.unwrap_err();
        expected += 1 + 1 + 4 + 1 + 1 + 2;
    }
    assert_eq!(server.count(ROWS).await - before, expected);
    assert_eq!(expected, 10_000);
    let complete = "SELECT COUNT(*) FROM audit WHERE ip = '127.0.0.1' AND app_id IS NOT NULL
        AND request_id <> '' AND event <> ''";
    assert_eq!(server.count(complete).await, expected);
    let whole = "SELECT COUNT(*) FROM audit WHERE detail LIKE '%13900000%'";
    assert_eq!(server.count(whole).await, 0, "numbers are masked");
    assert!(
        cleat_server::check::faults(&server.app)
            .await
            .unwrap()
            .is_empty()
    );
    for tampering in [
        "UPDATE audit SET success = TRUE WHERE seq = 2 AND success = FALSE",
        "UPDATE audit SET at = at + 1 WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 8",
    ] {
        server
            .execute("CREATE TABLE kept AS SELECT * FROM audit")
            .await;
        server.execute(tampering).await;
        let found = cleat_server::check::faults(&server.app).await.unwrap();
        assert!(!found.is_empty(), "{tampering}");
        server.execute("DELETE FROM audit").await;
        server.execute("INSERT INTO audit SELECT * FROM kept").await;
        server.execute("DROP TABLE kept").await;
    }
}

/// Each kind of corruption is found, and named.
#[tokio::test(flavor = "multi_thread")]
async fn f8_check_finds_every_corruption() {
    let corruptions: [(&[&str], &str); 11] = [
        (
            &["UPDATE account SET phone_country_code = NULL"],
            "a phone has both its parts",
        ),
        (
            &["UPDATE account SET phone = '0139' || phone"],
            "a number has one spelling",
        ),
        (
            &["UPDATE account SET phone = NULL, phone_country_code = NULL"],
            "nothing is verified that is not bound",
        ),
        (
            &["UPDATE account SET phone = NULL, phone_country_code = NULL, phone_verified = FALSE"],
            "who signed up by a code keeps a login method",
        ),
        (
            &[
                "DROP INDEX account_phone",
                "INSERT INTO account (pool_id, id, status, phone_country_code, phone,
                     phone_verified, email, email_key, email_verified, username, external_id,
                     password_hash, password_set_at, password_strength, profile, custom_data,
                     source, logins_count, last_login_at, last_ip, last_app_id, reset_password,
                     created_at, updated_at, status_changed_at, revision)
                 SELECT pool_id, 'twin', status, phone_country_code, phone,
                     phone_verified, email, email_key, email_verified, username, external_id,
                     password_hash, password_set_at, password_strength, profile, custom_data,
                     source, logins_count, last_login_at, last_ip, last_app_id, reset_password,
                     created_at, updated_at, status_changed_at, revision FROM account",
            ],
            "a number has one owner",
        ),
        (
            &["UPDATE account SET claimed_email = 'ada@example.com'"],
            "an address is claimed by who has none of their own",
        ),
        (
            &["UPDATE application SET document = REPLACE(document, '_CODE', '_PASSWORD')"],
            "no policy keeps a user from signing in",
        ),
        (
            &["UPDATE passcode SET attempts = 6"],
            "a code is tried no more often than allowed",
        ),
        (
            &["UPDATE passcode SET attempts = 0"],
            "a used code was tried",
        ),
        (
            &["UPDATE passcode SET expires_at = sent_at + 600001"],
            "a code lives ten minutes at most",
        ),
        (
            &["UPDATE session SET user_id = 'nobody'"],
            "a session belongs to a user",
        ),
    ];
    for (statements, invariant) in corruptions {
        let server = Server::start().await;
        server.sign_in(&number(1)).await;
        assert!(
            cleat_server::check::faults(&server.app)
                .await
                .unwrap()
                .is_empty()
        );
        for statement in statements {
            server.execute(statement).await;
        }
        let found = cleat_server::check::faults(&server.app).await.unwrap();
        assert!(
            found.iter().any(|fault| fault.invariant == invariant),
            "{invariant}: {found:?}"
        );
        assert!(
            found.iter().all(|fault| !fault.row.contains("13900000001")),
            "rows are masked"
        );
    }
}
