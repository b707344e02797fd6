//! Fields of a request that stand in its path.

use cleat_api::query::address;
use cleat_api::{Endpoint, Object, Success, Value, openapi, operations, wire};
use cleat_render::schema;
use serde_json::json;

operations! {
    getThing = GET "/things/{thingId}" by User, GetThing -> ();
    changeThing = PUT "/things/{thingId}"
        by Management, audits Call,
        ChangeThing -> Success;
    deleteThing = DELETE "/things/{thingId}/of/{owner}"
        by Management, audits Call,
        DeleteThing -> Success;
    addThing = POST "/things" by User, AddThing -> ();
}

/// Get one.
#[wire(request)]
pub struct GetThing {
    /// Which.
    pub thing_id: Option<String>,
    /// How much of it.
    pub depth: Option<i64>,
}

/// Change one.
#[wire(request, "ChangeThingDto")]
pub struct ChangeThing {
    /// Its name.
    pub name: String,
    /// Which.
    pub thing_id: String,
}

/// Delete one.
#[wire(request)]
pub struct DeleteThing {
    /// Which.
    pub thing_id: String,
    /// Whose.
    pub owner: i64,
}

/// Add one.
#[wire(request, "AddThingDto")]
pub struct AddThing {
    /// Its name.
    pub name: String,
}

fn object(value: Value) -> Object {
    value.as_object().cloned().unwrap_or_default()
}

#[test]
fn the_path_takes_its_fields_out_of_the_request() {
    let mut request = object(json!({ "name": "n", "thingId": "a/b c?d%é" }));
    let path = address(ChangeThing::operation(), &mut request).unwrap();
    assert_eq!(path, "/things/a%2Fb%20c%3Fd%25%C3%A9");
    assert_eq!(request, object(json!({ "name": "n" })));
    let mut request = object(json!({ "owner": 7, "thingId": "x" }));
    let path = address(DeleteThing::operation(), &mut request).unwrap();
    assert_eq!(path, "/things/x/of/7");
    assert!(request.is_empty());
    let mut request = object(json!({ "name": "n" }));
    assert_eq!(
        address(AddThing::operation(), &mut request).unwrap(),
        "/things"
    );
    assert_eq!(request.len(), 1);
}

#[test]
fn what_cannot_stand_in_a_path_is_refused() {
    for bad in [
        json!(""),
        json!("."),
        json!(".."),
        json!(null),
        json!([1]),
        json!({}),
    ] {
        let mut request = object(json!({ "thingId": bad }));
        let refused = address(GetThing::operation(), &mut request).unwrap_err();
        assert!(refused.starts_with("thingId "), "{refused}");
    }
    assert!(address(GetThing::operation(), &mut Object::new()).is_err());
}

#[test]
fn a_called_path_gives_the_fields_back() {
    let get = GetThing::operation();
    let path = "/things/a%2Fb%20c%3fd%25%C3%A9+";
    assert_eq!(
        get.matches(path),
        Some(vec![("thingId", "a/b c?d%é+".into())])
    );
    let delete = DeleteThing::operation();
    let fields = vec![("thingId", "x".into()), ("owner", "7".into())];
    assert_eq!(delete.matches("/things/x/of/7"), Some(fields));
    assert_eq!(AddThing::operation().matches("/things"), Some(vec![]));
}

#[test]
fn the_path_of_another_operation_does_not_match() {
    let get = GetThing::operation();
    let others = [
        "/things",
        "/things/",
        "/things/x/",
        "/things/x/y",
        "things/x",
        "/other/x",
        "",
        // Broken escapes, and what is not UTF-8.
        "/things/%",
        "/things/%2",
        "/things/%zz",
        "/things/%ff",
    ];
    for path in others {
        assert_eq!(get.matches(path), None, "{path}");
    }
    assert_eq!(AddThing::operation().matches("/things/x"), None);
}

#[test]
fn names_and_bodies_are_read_off_the_row() {
    let names = |operation: &cleat_api::Operation| operation.path_names().collect::<Vec<_>>();
    assert_eq!(names(DeleteThing::operation()), ["thingId", "owner"]);
    assert!(names(AddThing::operation()).is_empty());
    let bodies = OPERATIONS.iter().map(|operation| operation.has_body());
    assert_eq!(bodies.collect::<Vec<_>>(), [false, true, false, true]);
}

/// Name, place and whether it is required, of every parameter.
fn parameters(described: &Value) -> Vec<(&str, &str, bool)> {
    let list = described["parameters"].as_array().into_iter().flatten();
    let read = list.map(|parameter| {
        let text = |name: &str| parameter[name].as_str().unwrap_or_default();
        (text("name"), text("in"), parameter["required"] == true)
    });
    read.collect()
}

#[test]
fn the_document_says_what_stands_where() {
    let operations: Vec<_> = OPERATIONS.iter().collect();
    let document = openapi::document(&operations);
    let described = |id| schema::operation(&document, id);
    let get = parameters(described("getThing"));
    assert_eq!(get, [("thingId", "path", true), ("depth", "query", false)]);
    assert!(described("getThing")["requestBody"].is_null());

    let change = described("changeThing");
    assert_eq!(parameters(change), [("thingId", "path", true)]);
    let body = schema::body(change);
    let fields: Vec<_> = schema::entries(&body["properties"])
        .map(|(name, _)| name)
        .collect();
    assert_eq!(fields, ["name"]);
    assert_eq!(body["required"], json!(["name"]));

    let delete = parameters(described("deleteThing"));
    assert_eq!(delete, [("thingId", "path", true), ("owner", "path", true)]);
    let add = described("addThing");
    assert!(add["parameters"].is_null());
    assert_eq!(
        schema::body(add)["$ref"],
        "#/components/schemas/AddThingDto"
    );
}

#[test]
fn a_request_has_all_its_fields_wherever_they_travel() {
    let operations: Vec<_> = OPERATIONS.iter().collect();
    let document = openapi::document(&operations);
    for (id, expected) in [
        ("getThing", 2),
        ("changeThing", 2),
        ("deleteThing", 2),
        ("addThing", 1),
    ] {
        let fields = schema::request_fields(&document, schema::operation(&document, id));
        assert_eq!(fields.len(), expected, "{id}");
    }
    let whole = &document["components"]["schemas"]["ChangeThingDto"]["properties"];
    assert!(
        whole["thingId"].is_object() && whole["name"].is_object(),
        "for the clients"
    );
}
