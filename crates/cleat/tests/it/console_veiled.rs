//! What is masked for support is found out by no filter and no order: C2.

use cleat_api::passcode::SmsChannel;
use cleat_api::sms_delivery::ListSmsMessages;
use cleat_api::user::{CreateUser, GetUserBatch, IsUserExists, ListUsers};
use cleat_api::{Endpoint as _, Operation, Value};
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
        ("ada＠example.com", one("email"), 1, 0),
        ("example", one("nickname"), 0, 1),
        ("E12345678", one("identityNumber"), 1, 1),
        ("E1234", one("identityNumber"), 0, 1),
        ("hopper", everywhere.clone(), 1, 1),
        ("hopper", one("name"), 1, 1),
        ("lovelace", one("name"), 1, 1),
        // Whose other name is an address is found by the one that is none.
        ("lovelace", everywhere.clone(), 1, 1),
        ("ada", everywhere.clone(), 1, 1),
        ("ada", one("nickname"), 0, 1),
        (&id[2..], one("id"), 1, 1),
    ] {
        let wanted = json!({ "keywords": words, "options": { "fuzzySearchOn": on } });
        let told = found(&support, &wanted).await;
        assert_eq!(told["data"]["totalCount"], of_support, "{wanted}: {told}");
        let told = found(&first, &wanted).await;
        assert_eq!(told["data"]["totalCount"], of_owner, "{wanted}: {told}");
    }
}

/// A call names a few whole values of what is masked, by whatever field, and not all that a mask may
/// stand for.
#[tokio::test(flavor = "multi_thread")]
async fn c2_support_compares_few_values_at_once() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (support, _) = operator(&mut first, "sue", "support").await;
    let numbers = |count: u32| -> Vec<String> { (0..count).map(number).collect() };
    let listed = |count: u32| numbers(count).join(",");
    let one = |field: &str, count: u32| json!({ "field": field, "operator": "IN", "value": numbers(count) });
    let list = ListUsers::operation();
    for (operation, body, allowed) in [
        (list, json!({ "advancedFilter": [one("phone", 5)] }), true),
        (list, json!({ "advancedFilter": [one("phone", 6)] }), false),
        (list, json!({ "advancedFilter": [one("phone", 50)] }), false),
        (
            list,
            json!({ "advancedFilter": [one("company", 50)] }),
            false,
        ),
        (
            list,
            json!({ "advancedFilter": [one("phone", 3), one("email", 3)] }),
            false,
        ),
        (
            list,
            json!({ "advancedFilter": [one("phone", 5)], "keywords": number(9) }),
            false,
        ),
        (list, json!({ "advancedFilter": [one("userId", 50)] }), true),
        (
            GetUserBatch::operation(),
            json!({ "userIds": listed(5), "userIdType": "phone" }),
            true,
        ),
        (
            GetUserBatch::operation(),
            json!({ "userIds": listed(6), "userIdType": "phone" }),
            false,
        ),
        (
            GetUserBatch::operation(),
            json!({ "userIds": listed(6), "userIdType": "email" }),
            false,
        ),
        (
            GetUserBatch::operation(),
            json!({ "userIds": listed(50) }),
            true,
        ),
    ] {
        let told = support.operate(operation, &body).await;
        let status = if allowed { 200 } else { 400 };
        assert_eq!(told["statusCode"], status, "{body}: {told}");
        let told = first.operate(operation, &body).await;
        assert_eq!(told["statusCode"], 200, "{body}: {told}");
    }
}

/// Values that somebody compared with what they see masked.
const COUNTED: &str =
    "SELECT COALESCE(MAX(count), 0) FROM usage_window WHERE subject LIKE 'masked:%'";

