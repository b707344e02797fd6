//! What `#[wire]` makes of structs, enums and pages, and the shapes that nouns share.

use cleat_api::{Page, Patch, Value, wire};
use schemars::SchemaGenerator;
use serde_json::json;

/// How it is
/// proven.
#[wire("ProofMethod")]
pub enum Method {
    Phone = "PHONE_PASSCODE",
    Email = "EMAIL_PASSCODE",
}

/// Fields for others.
#[wire(fields)]
pub struct Shared {
    /// First.
    pub one_field: Option<String>,
    /// Second.
    pub other_field: Patch<i64>,
    /// Third.
    pub third: bool,
}

/// A request.
#[wire(request, "ThingDto")]
pub struct Thing {
    /// Which.
    pub id: String,
    with: Shared![third, one_field],
    /// How.
    pub method: Patch<Method>,
    with: Shared! { other_field },
    /// Its name.
    pub name: Patch,
}

/// All of it.
#[wire(snake_case)]
pub struct Whole {
    with: Shared![],
    /// Fourth.
    pub the_fourth: Vec<String>,
}

/// A page of things.
#[wire("ThingPagingDto")]
pub type ThingPage = Page<Thing>;

fn schema<T: schemars::JsonSchema>() -> Value {
    T::json_schema(&mut SchemaGenerator::default()).to_value()
}

fn names(schema: &Value) -> Vec<&str> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.map(|(name, _)| name.as_str()).collect()
}

#[test]
fn fields_are_taken_over_where_they_are_asked_for() {
    let thing = schema::<Thing>();
    let expected = ["id", "third", "oneField", "method", "otherField", "name"];
    assert_eq!(names(&thing), expected);
    assert_eq!(thing["required"], json!(["id", "third"]));
    assert_eq!(thing["properties"]["oneField"]["description"], "First.");
    let whole = schema::<Whole>();
    assert_eq!(
        names(&whole),
        ["one_field", "other_field", "third", "the_fourth"]
    );
}

#[test]
fn an_enum_has_the_values_of_the_wire() {
    assert_eq!(Method::ALL, [Method::Phone, Method::Email]);
    assert_eq!(Method::default(), Method::Phone);
    assert_eq!(Method::parse("EMAIL_PASSCODE"), Some(Method::Email));
    assert_eq!(Method::parse("Email"), None);
    const NAME: &str = Method::Email.as_str();
    assert_eq!(json!(Method::Email), NAME);
    assert_eq!(schema::<Method>()["description"], "How it is proven.");
    assert_eq!(
        <Method as schemars::JsonSchema>::schema_name(),
        "ProofMethod"
    );
}

#[test]
fn a_patch_is_absent_or_cleared_or_new() {
    let read = |value: Value| serde_json::from_value::<Thing>(value);
    let base = |more: Value| {
        let mut object = json!({ "id": "x", "third": true });
        let fields = object.as_object_mut().unwrap();
        fields.extend(more.as_object().cloned().unwrap());
        object
    };
    let absent = read(base(json!({}))).unwrap();
    assert_eq!(
        (&absent.name, &absent.other_field),
        (&Patch::Keep, &Patch::Keep)
    );
    assert_eq!(json!(absent).get("name"), None, "and is not written");
    for cleared in [json!(null), json!("")] {
        let fields = json!({ "name": cleared, "otherField": cleared, "method": cleared });
        let thing = read(base(fields)).unwrap();
        assert_eq!((thing.name, thing.method), (Patch::Clear, Patch::Clear));
        assert_eq!(thing.other_field, Patch::Clear);
    }
    let fields = json!({ "name": "n", "otherField": 7, "method": "EMAIL_PASSCODE" });
    let thing = read(base(fields)).unwrap();
    assert_eq!(thing.name.value().map(String::as_str), Some("n"));
    assert_eq!(thing.other_field, Patch::Set(7));
    assert_eq!(thing.method, Patch::Set(Method::Email));
    for (field, value, why) in [
        ("otherField", json!("7"), "expected i64"),
        ("name", json!(7), "expected a string"),
    ] {
        let refused = read(base(json!({ field: value }))).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
}

#[test]
fn what_is_cleared_reaches_the_server() {
    let thing = Thing::builder()
        .id("x")
        .third(true)
        .name("")
        .other_field(7)
        .method(Method::Email)
        .build();
    let sent = cleat_api::query::object(&thing).unwrap();
    let sent: Thing = serde_json::from_value(sent.into()).unwrap();
    assert_eq!((sent.name, sent.other_field), (Patch::Clear, Patch::Set(7)));
    assert_eq!(sent.method, Patch::Set(Method::Email));
}

#[test]
fn a_patch_says_its_type_and_null() {
    let thing = schema::<Thing>();
    let property = |name: &str| thing["properties"][name]["type"].clone();
    assert_eq!(property("name"), json!(["string", "null"]));
    assert_eq!(property("otherField"), json!(["integer", "null"]));
}

#[test]
fn a_page_has_the_name_that_the_contract_gives_it() {
    let page = ThingPage {
        total_count: 1,
        list: vec![Thing::default()],
    };
    let written = json!(page);
    assert_eq!(
        (&written["totalCount"], written["list"][0]["id"].as_str()),
        (&json!(1), Some(""))
    );
    let mut generator = SchemaGenerator::default();
    let reference = generator.subschema_for::<ThingPage>();
    assert_eq!(reference.to_value()["$ref"], "#/$defs/ThingPagingDto");
    let page = schema::<ThingPage>();
    assert_eq!(names(&page), ["totalCount", "list"]);
    assert_eq!(page["description"], "A page of things.");
    assert_eq!(
        page["properties"]["list"]["items"]["$ref"],
        "#/$defs/ThingDto"
    );
}
