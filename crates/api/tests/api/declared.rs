//! Gates over the declarations: each loops over all of them.

use cleat_api::endpoint::{CallerKind, Method, Wire};
use cleat_api::{Value, openapi};
use cleat_render::schema;

#[test]
fn what_stands_in_a_path_is_a_field_of_the_request() {
    for operation in cleat_api::operations() {
        let document = openapi::document(&[operation]);
        let described = schema::operation(&document, operation.id);
        let fields = schema::request_fields(&document, described);
        for name in operation.path_names() {
            let known = fields.iter().any(|field| field.name == name);
            assert!(known, "{}: no field {name}", operation.id);
        }
    }
}

#[test]
fn secrets_of_applications_go_into_bodies_alone() {
    for operation in cleat_api::operations() {
        let body = !operation.proves_application() || operation.has_body();
        assert!(body, "{}", operation.id);
    }
}

#[test]
fn what_changes_something_for_the_pool_is_audited() {
    for operation in cleat_api::operations() {
        let reads = ["get", "list", "is", "has", "check", "preview", "simulate"];
        let reads = reads.iter().any(|verb| operation.id.starts_with(verb));
        if operation.caller == CallerKind::Management {
            assert_eq!(operation.audit.is_none(), reads, "{}", operation.id);
        }
        if operation.method == Method::GET {
            assert_eq!(operation.audit, None, "{}", operation.id);
        }
    }
}

#[test]
fn every_operation_and_every_schema_says_what_it_is() {
    let document = openapi::document(&cleat_api::operations());
    let said = |value: &Value| value.as_str().is_some_and(|text| !text.contains('\n'));
    for operation in cleat_api::operations() {
        let described = schema::operation(&document, operation.id);
        assert!(said(&described["description"]), "{}", operation.id);
    }
    for (name, schema) in schema::entries(&document["components"]["schemas"]) {
        assert!(said(&schema["description"]), "{name}");
    }
}

#[test]
fn standards_of_their_own_are_declared_as_such() {
    let of = |wire| {
        let all = cleat_api::operations().into_iter();
        all.filter(|operation| operation.wire() == wire).count()
    };
    assert_eq!((of(Wire::OAuth), of(Wire::Bare)), (9, 9));
}

/// `rustfmt` does not look into the tables.
#[test]
fn no_line_is_longer_than_a_hundred_columns() {
    let mut folders = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/src").into()];
    let mut lines = 0;
    let mut long = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir::<std::path::PathBuf>(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some("rs".as_ref()) {
                for line in std::fs::read_to_string(&path).unwrap().lines() {
                    lines += 1;
                    if line.chars().count() > 100 {
                        long.push(format!("{}: {line}", path.display()));
                    }
                }
            }
        }
    }
    assert!(lines > 3000, "{lines}");
    assert!(long.is_empty(), "{long:#?}");
}
