//! The columns of a row.

use cleat_api::endpoint::{CallerKind, ClientClass, Limit, Method, Proof, Wire};
use cleat_api::error::CODE;
use cleat_api::{Endpoint, ErrorCode, Success, operations, wire};

operations! {
    plain = GET "/plain" by User, Plain -> ();
    full = POST "/full" also "/whole" also "/entire"
        by Public, counts Guess, audits BindPhone, wire OAuth, client Management, proof Body,
        Full -> Vec<Success>,
        errors [UserNotFound] + CODE + [Conflict, InvalidScope];
    managed = DELETE "/managed" by Management, audits Call, Managed -> Success, errors CODE;
}

/// Nothing but what a row must say.
#[wire(request)]
pub struct Plain {}

/// Every column.
#[wire(request)]
pub struct Full {}

/// A call of management.
#[wire(request)]
pub struct Managed {}

#[test]
fn a_column_that_is_left_out_is_as_usual() {
    let row = Plain::operation();
    assert_eq!((row.id, row.path, row.noun), ("plain", "/plain", "rows"));
    assert_eq!((row.caller, row.limit), (CallerKind::User, Limit::Free));
    assert_eq!((row.wire, row.proof), (Wire::Envelope, Proof::None));
    assert_eq!((row.audit, row.client), (None, ClientClass::Authentication));
    assert_eq!((row.request_type, row.response_type), ("Plain", "()"));
    assert!(row.aliases.is_empty() && row.paths().eq(["/plain"]));
    assert!(row.errors.is_empty() && !row.is_management() && !row.proves_application());
}

#[test]
fn every_column_says_what_it_says() {
    let row = Full::operation();
    assert_eq!((&row.method, row.limit), (&Method::POST, Limit::Guess));
    assert_eq!((row.wire(), row.proof), (Wire::OAuth, Proof::Body));
    assert_eq!(row.client(), "ManagementClient");
    assert!(row.paths().eq(["/full", "/whole", "/entire"]));
    assert_eq!(row.audit, Some("bindPhone"));
    assert_eq!(row.response_type, "Vec<Success>");
    let expected = [
        &[ErrorCode::UserNotFound],
        CODE,
        &[ErrorCode::Conflict, ErrorCode::InvalidScope],
    ];
    assert_eq!(row.errors, expected.concat());
    assert!(row.may_answer(ErrorCode::CodeWrong) && !row.may_answer(ErrorCode::PhoneTaken));
}

#[test]
fn a_call_of_management_is_audited_by_its_own_name() {
    let row = Managed::operation();
    assert_eq!((row.audit, row.errors), (Some("managed"), CODE));
    assert!(row.is_management() && !row.has_body());
}

#[test]
fn a_module_has_the_list_of_its_rows() {
    let ids = OPERATIONS.iter().map(|operation| operation.id);
    assert_eq!(ids.collect::<Vec<_>>(), ["plain", "full", "managed"]);
}
