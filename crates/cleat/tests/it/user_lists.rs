//! Users as a pool manages them: what a list finds, and which entry of a batch is at fault.

use cleat_api::user::{
    CreateUserInfo, CreateUsersBatch, DeleteUsersBatch, FilterOperator, FuzzyField, ListUsers,
    ListUsersOptions, Pagination, SortField, SortOrder, Sorting, UpdateUserBatch, UpdateUserInfo,
    User, UserFilter,
};
use cleat_api::{ErrorCode, Patch, Value};
use cleat_client::Error;
use serde_json::json;

use crate::harness::{Server, refused};

fn named(username: &str) -> CreateUserInfo {
    CreateUserInfo {
        username: Some(username.into()),
        ..CreateUserInfo::default()
    }
}

async fn create(server: &Server, list: Vec<CreateUserInfo>) -> Result<Vec<User>, Error> {
    let options = None;
    let batch = CreateUsersBatch { list, options };
    server.client.call(&batch).await
}

/// Four users, told apart by the last letter of their names.
async fn people() -> Server {
    let server = Server::start().await;
    let people = vec![
        CreateUserInfo {
            nickname: Some("Zoé".into()),
            email: Some("Ann@example.com".into()),
            email_verified: Some(true),
            ..named("user_A")
        },
        CreateUserInfo {
            nickname: Some("50% zo!".into()),
            phone: Some("13800138000".into()),
            ..named("user-b")
        },
        CreateUserInfo {
            nickname: Some("7".into()),
            external_id: Some("2026-01-01T00:00:00Z".into()),
            ..named("USER.c")
        },
        named("user d"),
    ];
    create(&server, people).await.unwrap();
    server
}

/// Last letters of the names that a list has.
fn letters(users: &[User]) -> String {
    let names = users.iter().filter_map(|user| user.username.as_deref());
    names.filter_map(|name| name.chars().last()).collect()
}

fn only(field: &str, operator: FilterOperator, value: Value) -> ListUsers {
    let filter = UserFilter {
        field: field.into(),
        operator,
        value: Some(value),
    };
    ListUsers {
        advanced_filter: Some(vec![filter]),
        options: Some(sorted(SortField::Username, SortOrder::Asc)),
        ..ListUsers::default()
    }
}

fn sorted(field: SortField, order: SortOrder) -> ListUsersOptions {
    ListUsersOptions {
        sort: Some(vec![Sorting { field, order }]),
        ..ListUsersOptions::default()
    }
}

