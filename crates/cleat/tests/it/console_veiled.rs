//! What is masked for support is found out by no filter and no order: C2.

use cleat_api::passcode::SmsChannel;
use cleat_api::sms_delivery::ListSmsMessages;
use cleat_api::user::{CreateUser, ListUsers};
use cleat_api::{Endpoint as _, Value};
use serde_json::json;

use crate::console::{Console, operator, owner};
use crate::harness::{Server, number};

/// A user whose every text is a number or an address but one; the number.
async fn somebody(owner: &Console) -> (String, String) {
    let phone = number(7);
    let user = json!({ "phone": phone, "email": "ada@example.com", "username": phone,
        "name": "Ada Lovelace", "nickname": "ada@example.com", "company": phone,
        "identityNumber": "E12345678" });
    let made = owner.operate(CreateUser::operation(), &user).await;
    assert_eq!(made["statusCode"], 200, "{made}");
    (phone, made["data"]["userId"].as_str().unwrap().to_owned())
}

async fn found(console: &Console, wanted: &Value) -> Value {
    console.operate(ListUsers::operation(), wanted).await
}

/// A whole value finds its user; nothing less does, by any comparison of any field, nor by an order.
#[tokio::test(flavor = "multi_thread")]
async fn c2_support_compares_whole_values_alone() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (support, _) = operator(&mut first, "sue", "support").await;
    let (phone, _) = somebody(&first).await;
    let masked = ["phone", "email", "username", "name", "nickname", "company"];
    let masked = masked.into_iter().chain(["identityNumber", "address"]);
    for field in masked {
        for operator in [
            "NOT_EQUAL",
            "GREATER",
            "LESSER",
            "CONTAINS",
            "NOT_CONTAINS",
            "BETWEEN",
        ] {
            let value = match operator {
                "BETWEEN" => json!(["0", "2"]),
                _ => json!("1"),
            };
            let filter = json!({ "advancedFilter":
                [{ "field": field, "operator": operator, "value": value }] });
            let told = found(&support, &filter).await;
            assert_eq!(told["statusCode"], 400, "{filter}: {told}");
            assert!(told["message"].to_string().contains("operator"), "{told}");
            let told = found(&first, &filter).await;
            assert_eq!(told["statusCode"], 200, "{filter}: {told}");
        }
    }
    for field in ["phone", "email", "username"] {
        let sort = json!({ "options": { "sort": [{ "field": field, "order": "asc" }] } });
        let told = found(&support, &sort).await;
        assert_eq!(told["statusCode"], 400, "{sort}: {told}");
        assert_eq!(found(&first, &sort).await["statusCode"], 200, "{sort}");
    }
    for (field, operator, value, count) in [
        ("phone", "EQUAL", json!(phone), 1),
        ("email", "EQUAL", json!("Ada@example.com"), 1),
        ("username", "IN", json!([phone, "eve"]), 1),
        ("nickname", "EQUAL", json!("ada@example.co"), 0),
        ("phone", "NOT_NULL", json!(null), 1),
        ("address", "NOT_NULL", json!(null), 0),
        ("createdAt", "GREATER", json!(0), 1),
        ("status", "NOT_EQUAL", json!("Suspended"), 1),
    ] {
        let filter = json!({ "advancedFilter":
            [{ "field": field, "operator": operator, "value": value }] });
        let told = found(&support, &filter).await;
        assert_eq!(told["data"]["totalCount"], count, "{filter}: {told}");
    }
    let sort = json!({ "options": { "sort": [{ "field": "createdAt", "order": "asc" }] } });
    assert_eq!(found(&support, &sort).await["statusCode"], 200);
}

/// Words find whole numbers and addresses, and parts of names that are neither.
#[tokio::test(flavor = "multi_thread")]
async fn c2_words_of_support_find_whole_values() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (support, _) = operator(&mut first, "sue", "support").await;
    let (phone, id) = somebody(&first).await;
    // `ada` is in an address as well, which whoever looks for names learns nothing of.
    let named = json!({ "username": "grace", "name": "Grace Hopper" });
    first.operate(CreateUser::operation(), &named).await;
    let everywhere = Value::Null;
    let one = |name: &str| json!([name]);
    for (words, on, of_support, of_owner) in [
        (phone.as_str(), everywhere.clone(), 1, 1),
        (&phone[..6], everywhere.clone(), 0, 1),
        (&phone[..6], one("company"), 0, 1),
        (&phone[3..], one("username"), 0, 1),
        ("ada@example.com", everywhere.clone(), 1, 1),
        ("da@example", everywhere.clone(), 0, 1),
        ("example", one("nickname"), 0, 1),
        ("E12345678", one("identityNumber"), 1, 1),
        ("E1234", one("identityNumber"), 0, 1),
        ("hopper", everywhere.clone(), 1, 1),
        ("hopper", one("name"), 1, 1),
        ("lovelace", one("name"), 1, 1),
        (&id[2..], one("id"), 1, 1),
    ] {
        let wanted = json!({ "keywords": words, "options": { "fuzzySearchOn": on } });
        let told = found(&support, &wanted).await;
        assert_eq!(told["data"]["totalCount"], of_support, "{wanted}: {told}");
        let told = found(&first, &wanted).await;
        assert_eq!(told["data"]["totalCount"], of_owner, "{wanted}: {told}");
    }
}

/// Support looks at the messages of a user whose number they see masked.
#[tokio::test(flavor = "multi_thread")]
async fn c2_support_sees_the_messages_of_a_user() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (support, _) = operator(&mut first, "sue", "support").await;
    let (phone, id) = somebody(&first).await;
    for phone in [&phone, &number(8)] {
        server.sms(&server.client, SmsChannel::Login, phone).await;
    }
    let messages = async |wanted: Value| {
        let list = ListSmsMessages::operation();
        support.operate(list, &wanted).await
    };
    let all = messages(json!({})).await;
    assert_eq!(all["data"]["totalCount"], 2, "{all}");
    let own = messages(json!({ "userId": id })).await;
    assert_eq!(own["data"]["totalCount"], 1, "{own}");
    assert_eq!(own["data"]["list"][0]["phoneNumber"], "+86***07");
    let none = messages(json!({ "userId": "nobody" })).await;
    assert_eq!(none["statusCode"], 404, "{none}");
    let bare = json!({ "username": "grace" });
    let bare = first.operate(CreateUser::operation(), &bare).await;
    let none = messages(json!({ "userId": bare["data"]["userId"] })).await;
    assert_eq!(none["data"]["totalCount"], 0, "{none}");
}
