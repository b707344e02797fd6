//! What somebody is asked who comes back from a source and is nobody here yet, and what they agree to
//! before they go.

use cleat_api::ext_idp::GetIdentities;
use cleat_api::profile::GetProfile;
use cleat_api::security::UpdateSecuritySettings;
use cleat_api::user::CreateUser;
use serde_json::json;

use crate::browser::{Browser, Shown};
use crate::common::{self, need};
use crate::external_sources::{Away, Lab};
use crate::harness::{at_once, number};
use crate::hosted_pages::agreements;
use crate::phone_lab::chromium;

/// The page that asks whose an identity becomes.
async fn asks(lab: &Lab, browser: &Browser, name: &str, sub: &str) -> Shown {
    let page = lab
        .sign_in(browser, name, sub, json!({ "name": "Ada L." }))
        .await;
    let says = format!("Your account at The {name} (Ada L.) is not linked");
    assert!(page.body.contains(&says), "{}", page.body);
    assert!(!page.body.contains("with?source="), "{}", page.body);
    page
}

/// Answers the second form of the page: about what was found, not about who signs in.
async fn answer(browser: &Browser, page: &Shown, with: &str) -> Shown {
    let path = page.path.split('?').next().unwrap();
    let token = page.hidden("form");
    let form = [("form", token.as_str()), ("answer", with)];
    browser.post(&format!("{path}/link"), &form).await
}

/// An identity becomes that of whoever proves an account by what the connection names, and says so.
///
/// Seen to fail with `is_proof` that lets every session pass, with `asked_one` that asks for no
/// token, and with a link that leaves the identity held.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_an_account_links_it() {
    let lab = Lab::new().await;
    let fields = json!({
        "associationMode": "challenge", "challengeBindingMethods": ["phone-code"],
    });
    lab.oidc("ask", fields).await;
    let ada = lab.server.sign_in(&number(1)).await;
    let me = ada.call(&GetProfile::default()).await.unwrap().user_id;
    let browser = lab.browser();
    let page = asks(&lab, &browser, "ask", "at-source").await;
    assert!(page.body.contains("name=\"phone\""), "{}", page.body);
    assert!(!page.body.contains("by=password"), "{}", page.body);
    // Nobody signs up by the way.
    lab.server.advance(61);
    let nobody = browser.by_phone(&lab.server, &page, &number(9)).await;
    assert!(
        nobody.body.contains("No account has this"),
        "{}",
        nobody.body
    );
    assert_eq!(lab.users().await, 1);
    lab.server.advance(61);
    let question = browser.by_phone(&lab.server, &page, &number(1)).await;
    assert!(
        question
            .body
            .contains("The ask (Ada L.) will sign you in as +86***01"),
        "{}",
        question.body
    );
    assert_eq!(lab.identities().await, 0, "not before they say so");
    // A form that was put to nobody.
    let unasked = answer(&browser, &question, "yes").await;
    assert!(unasked.location.is_none() && lab.identities().await == 0);
    let back = browser.submit(&question, &[("answer", "yes")]).await;
    let code = Some("urn:cleat:acr:code");
    assert_eq!(lab.user_by(&back, &["otp", "sms"], code).await, me);
    assert_eq!(ada.call(&GetIdentities {}).await.unwrap().len(), 1);
    assert_eq!(
        lab.server.count("SELECT COUNT(*) FROM external_held").await,
        0
    );
    // Known from now on; a second account of the source is not linked with her.
    let back = lab
        .sign_in(&lab.browser(), "ask", "at-source", json!({}))
        .await;
    assert_eq!(lab.user_of(&back).await, me);
    let browser = lab.browser();
    let page = asks(&lab, &browser, "ask", "another").await;
    lab.server.advance(61);
    let question = browser.by_phone(&lab.server, &page, &number(1)).await;
    let taken = browser.submit(&question, &[("answer", "yes")]).await;
    assert!(
        taken.body.contains("linked to another user"),
        "{}",
        taken.body
    );
    let back = browser.submit(&taken, &[("answer", "no")]).await;
    assert_eq!(lab.user_by(&back, &["otp", "sms"], code).await, me);
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

/// Somebody who signs in by another way than those that prove is asked again.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_ways_that_are_named_prove() {
    let lab = Lab::new().await;
    let fields = json!({
        "associationMode": "challenge", "challengeBindingMethods": ["password"],
    });
    lab.oidc("ask", fields).await;
    let create = CreateUser {
        username: Some("ada".into()),
        password: Some("correct horse battery".into()),
        phone: Some(number(1)),
        phone_verified: Some(true),
        ..CreateUser::default()
    };
    let me = lab.server.client.call(&create).await.unwrap().user_id;
    let browser = lab.browser();
    let page = asks(&lab, &browser, "ask", "at-source").await;
    assert!(!page.body.contains("name=\"phone\""), "{}", page.body);
    // The form of another way, made by hand.
    let path = page.path.split('?').next().unwrap().to_owned();
    let token = page.hidden("form");
    let form = [("form", &*token), ("country", "CN"), ("phone", &*number(1))];
    let wants_code = browser.post(&format!("{path}/send"), &form).await;
    let code = lab.server.code(&format!("+86{}", number(1))).await;
    let again = browser
        .submit(&wants_code, &[("code", code.expose())])
        .await;
    assert!(again.body.contains("is not linked"), "{}", again.body);
    assert_eq!(lab.identities().await, 0);
    let fields = [("name", "ada"), ("password", "correct horse battery")];
    let question = browser.submit(&again, &fields).await;
    let back = browser.submit(&question, &[("answer", "yes")]).await;
    let password = Some("urn:cleat:acr:password");
    assert_eq!(lab.user_by(&back, &["pwd"], password).await, me);
    assert_eq!(lab.identities().await, 1);
}