/// The same on every engine, in the order of the names' bytes. Seen to fail on PostgreSQL with
/// `by_bytes` left out (order, ranges), and on SQLite with `fit` left out (values of other types).
#[tokio::test(flavor = "multi_thread")]
async fn a_filter_finds_the_same_on_every_engine() {
    use FilterOperator as Is;
    let server = people().await;
    for (field, operator, value, expected) in [
        ("username", Is::Equal, json!("user_A"), "A"),
        ("username", Is::Equal, json!("USER_A"), ""),
        ("username", Is::NotEqual, json!("user_A"), "cdb"),
        ("username", Is::Contains, json!("USER_"), "A"),
        ("username", Is::NotContains, json!("USER_"), "cdb"),
        ("username", Is::Greater, json!("a"), "dbA"),
        ("username", Is::Between, json!(["V", "user-z"]), "db"),
        ("username", Is::In, json!(["user-b", "USER.c", "x"]), "cb"),
        ("username", Is::In, json!([]), ""),
        ("username", Is::In, json!([null]), ""),
        ("email", Is::IsNull, json!(null), "cdb"),
        ("email", Is::NotNull, json!(null), "A"),
        ("email", Is::NotEqual, json!("x@example.com"), "cdbA"),
        ("emailVerified", Is::Equal, json!(true), "A"),
        ("emailVerified", Is::Equal, json!("true"), "A"),
        ("emailVerified", Is::NotEqual, json!(1), "cdb"),
        ("emailVerified", Is::Contains, json!("t"), ""),
        ("externalId", Is::Equal, json!("2026-01-01T00:00:00Z"), "c"),
        ("phone", Is::Equal, json!(13_800_138_000_i64), "b"),
        ("nickname", Is::Equal, json!(7), "c"),
        ("nickname", Is::Contains, json!("zo"), "bA"),
        ("nickname", Is::Contains, json!("ZOé"), "A"),
        ("nickname", Is::Contains, json!("ZOÉ"), "A"),
        ("nickname", Is::Contains, json!("0%"), "b"),
        ("nickname", Is::Contains, json!("!"), "b"),
        ("nickname", Is::IsNull, json!(null), "d"),
        ("loginsCount", Is::Equal, json!("0"), "cdbA"),
        ("loginsCount", Is::Lesser, json!("none"), ""),
        ("loginsCount", Is::NotEqual, json!("none"), "cdbA"),
        ("loginsCount", Is::Contains, json!("0"), "cdbA"),
        (
            "createdAt",
            Is::Greater,
            json!("2025-12-31T23:59:59Z"),
            "cdbA",
        ),
        ("createdAt", Is::Lesser, json!("2026-01-01T00:00:00Z"), ""),
        ("lastLogin", Is::Equal, json!(null), ""),
    ] {
        let said = format!("{field} {operator:?} {value}");
        let found = server.client.call(&only(field, operator, value)).await;
        let found = found.unwrap();
        assert_eq!(letters(&found.list), expected, "{said}");
        assert_eq!(found.total_count, found.list.len() as i64, "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keywords_orders_and_pages_are_the_same_on_every_engine() {
    let server = people().await;
    let words = |words: &str, on: Option<Vec<FuzzyField>>| ListUsers {
        keywords: Some(words.into()),
        options: Some(ListUsersOptions {
            fuzzy_search_on: on,
            ..sorted(SortField::Username, SortOrder::Desc)
        }),
        ..ListUsers::default()
    };
    for (list, expected) in [
        (words("USER", None), "Abdc"),
        (words("ann@", None), "A"),
        (words("138", None), "b"),
        (words("zo", Some(vec![FuzzyField::Username])), ""),
        (words("zo", Some(Vec::new())), "Abdc"),
    ] {
        let found = server.client.call(&list).await.unwrap();
        assert_eq!(letters(&found.list), expected, "{:?}", list.keywords);
    }
    for (field, order, expected) in [
        (SortField::Email, SortOrder::Asc, 'A'),
        (SortField::Email, SortOrder::Desc, 'A'),
        (SortField::Phone, SortOrder::Asc, 'b'),
        (SortField::Phone, SortOrder::Desc, 'b'),
    ] {
        let options = Some(sorted(field, order));
        let list = ListUsers {
            options,
            ..ListUsers::default()
        };
        let found = server.client.call(&list).await.unwrap();
        assert!(letters(&found.list).starts_with(expected), "{field:?}");
    }
    let list = ListUsers {
        options: Some(ListUsersOptions {
            pagination: Some(Pagination {
                page: Some(2),
                limit: Some(3),
            }),
            ..sorted(SortField::Username, SortOrder::Asc)
        }),
        ..ListUsers::default()
    };
    let found = server.client.call(&list).await.unwrap();
    assert_eq!((found.total_count, letters(&found.list).as_str()), (4, "A"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_asks_for_too_much_is_refused() {
    use FilterOperator as Is;
    let server = Server::start().await;
    let mut many = only("username", Is::IsNull, json!(null));
    let filter = many.advanced_filter.iter().flatten().next().cloned();
    many.advanced_filter = filter.map(|filter| vec![filter; 101]);
    let keywords = ListUsers {
        keywords: Some("x".repeat(257)),
        ..ListUsers::default()
    };
    let numbers: Vec<i64> = (0..1001).collect();
    for (list, why) in [
        (many, "advancedFilter: has more than 100 conditions"),
        (
            only("loginsCount", Is::In, json!(numbers)),
            "advancedFilter: has more than 1000 values",
        ),
        (
            only("username", Is::Contains, json!("x".repeat(257))),
            "advancedFilter: has more than 256 characters",
        ),
        (keywords, "keywords: must have at most 256 characters"),
        (
            only("password_hash", Is::NotNull, json!(null)),
            "field: cannot be filtered or sorted by",
        ),
    ] {
        refused_for(
            server.client.call(&list).await,
            ErrorCode::InvalidArgument,
            why,
        );
    }
}

/// The refusal and what it says at its end.
#[track_caller]
fn refused_for<T>(answer: Result<T, Error>, code: ErrorCode, detail: &str) {
    let message = match &answer {
        Err(error) => error.refusal().map(|refusal| refusal.message.clone()),
        Ok(_) => None,
    };
    refused(answer, code);
    let message = message.unwrap_or_default();
    assert!(message.ends_with(&format!(": {detail}")), "{message}");
}

/// Seen to fail with the place left out of `Batch::at`.
#[tokio::test(flavor = "multi_thread")]
async fn an_error_names_the_entry_at_fault_and_nothing_is_kept() {
    let server = Server::start().await;
    let made = create(&server, vec![named("taken"), named("other")]).await;
    let ids: Vec<String> = made.unwrap().into_iter().map(|user| user.user_id).collect();
    let with_phone = CreateUserInfo {
        phone: Some("12".into()),
        ..named("new")
    };
    let answer = create(&server, vec![named("new"), with_phone]).await;
    let why = "list[1].phone: not a valid phone number";
    refused_for(answer, ErrorCode::InvalidArgument, why);
    let answer = create(&server, vec![named("new"), named(&"x".repeat(257))]).await;
    let why = "list[1].username: must have at most 256 characters";
    refused_for(answer, ErrorCode::InvalidArgument, why);
    let answer = create(&server, vec![named("new"), named("next"), named("taken")]).await;
    refused_for(answer, ErrorCode::UsernameTaken, "list[2]");
    let answer = create(&server, Vec::new()).await;
    let why = "list: must have 1 to 50 entries";
    refused_for(answer, ErrorCode::InvalidArgument, why);

    let change = |id: &str, username: &str| UpdateUserInfo {
        user_id: id.into(),
        username: Patch::Set(username.into()),
        ..UpdateUserInfo::default()
    };
    let update = |list| UpdateUserBatch {
        list,
        options: None,
    };
    let taken = update(vec![change(&ids[0], "new"), change(&ids[1], "new")]);
    let answer = server.client.call(&taken).await;
    refused_for(answer, ErrorCode::UsernameTaken, "list[1]");
    let unknown = update(vec![change(&ids[0], "new"), change("nobody", "x")]);
    let answer = server.client.call(&unknown).await;
    refused_for(answer, ErrorCode::UserNotFound, "list[1]");
    let wrong = update(vec![change(&ids[0], "a\tb")]);
    let answer = server.client.call(&wrong).await;
    let why = "list[0].username: has control characters";
    refused_for(answer, ErrorCode::InvalidArgument, why);

    let delete = DeleteUsersBatch {
        user_ids: vec![ids[0].clone(), ids[1].clone(), "nobody".into()],
        options: None,
    };
    let answer = server.client.call(&delete).await;
    refused_for(answer, ErrorCode::UserNotFound, "userIds[2]: nobody");
    let kept = "SELECT COUNT(*) FROM account WHERE username IN ('taken', 'other')";
    assert_eq!(server.count(kept).await, 2);
    assert_eq!(server.count("SELECT COUNT(*) FROM account").await, 2);
}
