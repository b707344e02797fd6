//! The sign-in pages, without scripts.

use cleat_api::application::ClientAuthMethod;

use crate::browser::{Browser, CALLBACK, Rp, Wanted, claims};
use crate::harness::{Server, number};

/// From the application to the page, by phone and code, and back with tokens.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_a_code_and_back() {
    let server = Server::start().await;
    for method in ClientAuthMethod::ALL {
        let wanted = Wanted {
            method: *method,
            ..Wanted::default()
        };
        let rp = Rp::with(&server, wanted).await;
        let browser = Browser::new(&server);
        let page = browser.get(&rp.request(&[])).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(
            page.body.contains("to continue to Shop &amp; &lt;Co&gt;"),
            "{}",
            page.body
        );
        let digits: u32 = 1000 + method.as_str().len() as u32;
        let back = browser.by_phone(&server, &page, &number(digits)).await;
        let location = back.location.as_ref().unwrap().as_str();
        assert!(location.starts_with(&format!("{CALLBACK}?")), "{location}");
        assert_eq!(back.told("state").as_deref(), Some("st ate&=#1"));
        let issuer = format!("{}/oidc", rp.host);
        assert_eq!(back.told("iss"), Some(issuer.clone()));
        let (status, tokens) = rp.exchange(&back.code()).await;
        assert_eq!(status, 200, "{tokens}");
        let id = claims(&tokens["id_token"]);
        assert_eq!(id["nonce"], "n-0S6_WzA2Mj");
        assert_eq!(id["aud"], rp.id.as_str());
        assert_eq!(id["iss"], issuer);
        assert_eq!(id["amr"], serde_json::json!(["otp", "sms"]));
        assert_eq!(id["auth_time"], id["iat"]);
        assert_eq!(id["phone_number"], format!("+86{}", number(digits)));
        let (status, me) = rp.me(tokens["access_token"].as_str().unwrap()).await;
        assert!(status == 200 && me["sub"] == id["sub"], "{me}");
        let refreshed = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ];
        let (status, next) = rp.token(&refreshed).await;
        assert_eq!(status, 200, "{next}");
        let again = claims(&next["id_token"]);
        assert_eq!(again["auth_time"], id["auth_time"]);
        assert_eq!(again["amr"], id["amr"]);
    }
}