/// Every way to ask whether a whole value is somebody's counts for the operator who asks; after a
/// hundred in an hour there are no more, and names and ids are found all the same.
#[tokio::test(flavor = "multi_thread")]
async fn c2_support_compares_few_values_in_an_hour() {
    let server = Server::start().await;
    let mut first = owner(&server).await;
    let (support, _) = operator(&mut first, "sue", "support").await;
    let (other, _) = operator(&mut first, "sam", "support").await;
    let (phone, user_id) = somebody(&first).await;
    let shown = support.get("session").await;
    let allowed = shown["data"]["operations"].as_array().unwrap().clone();
    let mut ways = ways(&phone, &user_id);
    for operation in cleat_api::operations() {
        let is_allowed = allowed.iter().any(|id| id == operation.id);
        if is_allowed && takes_kind(operation) {
            ways.push((operation, by_kind(operation, &phone, "phone"), 1));
            ways.push((operation, by_kind(operation, "ada@example.com", "email"), 1));
            ways.push((operation, by_kind(operation, &phone, "username"), 1));
            ways.push((operation, by_kind(operation, &user_id, "user_id"), 0));
        }
    }
    assert!(ways.len() > 40, "{}", ways.len());
    for (operation, body, values) in &ways {
        let before = server.count(COUNTED).await;
        let told = support.operate(operation, body).await;
        assert_eq!(told["statusCode"], 200, "{} {body}: {told}", operation.id);
        let added = server.count(COUNTED).await - before;
        assert_eq!(added, *values, "{} {body}", operation.id);
    }
    let ask = json!({ "phone": phone });
    for _ in server.count(COUNTED).await..100 {
        let told = support.operate(IsUserExists::operation(), &ask).await;
        assert_eq!(told["statusCode"], 200, "{told}");
    }
    for (operation, body, values) in &ways {
        let told = support.operate(operation, body).await;
        let status = if *values == 0 { 200 } else { 429 };
        assert_eq!(
            told["statusCode"], status,
            "{} {body}: {told}",
            operation.id
        );
        for console in [&first, &other] {
            let told = console.operate(operation, body).await;
            assert_eq!(told["statusCode"], 200, "{} {body}: {told}", operation.id);
        }
    }
    server.advance(3600);
    // A session ends that nobody uses for half an hour.
    let mut again = support.clone();
    again
        .sign_in("sue@example.com", crate::console::PASSWORD)
        .await;
    let told = again.operate(IsUserExists::operation(), &ask).await;
    assert_eq!(told["statusCode"], 200, "{told}");
}

type Way = (&'static Operation, Value, i64);

/// Ways to compare whole values, and how many each of them compares.
fn ways(phone: &str, user_id: &str) -> Vec<Way> {
    let filter = |field: &str, operator: &str, value: Value| json!({ "advancedFilter": [{ "field": field, "operator": operator, "value": value }] });
    let (list, is) = (ListUsers::operation(), IsUserExists::operation());
    let users = json!({ "userIds": format!("{phone},13900000001"), "userIdType": "phone" });
    let words = |words: &str| json!({ "keywords": words });
    vec![
        (list, filter("phone", "EQUAL", phone.into()), 1),
        (
            list,
            filter("email", "IN", json!(["a@example.com", "b@example.com"])),
            2,
        ),
        (list, filter("name", "EQUAL", "Ada".into()), 1),
        (list, filter("phone", "NOT_NULL", Value::Null), 0),
        (list, filter("id", "IN", json!([user_id, "x"])), 0),
        (list, words(phone), 1),
        (list, words("ada@example.com"), 1),
        (list, words("ada＠example.com"), 1),
        (list, words("ada﹫example.com"), 1),
        (list, words("lovelace"), 0),
        (
            list,
            json!({ "keywords": "E", "options": { "fuzzySearchOn": ["identityNumber"] } }),
            1,
        ),
        (
            list,
            json!({ "keywords": "12", "options": { "fuzzySearchOn": ["id"] } }),
            0,
        ),
        (is, json!({ "phone": phone }), 1),
        (is, json!({ "email": "ada@example.com" }), 1),
        (is, json!({ "username": phone, "phone": phone }), 2),
        (is, json!({ "externalId": phone }), 0),
        (GetUserBatch::operation(), users, 2),
        (
            ListSmsMessages::operation(),
            json!({ "phoneNumber": phone }),
            1,
        ),
        (
            ListSmsMessages::operation(),
            json!({ "userId": user_id }),
            0,
        ),
    ]
}

/// Whether a request says of what kind the id of its user is.
fn takes_kind(operation: &Operation) -> bool {
    let mut shared = Default::default();
    let schema = (operation.request)(&mut shared).to_value();
    let shared = shared.take_definitions(true);
    let known = format!("{schema}{}", Value::Object(shared));
    known.contains("\"userIdType\"")
}

/// A user by an id of a kind, for whatever is asked of them.
fn by_kind(operation: &Operation, id: &str, kind: &str) -> Value {
    match operation.has_body() {
        true => json!({ "userId": id, "appIds": [], "roles": [{ "code": "x" }],
            "options": { "userIdType": kind } }),
        false => json!({ "userId": id, "userIds": id, "userIdType": kind }),
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
