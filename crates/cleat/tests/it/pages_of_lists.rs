//! Lists that are answered a page at a time: each page has its rows, whatever its size.

use cleat_api::{Object, Operation, Value};
use cleat_client::Client;
use serde_json::json;

use crate::bounds::DOCUMENT;
use crate::harness::{Server, client, figure, number};
use crate::people::{PASSWORD, by_password};

fn operation(id: &str) -> &'static Operation {
    let mut all = cleat_api::operations().into_iter();
    all.find(|operation| operation.id == id).unwrap()
}

async fn call(by: &Client, id: &str, params: Value) -> Value {
    let params = params.as_object().unwrap().clone();
    let answer = by.call_dynamic(operation(id), params).await;
    answer.unwrap_or_else(|error| panic!("{id}: {error}"))
}

/// Where a request says its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paged {
    Plainly,
    InPagination,
    InOptions,
}

impl Paged {
    /// How an operation is told its page, if it is.
    fn of(operation: &Operation) -> Option<Self> {
        let method = operation.method.as_str().to_lowercase();
        let told = &DOCUMENT["paths"][operation.path][method];
        let mut names = told["parameters"].as_array().into_iter().flatten();
        if names.any(|parameter| parameter["name"] == "page") {
            return Some(Self::Plainly);
        }
        let body = &told["requestBody"]["content"]["application/json"]["schema"];
        let fields = |schema: &Value| {
            let name = schema["$ref"]
                .as_str()
                .and_then(|path| path.rsplit('/').next());
            name.map(|name| DOCUMENT["components"]["schemas"][name]["properties"].clone())
        };
        let of_body = fields(body)?;
        if of_body.get("page").is_some() {
            return Some(Self::Plainly);
        }
        if of_body.get("pagination").is_some() {
            return Some(Self::InPagination);
        }
        let options = of_body.get("options")?;
        let within = [
            options.clone(),
            options["anyOf"][0].clone(),
            options["allOf"][0].clone(),
        ];
        let mut within = within.iter().filter_map(fields);
        within
            .any(|fields| fields.get("pagination").is_some())
            .then_some(Self::InOptions)
    }

    fn ask(self, params: &Value, page: usize, limit: usize) -> Value {
        let mut params = params.clone();
        let at = json!({ "page": page, "limit": limit });
        match self {
            Self::Plainly => {
                let own: &mut Object = params.as_object_mut().unwrap();
                own.extend(at.as_object().unwrap().clone());
            }
            Self::InPagination => params["pagination"] = at,
            Self::InOptions => params["options"] = json!({ "pagination": at }),
        }
        params
    }
}

/// Rows for every list, all of one moment, so that nothing but the order of the list itself says
/// which comes first.
async fn fill(server: &Server) -> (Client, String) {
    let pool = &server.client;
    let mut ids = Vec::new();
    for n in 0..5 {
        let user = json!({ "username": format!("user{n}"), "password": PASSWORD });
        let user = call(pool, "createUser", user).await;
        ids.push(user["userId"].as_str().unwrap().to_owned());
        let made = json!({ "appName": format!("App {n}") });
        call(pool, "createApplication", made).await;
        for id in ["createNamespace", "createPermissionNamespace"] {
            let name = format!("{}{n}", id.to_lowercase());
            let space = json!({ "code": name, "name": name });
            call(pool, id, space).await;
        }
        let role = json!({ "code": format!("role{n}"), "name": "Role" });
        call(pool, "createRole", role).await;
        let send = json!({ "channel": "CHANNEL_LOGIN", "phoneNumber": number(n) });
        call(pool, "sendSms", send).await;
    }
    let targets: Vec<_> = ids
        .iter()
        .map(|id| json!({ "targetType": "USER", "targetIdentifier": id }))
        .collect();
    let assign = json!({ "code": "role0", "targets": targets });
    call(pool, "assignRole", assign).await;
    let mut me = None;
    for _ in 0..5 {
        me = Some(server.signed_in(&by_password("user0", PASSWORD)).await);
    }
    (me.unwrap(), ids.swap_remove(0))
}

/// Every list that has pages, over all its pages of every size: the rows of the whole list, in its
/// order, each once; the count is that of all pages; behind the last page there is nothing.
#[tokio::test(flavor = "multi_thread")]
async fn every_list_over_all_its_pages() {
    let server = Server::start().await;
    let (me, user_id) = fill(&server).await;
    let pool = client(&server.credentials);
    let asked = [
        ("getLoginHistory", &me, json!({})),
        ("listUsers", &pool, json!({})),
        ("getUserActionLogs", &pool, json!({})),
        ("getAdminAuditLogs", &pool, json!({})),
        ("getUserLoginHistory", &pool, json!({ "userId": user_id })),
        ("listApplications", &pool, json!({})),
        ("listNamespaces", &pool, json!({})),
        ("listPermissionNamespaces", &pool, json!({})),
        ("listRoles", &pool, json!({})),
        ("listRoleMembers", &pool, json!({ "code": "role0" })),
        ("listRoleAssignments", &pool, json!({ "roleCode": "role0" })),
        ("listNamespaceRoles", &pool, json!({ "code": "default" })),
        (
            "listPermissionNamespaceRoles",
            &pool,
            json!({ "code": "default" }),
        ),
        ("listSmsMessages", &pool, json!({})),
    ];
    for operation in cleat_api::operations() {
        let is_asked = asked.iter().any(|(id, ..)| *id == operation.id);
        assert_eq!(Paged::of(operation).is_some(), is_asked, "{}", operation.id);
    }
    let mut looked_at = 0;
    for (id, by, params) in &asked {
        let paged = Paged::of(operation(id)).unwrap();
        let page = async |page: usize, limit: usize| {
            let told = call(by, id, paged.ask(params, page, limit)).await;
            let rows = told.get("list").or(told.get("data"));
            let rows = rows.and_then(Value::as_array).unwrap().clone();
            (told["totalCount"].as_u64().unwrap(), rows)
        };
        let (total, whole) = page(1, 50).await;
        let rows = whole.len();
        assert_eq!(total, rows as u64, "{id}");
        assert!(rows >= 5, "{id}: {rows}");
        for limit in [1, 2, rows - 1, rows] {
            for (n, expected) in (1..).zip(whole.chunks(limit)) {
                let (count, list) = page(n, limit).await;
                assert_eq!(count, total, "{id}: page {n} of {limit}");
                assert_eq!(list, expected, "{id}: page {n} of {limit}");
                looked_at += 1;
            }
            let behind = page(rows.div_ceil(limit) + 1, limit).await;
            assert_eq!(
                behind,
                (total, Vec::new()),
                "{id}: behind the last of {limit}"
            );
        }
    }
    figure(
        "W9",
        format_args!("{looked_at} pages of {} lists: every row once", asked.len()),
    );
}
