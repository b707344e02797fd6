//! Roles: who has them, where they count, what becomes of them.

use cleat_api::oidc::GetUserInfo;
use cleat_api::passcode::SmsChannel;
use cleat_api::profile::GetProfile;
use cleat_api::role::*;
use cleat_api::signin::SignInOptions;
use cleat_api::user::{CreateUser, DeleteUsersBatch, UserIdType};
use cleat_api::{Endpoint, ErrorCode, Patch, Value};
use cleat_client::{Client, Error};
use cleat_protocol::jose::unverified_claims;
use serde_json::json;

use crate::harness::{START, Server, by_phone, client, number};
use crate::namespace::{at_fault, new as namespace};
use crate::tenants::second_pool;

fn new(code: &str) -> CreateRole {
    CreateRole::builder().code(code).build()
}

/// A request out of its JSON, for those that differ in little.
fn of<R: Endpoint>(json: Value) -> R {
    serde_json::from_value(json).unwrap()
}

fn get(code: &str) -> GetRole {
    of(json!({ "code": code }))
}

fn users(ids: &[&str]) -> Vec<Target> {
    let target = |id: &&str| {
        Target::builder()
            .target_type(TargetType::User)
            .target_identifier(*id)
    };
    ids.iter().map(|id| target(id).build()).collect()
}

fn assign(code: &str, id: &str) -> AssignRole {
    AssignRole::builder()
        .code(code)
        .targets(users(&[id]))
        .build()
}

fn revoke(code: &str, id: &str) -> RevokeRole {
    RevokeRole::builder()
        .code(code)
        .targets(users(&[id]))
        .build()
}

async fn sent<E: Endpoint>(by: &Client, request: E) -> Result<E::Response, Error> {
    by.call(&request).await
}

async fn user(by: &Client, name: &str) -> String {
    let new = CreateUser::builder().username(name).build();
    by.call(&new).await.unwrap().user_id
}

