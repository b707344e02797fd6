//! What the wire is declared with. `cleat-api` exports these macros; the code they write names
//! its items by absolute paths, so that tests elsewhere can declare operations of their own.

mod fields;
mod operations;
mod tokens;
mod wire;

use proc_macro::TokenStream;

/// Makes a struct, an enum or an alias of `Page` a type of the wire: it stands for the derives and
/// attributes that every such type has.
///
/// - A struct is `Debug`, `Clone`, `Default`, `Serialize`, `Deserialize` and `JsonSchema`; its
///   fields are camelCase on the wire, and one of type `Patch` may be absent.
/// - An enum has a value for each string: `PhonePasscode = "PHONE_PASSCODE"`. The first value is
///   the default.
/// - `pub type UserPage = Page<User>` is a page with a schema of its own.
///
/// In brackets, all of them optional: `request` adds a builder; `snake_case` keeps the names of
/// the fields as they are; `fields` lets other structs take over the fields; a string is the name
/// of the schema. So `#[wire(request, "BindPhoneDto")]`.
///
/// `with: Profile![name, photo]` among the fields of a struct stands for these fields of
/// `Profile`, and `with: Profile![]` for all of them. Their types must be known where they are
/// taken over.
#[proc_macro_attribute]
pub fn wire(arguments: TokenStream, item: TokenStream) -> TokenStream {
    wire::expand(arguments, item).unwrap_or_else(tokens::Fault::report)
}

/// Declares the operations of a module, and its list of them, `OPERATIONS`.
///
/// ```text
/// operations! {
///     bindPhone = POST "/api/v3/bind-phone"
///         by User, counts Guess, audits BindPhone,
///         BindPhone -> (),
///         errors CODE + [PhoneAlreadyBound, PhoneTaken];
/// }
/// ```
///
/// `also "/path"` after the path, as often as there are some, names other paths of the operation.
///
/// After the caller come the columns that differ from the usual, in this order:
/// - `counts Send`, `Guess` or `Register`: what is counted against the caller's address;
/// - `audits BindPhone`: the kind of event it leaves in the audit trail, a value of `EventType`;
///   `audits Call` for a management call, whose event has the name of the operation;
/// - `wire OAuth` or `Bare`: the form of request and answer, if it is not the envelope;
/// - `client Management` or `Authentication`: the class that has the method, if the caller does
///   not say it;
/// - `proof Body`: the id and the secret of the application go into the body;
/// - `origin Cleat`: the contract has no such operation.
///
/// `errors` is a sum of lists and of constants of type `&[ErrorCode]`. It is left out when the
/// operation has no errors of its own.
#[proc_macro]
pub fn operations(rows: TokenStream) -> TokenStream {
    operations::expand(rows).unwrap_or_else(tokens::Fault::report)
}

/// Puts the fields that were asked for into a struct; what [`macro@wire`] writes calls it.
#[doc(hidden)]
#[proc_macro]
pub fn take_over(input: TokenStream) -> TokenStream {
    fields::take_over(input).unwrap_or_else(tokens::Fault::report)
}
