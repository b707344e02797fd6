//! The security settings of a pool.

use cleat_api::security::{GetSecuritySettings, UpdateSecuritySettings};

use crate::harness::Server;

/// What is not named stays; what is out of its range is refused, and nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn settings_are_changed_one_by_one() {
    let server = Server::start().await;
    let pool = &server.client;
    let before = pool.call(&GetSecuritySettings {}).await.unwrap();
    let change = UpdateSecuritySettings::builder().verify_code_length(8);
    pool.call(&change.build()).await.unwrap();
    let after = pool.call(&GetSecuritySettings {}).await.unwrap();
    assert_eq!(after.verify_code_length, 8);
    assert_eq!(
        after.verify_code_max_attempts,
        before.verify_code_max_attempts
    );
    for wrong in [
        UpdateSecuritySettings::builder().verify_code_length(9),
        UpdateSecuritySettings::builder().verify_code_length(3),
    ] {
        let answer = pool.call(&wrong.build()).await;
        assert_eq!(answer.unwrap_err().status_code(), Some(400));
    }
    let tries = UpdateSecuritySettings::builder().verify_code_max_attempts(21);
    let answer = pool.call(&tries.build()).await;
    assert_eq!(answer.unwrap_err().status_code(), Some(400));
    let kept = pool.call(&GetSecuritySettings {}).await.unwrap();
    assert_eq!(kept.verify_code_length, 8);
}
