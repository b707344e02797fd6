//! Telling many administrators of their tenant.

use cleat_api::ErrorCode;
use cleat_api::passcode::{SendEmailBatch, SendSmsBatch, TenantEmail, TenantSms};

use crate::email_delivery::detail;
use crate::harness::{Server, refused};

fn emails(import_id: i64, addresses: &[&str]) -> SendEmailBatch {
    let user = |address: &&str| TenantEmail {
        admin_name: "Grace".into(),
        user_name: "Ada".into(),
        email: (*address).into(),
        identifier: "acme".into(),
        tenant_id: "t1".into(),
        tenant_name: "Acme".into(),
    };
    SendEmailBatch {
        admin_name: "Grace".into(),
        import_id,
        users: addresses.iter().map(user).collect(),
    }
}

fn numbers(import_id: i64, numbers: &[(&str, &str)]) -> SendSmsBatch {
    let user = |(code, number): &(&str, &str)| TenantSms {
        admin_name: "Grace".into(),
        user_name: "Ada".into(),
        identifier: "acme".into(),
        phone: (*number).into(),
        phone_country_code: (*code).into(),
        tenant_id: "t1".into(),
        tenant_name: "Acme".into(),
    };
    SendSmsBatch {
        admin_name: "Grace".into(),
        import_id,
        users: numbers.iter().map(user).collect(),
    }
}

/// Many are told at once, each of an import once, and all of them or nobody.
///
/// Seen to fail without `is_first` in `invite.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn many_are_told_of_their_tenant() {
    let server = Server::start().await;
    let pool = &server.client;
    let both = emails(7, &["Ada@example.com", "bob@example.com"]);
    for _ in 0..2 {
        assert!(pool.call(&both).await.unwrap().success);
    }
    let told = server.sent("ada@example.com").await;
    assert_eq!(told.len(), 1, "told once");
    assert_eq!(told[0].channel, "TENANT_INVITATION");
    for part in ["Ada", "Grace", "Acme", "acme"] {
        assert!(told[0].body.contains(part), "{}", told[0].body);
    }
    pool.call(&emails(8, &["ada@example.com"])).await.unwrap();
    assert_eq!(
        server.sent("ada@example.com").await.len(),
        2,
        "of another import"
    );
    let sms = numbers(7, &[("+86", "13900000001"), ("+44", "7400123456")]);
    pool.call(&sms).await.unwrap();
    assert_eq!(server.sent("+447400123456").await.len(), 1);
    let mixed = emails(9, &["carol@example.com", "nobody"]);
    let why = detail(pool.call(&mixed).await);
    assert!(why.contains("users[1].email"), "{why}");
    assert!(
        server.sent("carol@example.com").await.is_empty(),
        "all or nobody"
    );
    let why = detail(pool.call(&numbers(9, &[("+44", "1")])).await);
    assert!(why.contains("users[0].phone"), "{why}");
    let mut named = emails(9, &["carol@example.com"]);
    named.users[0].tenant_name = "a\nb".into();
    assert!(detail(pool.call(&named).await).contains("users[0].tenantName: has control"));
    named.users[0].tenant_name = "x".repeat(65);
    assert!(detail(pool.call(&named).await).contains("users[0].tenantName: must have at most 64"));
    named.users[0].tenant_name = String::new();
    assert!(detail(pool.call(&named).await).contains("users[0].tenantName: must not be empty"));
    assert!(detail(pool.call(&emails(9, &[])).await).contains("users: must have 1 to 50 entries"));
}

/// They count against the target as codes do, and go nowhere without a provider.
#[tokio::test(flavor = "multi_thread")]
async fn many_messages_are_limited_as_one_is() {
    let server = Server::with(&[("no_address_limits", "true"), ("sends_per_target", "2")]).await;
    for import in 0..2 {
        server
            .client
            .call(&emails(import, &["ada@example.com"]))
            .await
            .unwrap();
    }
    let third = emails(2, &["bob@example.com", "ada@example.com"]);
    refused(server.client.call(&third).await, ErrorCode::TooManyRequests);
    assert!(server.sent("bob@example.com").await.is_empty());
    let silent = Server::with(&[("dev", "false")]).await;
    let pool = &silent.client;
    refused(
        pool.call(&emails(1, &["ada@example.com"])).await,
        ErrorCode::EmailUnavailable,
    );
    refused(
        pool.call(&numbers(1, &[("+86", "13900000001")])).await,
        ErrorCode::SmsUnavailable,
    );
    let abroad = numbers(1, &[("+44", "7400123456")]);
    refused(
        pool.call(&abroad).await,
        ErrorCode::InternationalSmsUnavailable,
    );
}