/// Whether the role counts for the user: all that tell of it agree.
async fn counts(by: &Client, code: &str, id: &str) -> bool {
    let any = HasAnyRole::builder().user_id(id);
    let any = any
        .roles(vec![RoleCode::builder().code(code).build()])
        .build();
    let has = by.call(&any).await.unwrap().has_any_role;
    let roles = by
        .call(&GetUserRoles::builder().user_id(id).build())
        .await
        .unwrap();
    assert_eq!(roles.total_count, i64::try_from(roles.list.len()).unwrap());
    assert_eq!(roles.list.iter().any(|role| role.code == code), has);
    has
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_created_read_changed_and_deleted() {
    let server = Server::start().await;
    let pool = &server.client;
    let made = pool.call(&new("editor")).await.unwrap();
    let told = [made.name, made.namespace, made.namespace_name];
    assert_eq!(told, ["editor", "default", "default"]);
    assert_eq!(made.status.as_deref(), Some("ENABLE"));
    let update = UpdateRole {
        code: "editor".into(),
        new_code: "chief".into(),
        name: "Chief".into(),
        description: Patch::from("Decides"),
        disable_time: Patch::from((START + 60_000).to_string()),
        enable_permission_apply: Some(true),
        ..UpdateRole::default()
    };
    pool.call(&update).await.unwrap();
    at_fault(pool.call(&get("editor")).await, ErrorCode::RoleNotFound, "");
    let changed = pool.call(&get("chief")).await.unwrap();
    assert_eq!(
        (&changed.id, changed.description.as_str()),
        (&made.id, "Decides")
    );
    assert_eq!(changed.disable_time, Some(START + 60_000));
    assert_eq!(changed.enable_permission_apply, Some(true));
    server.advance(60);
    assert_eq!(
        pool.call(&get("chief")).await.unwrap().status.as_deref(),
        Some("DISABLE")
    );
    let clear = UpdateRole {
        new_code: "chief".into(),
        name: "Chief".into(),
        code: "chief".into(),
        description: Patch::Clear,
        disable_time: Patch::Clear,
        ..UpdateRole::default()
    };
    pool.call(&clear).await.unwrap();
    let cleared = pool.call(&get("chief")).await.unwrap();
    assert_eq!(
        (cleared.description.as_str(), cleared.disable_time),
        ("", None)
    );
    let delete = DeleteRolesBatch::builder()
        .code_list(vec!["chief".into()])
        .build();
    pool.call(&delete).await.unwrap();
    at_fault(pool.call(&get("chief")).await, ErrorCode::RoleNotFound, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_listed_by_namespace_words_and_page() {
    let server = Server::start().await;
    let pool = &server.client;
    pool.call(&namespace("shop")).await.unwrap();
    for code in ["a%b", "Seller"] {
        let wrong = code.contains('%');
        let made = pool.call(&new(code)).await;
        assert_eq!(made.is_err(), wrong, "{code}");
    }
    for n in 0..3 {
        server.advance(1);
        let role =
            json!({ "code": format!("seller{n}"), "name": format!("N{n}"), "namespace": "shop" });
        pool.call(&of::<CreateRole>(role)).await.unwrap();
    }
    let list = of::<ListRoles>(json!({ "namespace": "shop", "page": 2, "limit": 2 }));
    let page = pool.call(&list).await.unwrap();
    let codes: Vec<&str> = page.list.iter().map(|role| role.code.as_str()).collect();
    assert_eq!(
        (page.total_count, codes.as_slice()),
        (3, ["seller0"].as_slice()),
        "newest first"
    );
    let found = async |words: &str| {
        let list = of::<ListRoles>(json!({ "keywords": words, "namespace": "shop" }));
        pool.call(&list).await.unwrap().total_count
    };
    assert_eq!(
        (found("SELL").await, found(" n1 ").await, found("%").await),
        (3, 1, 0)
    );
    let all = pool.call(&ListRoles::default()).await.unwrap();
    assert_eq!(
        (all.total_count, all.list[0].code.as_str()),
        (1, "Seller"),
        "of `default`"
    );
    let plain = of::<ListNamespaceRoles>(json!({ "code": "shop", "keywords": "2" }));
    assert_eq!(pool.call(&plain).await.unwrap().list[0].name, "N2");
    let newer = of::<ListPermissionNamespaceRoles>(json!({ "code": "shop", "query": "2" }));
    assert_eq!(pool.call(&newer).await.unwrap().list[0].code, "seller2");
    let none = json!({ "namespace": "none", "code": "none", "userId": "none" });
    let list = pool.call(&of::<ListRoles>(none.clone())).await;
    at_fault(list, ErrorCode::NamespaceNotFound, "");
    let list = pool.call(&of::<ListPermissionNamespaceRoles>(none)).await;
    at_fault(list, ErrorCode::NamespaceNotFound, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_taken_or_wrong_is_told() {
    use ErrorCode::{Conflict, InvalidArgument, NamespaceNotFound, RoleNotFound};
    let server = Server::start().await;
    let pool = &server.client;
    pool.call(&new("a")).await.unwrap();
    pool.call(&new("b")).await.unwrap();
    at_fault(pool.call(&new("a")).await, Conflict, "code");
    let create = |more: Value| {
        let mut role = json!({ "code": "c" });
        role.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        sent(pool, of::<CreateRole>(role))
    };
    at_fault(
        create(json!({ "namespace": "none" })).await,
        NamespaceNotFound,
        "namespace",
    );
    for (more, field) in [
        (json!({ "namespace": "system" }), "namespace: system is"),
        (json!({ "code": "a b" }), "code: must be"),
        (json!({ "name": "x".repeat(257) }), "name: must have"),
        (
            json!({ "description": "x".repeat(2049) }),
            "description: must have",
        ),
        (json!({ "disableTime": "tomorrow" }), "disableTime: must be"),
    ] {
        at_fault(create(more).await, InvalidArgument, field);
    }
    let update = |code: &str, new_code: &str, status: &str| {
        let role = json!({ "code": code, "newCode": new_code, "name": "x", "status": status });
        sent(pool, of::<UpdateRole>(role))
    };
    at_fault(update("a", "b", "ENABLE").await, Conflict, "newCode");
    at_fault(update("none", "b", "ENABLE").await, RoleNotFound, "");
    at_fault(
        update("a", "a b", "ENABLE").await,
        InvalidArgument,
        "newCode: must be",
    );
    at_fault(
        update("a", "a", "OFF").await,
        InvalidArgument,
        "status: must be",
    );
    let role = json!({ "code": "none", "roleCode": "none" });
    at_fault(
        pool.call(&of::<ListRoleMembers>(role.clone())).await,
        RoleNotFound,
        "",
    );
    at_fault(
        pool.call(&of::<ListRoleAssignments>(role.clone())).await,
        RoleNotFound,
        "",
    );
    at_fault(
        pool.call(&of::<GetRoleAuthorizedResources>(role)).await,
        RoleNotFound,
        "",
    );
    let some = |codes: &[&str]| {
        let roles: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
        of::<CheckMutualExclusion>(json!({ "roles": roles }))
    };
    assert!(
        !pool
            .call(&some(&["a", "b"]))
            .await
            .unwrap()
            .exist_mutually_exclusive
    );
    at_fault(
        pool.call(&some(&["a", "none"])).await,
        RoleNotFound,
        "roles[1].code",
    );
    let resources = of::<GetRoleAuthorizedResources>(json!({ "code": "a", "resourceType": "API" }));
    assert_eq!(pool.call(&resources).await.unwrap().total_count, 0);
    for (code, namespace, name, free) in [
        ("c", "default", "", true),
        ("a", "default", "", false),
        ("c", "none", "", false),
        ("c", "system", "", false),
        ("c d", "default", "", false),
        ("c", "default", "a", false),
    ] {
        let check = json!({ "code": code, "namespace": namespace, "name": name });
        let answer = pool.call(&of::<CheckParamsNamespace>(check)).await.unwrap();
        assert_eq!(
            (answer.is_valid, answer.message),
            (free, !free),
            "{code} {namespace} {name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_does_all_or_nothing_and_names_the_entry_at_fault() {
    use ErrorCode::{Conflict, InvalidArgument, NamespaceNotFound, RoleNotFound, UserNotFound};
    let server = Server::start().await;
    let pool = &server.client;
    pool.call(&namespace("shop")).await.unwrap();
    let create = |list: Value| sent(pool, of::<CreateRolesBatch>(json!({ "list": list })));
    let answer = create(json!([{ "code": "a" }, { "code": "a" }])).await;
    at_fault(answer, Conflict, "list[1].code");
    let answer = create(json!([{ "code": "a" }, { "code": "b", "namespace": "none" }])).await;
    at_fault(answer, NamespaceNotFound, "list[1].namespace");
    at_fault(create(json!([])).await, InvalidArgument, "list: must have");
    assert_eq!(server.count("SELECT COUNT(*) FROM role").await, 0);
    create(json!([{ "code": "a" }, { "code": "a", "namespace": "shop" }]))
        .await
        .unwrap();
    let ada = user(pool, "ada").await;
    let targets = json!([
        { "targetType": "USER", "targetIdentifier": ada },
        { "targetType": "USER", "targetIdentifier": "nobody" },
    ]);
    let group = json!([{ "targetType": "GROUP", "targetIdentifier": "g" }]);
    let batch = |targets: &Value, second: &str| json!({ "targets": targets, "roles": [{ "code": "a" }, { "code": second }] });
    for (targets, code, fault) in [
        (&targets, UserNotFound, "targets[1].targetIdentifier"),
        (
            &group,
            InvalidArgument,
            "targets[0].targetType: must be USER",
        ),
    ] {
        let (one, two) = (
            json!({ "targets": targets, "code": "a" }),
            batch(targets, "a"),
        );
        at_fault(pool.call(&of::<AssignRole>(one.clone())).await, code, fault);
        at_fault(pool.call(&of::<RevokeRole>(one)).await, code, fault);
        at_fault(
            pool.call(&of::<AssignRoleBatch>(two.clone())).await,
            code,
            fault,
        );
        at_fault(pool.call(&of::<RevokeRoleBatch>(two)).await, code, fault);
    }
    let two = batch(&json!(users(&[&ada])), "none");
    at_fault(
        pool.call(&of::<AssignRoleBatch>(two.clone())).await,
        RoleNotFound,
        "roles[1].code",
    );
    at_fault(
        pool.call(&of::<RevokeRoleBatch>(two)).await,
        RoleNotFound,
        "roles[1].code",
    );
    at_fault(pool.call(&assign("none", &ada)).await, RoleNotFound, "code");
    at_fault(pool.call(&revoke("none", &ada)).await, RoleNotFound, "code");
    assert!(!counts(pool, "a", &ada).await);
    let delete = of::<DeleteRolesBatch>(json!({ "codeList": ["a", "none"] }));
    at_fault(pool.call(&delete).await, RoleNotFound, "codeList[1]");
    let delete = of::<DeleteRoles>(json!({ "roleList": [{ "code": "a" }, { "code": "none" }] }));
    at_fault(pool.call(&delete).await, RoleNotFound, "roleList[1]");
    let delete = json!([{ "code": "a" }, { "code": "a", "namespace": "shop" }]);
    pool.call(&of::<DeleteRoles>(json!({ "roleList": delete })))
        .await
        .unwrap();
    assert_eq!(server.count("SELECT COUNT(*) FROM role").await, 0);
}

/// Seen to fail with the times left out of `COUNTING`, and with `disabled` left out of `held`.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_counts_from_when_until_when_and_while_it_is_enabled() {
    let server = Server::start().await;
    let pool = &server.client;
    let me = server.sign_in(&number(1)).await;
    let id = me.call(&GetProfile::default()).await.unwrap().user_id;
    pool.call(&new("editor")).await.unwrap();
    let mut timed = assign("editor", &id);
    (timed.enable_time, timed.end_time) = (Some(START + 20_000), Some(START + 10_000));
    at_fault(
        pool.call(&timed).await,
        ErrorCode::InvalidArgument,
        "endTime: must be",
    );
    (timed.enable_time, timed.end_time) = (Some(START + 10_000), Some(START + 20_000));
    pool.call(&timed).await.unwrap();
    let assigned =
        of::<ListRoleAssignments>(json!({ "roleCode": "editor", "targetType": ["USER"] }));
    let mut seen = Vec::new();
    for _ in 0..3 {
        let mine = me.call(&GetRoleList::default()).await.unwrap().len();
        let members = pool
            .call(&of::<ListRoleMembers>(json!({ "code": "editor" })))
            .await
            .unwrap();
        let row = pool.call(&assigned).await.unwrap().data.remove(0);
        let all = [mine == 1, members.total_count == 1, row.status == "ENABLE"];
        assert_eq!(all, [counts(pool, "editor", &id).await; 3]);
        seen.push(mine);
        server.advance(10);
    }
    assert_eq!(seen, [0, 1, 0]);
    pool.call(&assign("editor", &id)).await.unwrap();
    let row = pool.call(&assigned).await.unwrap();
    assert_eq!(
        (row.total_count, row.data[0].end_time),
        (Some(1), None),
        "assigned anew, for good"
    );
    assert!(counts(pool, "editor", &id).await);
    for (status, count) in [("DISABLE", false), ("ENABLE", true)] {
        let update =
            json!({ "code": "editor", "newCode": "editor", "name": "E", "status": status });
        pool.call(&of::<UpdateRole>(update)).await.unwrap();
        assert_eq!(counts(pool, "editor", &id).await, count, "{status}");
    }
    let searched = |more: Value| sent(pool, of::<ListRoleAssignments>(more));
    for none in [
        json!({ "roleCode": "editor", "targetType": ["DEPARTMENT"] }),
        json!({ "roleCode": "editor", "query": "reader" }),
    ] {
        assert_eq!(searched(none).await.unwrap().total_count, Some(0));
    }
    pool.call(&revoke("editor", &id)).await.unwrap();
    pool.call(&revoke("editor", &id)).await.unwrap();
    assert!(!counts(pool, "editor", &id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_found_by_user_and_namespace() {
    let server = Server::start().await;
    let pool = &server.client;
    let other = client(&second_pool(&server).await);
    let (ada, bob) = (user(pool, "ada").await, user(&other, "bob").await);
    for (by, id) in [(pool, &ada), (&other, &bob)] {
        by.call(&namespace("shop")).await.unwrap();
        by.call(&of::<CreateRole>(
            json!({ "code": "a", "namespace": "shop" }),
        ))
        .await
        .unwrap();
        let both =
            json!({ "targets": users(&[id]), "roles": [{ "code": "a", "namespace": "shop" }] });
        by.call(&of::<AssignRoleBatch>(both)).await.unwrap();
    }
    at_fault(
        pool.call(&assign("a", &bob)).await,
        ErrorCode::UserNotFound,
        "targets[0]",
    );
    let role = json!({ "code": "a", "namespace": "shop" });
    let members = pool
        .call(&of::<ListRoleMembers>(role.clone()))
        .await
        .unwrap();
    let ids: Vec<&String> = members.list.iter().map(|user| &user.user_id).collect();
    assert_eq!(ids, [&ada], "not those of the other pool");
    assert!(!counts(pool, "a", &ada).await, "not in `default`");
    let mut roles = GetUserRoles::builder()
        .user_id("ada")
        .namespace("shop")
        .build();
    roles.user_id_type = Some(UserIdType::Username);
    assert_eq!(
        pool.call(&roles).await.unwrap().list[0].namespace_name,
        "shop"
    );
    let shop = RoleCode::builder().code("a").namespace("shop").build();
    roles.user_id = "nobody".into();
    at_fault(pool.call(&roles).await, ErrorCode::UserNotFound, "");
    let any = HasAnyRole::builder()
        .user_id("nobody")
        .roles(vec![shop.clone()])
        .build();
    at_fault(pool.call(&any).await, ErrorCode::UserNotFound, "");
    let any = HasAnyRole::builder()
        .user_id(&ada)
        .roles(vec![shop])
        .build();
    assert!(pool.call(&any).await.unwrap().has_any_role);
    let none = GetUserRoles::builder()
        .user_id(&ada)
        .namespace("none")
        .build();
    at_fault(pool.call(&none).await, ErrorCode::NamespaceNotFound, "");
    let me = server.sign_in(&number(1)).await;
    let none = GetRoleList::builder().namespace("none").build();
    at_fault(me.call(&none).await, ErrorCode::NamespaceNotFound, "");
    at_fault(
        pool.call(&GetRoleList::default()).await,
        ErrorCode::NotSignedIn,
        "",
    );
    pool.call(&DeleteUsersBatch::builder().user_ids(vec![ada]).build())
        .await
        .unwrap();
    assert_eq!(
        server.count("SELECT COUNT(*) FROM role_assignment").await,
        1,
        "of the other pool"
    );
}

/// Seen to fail with the scope not asked for in `claims::of`.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_tell_of_roles_under_their_scope_alone() {
    let server = Server::start().await;
    let pool = &server.client;
    let me = server.sign_in(&number(1)).await;
    let id = me.call(&GetProfile::default()).await.unwrap().user_id;
    let admin = json!({ "code": "auditor", "name": "Auditor" });
    let made = pool
        .call(&of::<CreateAdminRole>(admin.clone()))
        .await
        .unwrap();
    assert!(made.is_valid && !made.message);
    at_fault(
        pool.call(&of::<CreateAdminRole>(admin)).await,
        ErrorCode::Conflict,
        "code",
    );
    for code in ["reader", "editor", "ended"] {
        server.advance(1);
        pool.call(&new(code)).await.unwrap();
        let mut assign = assign(code, &id);
        assign.end_time = (code == "ended").then_some(START);
        pool.call(&assign).await.unwrap();
    }
    let mut assign = assign("auditor", &id);
    assign.namespace = Some("system".into());
    pool.call(&assign).await.unwrap();
    let mut told = Vec::new();
    for scope in ["openid roles", "openid profile"] {
        server.advance(61);
        let code = server.sms(pool, SmsChannel::Login, &number(1)).await;
        let mut sign_in = by_phone(&number(1), code);
        sign_in.options = Some(SignInOptions::builder().scope(scope).build());
        let tokens = pool.call(&sign_in).await.unwrap();
        let by = pool.with_access_token(tokens.access_token.unwrap());
        let info = by.call(&GetUserInfo::default()).await.unwrap();
        let id_token = tokens.id_token.unwrap();
        let claims = unverified_claims(id_token.expose()).unwrap();
        assert_eq!(claims.get("roles"), info.get("roles"));
        told.push(info.get("roles").cloned());
    }
    assert_eq!(told, [Some(json!(["editor", "reader"])), None]);
    let delete = |codes: Value| of::<DeleteAdminRolesBatch>(json!({ "codeList": codes }));
    let answer = pool.call(&delete(json!(["auditor", "editor"]))).await;
    at_fault(answer, ErrorCode::RoleNotFound, "codeList[1]");
    let by_others = json!({ "codeList": ["auditor"], "namespace": "system" });
    let answer = pool.call(&of::<DeleteRolesBatch>(by_others)).await;
    at_fault(answer, ErrorCode::InvalidArgument, "namespace: system is");
    pool.call(&delete(json!(["auditor"]))).await.unwrap();
}

/// Roles are assigned while role and user are deleted: no assignment is left behind.
///
/// Seen to fail with the role read instead of locked in `assign.rs`, on PostgreSQL.
#[tokio::test(flavor = "multi_thread")]
async fn no_assignment_outlives_its_role_or_its_user() {
    let server = Server::start().await;
    let pool = &server.client;
    for round in 0..20 {
        let code = format!("r{round}");
        let (one, two) = (new(&code), new(&code));
        let made = tokio::join!(pool.call(&one), pool.call(&two));
        let made = [made.0, made.1];
        assert_eq!(
            made.iter().filter(|made| made.is_ok()).count(),
            1,
            "the same role twice"
        );
        let id = user(pool, &code).await;
        let delete = of::<DeleteRolesBatch>(json!({ "codeList": [code] }));
        let leave = DeleteUsersBatch::builder()
            .user_ids(vec![id.clone()])
            .build();
        let (first, second) = (assign(&code, &id), assign(&code, &id));
        let gone = async {
            if round % 2 == 0 {
                pool.call(&delete).await.map(drop)
            } else {
                pool.call(&leave).await.map(drop)
            }
        };
        let (_, gone, _) = tokio::join!(pool.call(&first), gone, pool.call(&second));
        gone.unwrap();
    }
    assert_eq!(
        server.count("SELECT COUNT(*) FROM role_assignment").await,
        0
    );
    let faults = cleat_server::check::faults(&server.app).await.unwrap();
    assert!(faults.is_empty(), "{faults:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_leaves_its_row() {
    let server = Server::start().await;
    let pool = &server.client;
    let id = user(pool, "ada").await;
    pool.call(&new("a")).await.unwrap();
    pool.call(&assign("a", &id)).await.unwrap();
    at_fault(
        pool.call(&assign("b", &id)).await,
        ErrorCode::RoleNotFound,
        "code",
    );
    let batch = json!({ "targets": users(&[&id]), "roles": [{ "code": "b" }] });
    let answer = pool.call(&of::<RevokeRoleBatch>(batch)).await;
    at_fault(answer, ErrorCode::RoleNotFound, "roles[0].code");
    for (sql, rows) in [
        (
            "SELECT COUNT(*) FROM audit WHERE event = 'createRole' AND success",
            1,
        ),
        (
            "SELECT COUNT(*) FROM audit WHERE event = 'assignRole' AND user_id IS NOT NULL",
            2,
        ),
        (
            "SELECT COUNT(*) FROM audit WHERE event = 'assignRole' AND NOT success",
            1,
        ),
        (
            "SELECT COUNT(*) FROM audit WHERE event = 'revokeRoleBatch' AND NOT success",
            1,
        ),
    ] {
        assert_eq!(server.count(sql).await, rows, "{sql}");
    }
}
