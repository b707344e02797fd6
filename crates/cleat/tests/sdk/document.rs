//! The OpenAPI document: valid, true examples, and what a change of it breaks.

use std::process::Command;

use cleat_api::Value;
use cleat_generate::breaking::breaking;
use cleat_generate::document::faults;
use cleat_generate::world::World;
use cleat_render::schema::entries;
use serde_json::json;

use crate::common::{self, need};
use crate::programs::{document, printed, root};

const BIND: &str = "/paths/~1api~1v3~1bind-phone/post";

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_valid_and_served() {
    need!(common::python());
    let mut check = Command::new(root().join("target/python/bin/python"));
    check
        .arg(root().join("tests/official/python/openapi_check.py"))
        .arg(root().join("docs/openapi.json"));
    let text = printed(check).await;
    let examples: usize = text.split(' ').next().unwrap().parse().unwrap();
    assert!(examples > 110, "{text}");

    let world = World::live().await.unwrap();
    let url = format!("{}/openapi.json", world.credentials.app_host);
    let served: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert_eq!(served, document());
    let mut described: Vec<&str> = entries(&served["paths"])
        .flat_map(|(_, methods)| entries(methods))
        .map(|(_, operation)| operation["operationId"].as_str().unwrap())
        .collect();
    let mut mounted: Vec<&str> = cleat_server::routes()
        .operations()
        .iter()
        .map(|operation| operation.id)
        .collect();
    described.sort_unstable();
    mounted.sort_unstable();
    assert_eq!(described, mounted);
}

/// What a declaration must not leave out: the build of the documents fails by it.
#[test]
fn a_declaration_without_prose_example_or_errors_is_refused() {
    assert_eq!(faults(&document()), Vec::<String>::new());
    let without = |place: &str, name: &str| {
        let mut document = document();
        let at = document
            .pointer_mut(place)
            .unwrap()
            .as_object_mut()
            .unwrap();
        at.remove(name).unwrap();
        faults(&document)
    };
    let answer = format!("{BIND}/responses/200/content/application~1json");
    let body = format!("{BIND}/requestBody/content/application~1json");
    let cases = [
        (BIND, "summary", "bindPhone has no prose"),
        (BIND, "x-errors", "bindPhone has no list of errors"),
        (&body, "example", "bindPhone has no example"),
        (&answer, "example", "bindPhone has no example of its answer"),
        (
            "/components/schemas/BindPhoneDto",
            "description",
            "BindPhoneDto has no prose",
        ),
        (
            "/components/schemas/BindPhoneDto/properties/passCode",
            "description",
            "BindPhoneDto.passCode has no prose",
        ),
    ];
    for (place, name, says) in cases {
        assert_eq!(without(place, name), [says]);
    }
}

#[test]
fn breaking_changes_are_told() {
    let old = document();
    assert_eq!(breaking(&old, &old), Vec::<String>::new());
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut new = document();
        change(&mut new);
        breaking(&old, &new)
    };
    let set = |place: &'static str, value: Value| {
        changed(&|new: &mut Value| *new.pointer_mut(place).unwrap() = value.clone())
    };
    let remove = |place: &'static str, name: &'static str| {
        changed(&|new: &mut Value| {
            let at = new.pointer_mut(place).unwrap().as_object_mut().unwrap();
            at.remove(name).unwrap();
        })
    };
    assert_eq!(
        remove("/paths", "/api/v3/bind-phone"),
        ["bindPhone: post /api/v3/bind-phone is gone"]
    );
    assert_eq!(
        set(
            "/components/schemas/BindPhoneDto/required",
            json!(["passCode", "phoneNumber", "phoneCountryCode"])
        ),
        ["bindPhone request.phoneCountryCode is required now"]
    );
    assert_eq!(
        set(
            "/components/schemas/BindPhoneDto/properties/phoneNumber/type",
            json!("integer")
        ),
        [r#"bindPhone request.phoneNumber: was {"string"}, is {"integer"}"#]
    );
    assert_eq!(
        remove(
            "/components/schemas/BindPhoneDto/properties",
            "phoneCountryCode"
        ),
        ["bindPhone request.phoneCountryCode is gone"]
    );
    assert_eq!(
        set("/components/schemas/CodeType/enum", json!(["SMS"])),
        ["preCheckCode request.codeType: EMAIL is refused now"]
    );
    assert_eq!(
        remove(
            "/components/schemas/PreCheckCodeDataDto/properties",
            "isValid"
        ),
        ["preCheckCode answer.isValid is gone"]
    );
    let told = set(
        "/components/schemas/UserStatus/enum",
        json!([
            "Suspended",
            "Resigned",
            "Activated",
            "Archived",
            "Deactivated",
            "Lost"
        ]),
    );
    assert!(
        told.iter()
            .any(|one| one.ends_with("status: Lost may be answered now")),
        "{told:?}"
    );
    // What nobody relied on breaks nothing.
    let more = changed(&|new: &mut Value| {
        new["components"]["schemas"]["BindPhoneDto"]["properties"]["remark"] =
            json!({ "type": "string" });
        new["paths"]["/api/v3/new"] = new["paths"]["/api/v3/bind-phone"].clone();
    });
    assert_eq!(more, Vec::<String>::new());
}