/// Somebody new says so, once, where connection and pool are open; what the source says of addresses
/// does not count for them.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_new_says_so() {
    let lab = Lab::new().await;
    lab.oidc("ask", json!({ "associationMode": "challenge" }))
        .await;
    let browser = lab.browser();
    let proven = json!({ "name": "Ada L.", "email": "ada@example.com", "email_verified": true });
    let page = lab.sign_in(&browser, "ask", "1", proven).await;
    let back = answer(&browser, &page, "new").await;
    let ada = lab.user_of(&back).await;
    let found = "SELECT COUNT(*) FROM account WHERE email IS NULL";
    assert_eq!(lab.server.count(found).await, 1);
    let back = lab.sign_in(&lab.browser(), "ask", "1", json!({})).await;
    assert_eq!(lab.user_of(&back).await, ada);
    // Not in another browser, without the page's token, or when its time is over.
    let browser = lab.browser();
    let page = asks(&lab, &browser, "ask", "2").await;
    let stranger = answer(&lab.browser(), &page, "new").await;
    assert_eq!(stranger.status, 400, "{}", stranger.body);
    let path = page.path.split('?').next().unwrap();
    let forged = [("form", "x"), ("answer", "new")];
    let forged = browser.post(&format!("{path}/link"), &forged).await;
    assert_eq!(forged.status, 403);
    // Whoever gives up goes on without it.
    let plain = answer(&browser, &page, "no").await;
    assert!(plain.body.contains("with?source=ask"), "{}", plain.body);
    let late = lab.browser();
    let page = asks(&lab, &late, "ask", "3").await;
    lab.server.advance(1801);
    let over = answer(&late, &page, "new").await;
    assert!(over.location.is_none() && over.body.contains("with?source=ask"));
    // Closed doors.
    let browser = lab.browser();
    let page = asks(&lab, &browser, "ask", "4").await;
    let closed = UpdateSecuritySettings::builder().register_disabled(true);
    lab.server.client.call(&closed.build()).await.unwrap();
    let shown = answer(&browser, &page, "new").await;
    assert!(shown.location.is_none() && shown.status == 400, "{shown:?}");
    assert!(
        !shown.body.contains("Create a new account"),
        "{}",
        shown.body
    );
    assert_eq!((lab.users().await, lab.identities().await), (1, 1));
}

/// What an application wants agreed to is agreed to before somebody goes to a source.
///
/// Seen to fail with a way to the source that asks for no agreement.
#[tokio::test(flavor = "multi_thread")]
async fn agreements_come_before_a_source() {
    let lab = Lab::new().await;
    lab.oidc("up", json!({})).await;
    agreements(&lab.server, &lab.rp).await;
    let browser = lab.browser();
    let page = browser.get(&lab.rp.request(&[])).await;
    assert!(!page.body.contains("with?source="), "{}", page.body);
    let path = page.path.split('?').next().unwrap().to_owned();
    let with = format!("{path}/with");
    let direct = browser.get(&format!("{with}?source=up")).await;
    assert!(
        direct.body.contains("Agree to what is marked"),
        "{}",
        direct.body
    );
    let token = page.hidden("form");
    let choose = |agrees: &'static str| {
        let form = [
            ("form", token.clone()),
            ("source", "up".into()),
            ("agreement", agrees.into()),
        ];
        let (browser, with) = (&browser, &with);
        async move {
            let form: Vec<_> = form
                .iter()
                .map(|(n, v): &(&str, String)| (*n, v.as_str()))
                .collect();
            browser.post(with, &form).await
        }
    };
    let refused = choose("1").await;
    assert!(
        refused.body.contains("Agree to what is marked"),
        "{}",
        refused.body
    );
    let onward = choose("0").await;
    let to = onward.header("refresh").strip_prefix("0;url=").unwrap();
    assert_eq!(to, format!("{with}?source=up"));
    let away = Away::of(browser.get(to).await);
    let claims = lab.fake.claims("ada", &away.param("nonce"));
    lab.fake.gives(&claims, json!({}));
    lab.user_of(&browser.get(&away.back("code=c1")).await).await;
    assert_eq!(lab.users().await, 1);
}

/// Three who say at once that they are new are one user.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_new_is_new_once() {
    let lab = std::sync::Arc::new(Lab::new().await);
    lab.oidc("ask", json!({ "associationMode": "challenge" }))
        .await;
    for round in 0..5 {
        let browser = std::sync::Arc::new(lab.browser());
        let sub = format!("at-source-{round}");
        let page = std::sync::Arc::new(asks(&lab, &browser, "ask", &sub).await);
        let tries = (0..3).map(|_| {
            let (browser, page) = (browser.clone(), page.clone());
            async move { answer(&browser, &page, "new").await.status }
        });
        let answers = at_once(3, tries).await;
        assert!(answers.iter().all(|status| *status < 500), "{answers:?}");
        assert_eq!(
            (lab.users().await, lab.identities().await),
            (round + 1, round + 1)
        );
    }
}

/// The same in Chromium, which keeps a form from being sent on to another site.
///
/// Seen to fail with an answer that sends the form on to the source.
#[tokio::test(flavor = "multi_thread")]
async fn agreements_lead_on_in_a_browser() {
    need!(common::node("tests/sdk/node"));
    need!(common::program("chromium"));
    let lab = Lab::new().await;
    lab.oidc("up", json!({})).await;
    lab.fake.tell("/authorize", &json!({}));
    agreements(&lab.server, &lab.rp).await;
    let rest = [&*lab.rp.request(&[]), &*lab.fake.base];
    assert_eq!(
        chromium(&lab.server, "sources.mjs", &rest).await,
        "2 ways\n"
    );
}
