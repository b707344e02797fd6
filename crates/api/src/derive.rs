//! What the macros write, and what that needs. Nothing here is for use by hand.

pub use {bon, cleat_api_macros::take_over, schemars, serde};

use crate::error::ErrorCode;

/// What [`#[wire]`](crate::wire) writes for an enum.
#[macro_export]
macro_rules! wire_enum {
    (
        $schema:tt $(#[$attribute:meta])* $visibility:vis enum $name:ident {
            $($variant:ident = $wire:literal),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
        #[derive($crate::derive::serde::Serialize, $crate::derive::serde::Deserialize)]
        #[derive($crate::derive::schemars::JsonSchema)]
        #[serde(crate = "::cleat_api::derive::serde")]
        #[schemars(crate = "::cleat_api::derive::schemars", rename = $schema)]
        #[expect(missing_docs, reason = "the wire names say what each one means")]
        $visibility enum $name { #[default] $(#[serde(rename = $wire)] $variant),* }

        impl $name {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire),* }
            }

            /// The value of that name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($wire => Some(Self::$variant),)* _ => None }
            }
        }

        impl From<$name> for $crate::Patch<$name> {
            fn from(value: $name) -> Self { Self::Set(value) }
        }
    };
}

/// What [`operations!`](macro@crate::operations) writes: the rows come with every column filled in.
#[macro_export]
macro_rules! operation_table {
    ($count:literal $([
        $place:literal $id:ident $method:ident $path:literal
        [$($alias:literal),* $(,)?] $caller:ident
        $limit:ident $audit:ident $wire:ident $status:ident $client:ident $proof:ident $origin:ident
        $request:ident $written:literal ($response:ty) [$($errors:expr),* $(,)?]
    ])*) => {
        /// The operations declared here.
        pub static OPERATIONS: [$crate::Operation; $count] = [$($crate::Operation {
            id: stringify!($id),
            method: $crate::endpoint::Method::$method,
            path: $path,
            aliases: &[$($alias),*],
            noun: $crate::derive::last_segment(module_path!()),
            caller: $crate::endpoint::CallerKind::$caller,
            limit: $crate::endpoint::Limit::$limit,
            audit: $crate::operation_table!(@audit $audit $id),
            wire: $crate::endpoint::Wire::$wire,
            status: $crate::endpoint::Status::$status,
            client: $crate::endpoint::ClientClass::$client,
            proof: $crate::endpoint::Proof::$proof,
            origin: $crate::endpoint::Origin::$origin,
            errors: {
                const GROUPS: &[&[$crate::ErrorCode]] = &[$($errors),*];
                const ALL: [$crate::ErrorCode; $crate::derive::count(GROUPS)] =
                    $crate::derive::join(GROUPS);
                &ALL
            },
            request_type: stringify!($request),
            response_type: $written,
            request: |generator| generator.subschema_for::<$request>(),
            response: |generator| generator.subschema_for::<$response>(),
        }),*];

        $(impl $crate::Endpoint for $request {
            type Caller = $crate::endpoint::caller::$caller;
            type Response = $response;
            fn operation() -> &'static $crate::Operation {
                &OPERATIONS[$place]
            }
        })*
    };
    (@audit Nothing $id:ident) => { None };
    (@audit Call $id:ident) => { Some(stringify!($id)) };
    (@audit $event:ident $id:ident) => { Some($crate::log::EventType::$event.as_str()) };
}

/// `phone` of `cleat_api::phone`.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
pub const fn last_segment(path: &'static str) -> &'static str {
    let bytes = path.as_bytes();
    let mut start = bytes.len();
    while start > 0 && bytes[start - 1] != b':' {
        start -= 1;
    }
    path.split_at(start).1
}

/// How many errors the groups have together.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
pub const fn count(groups: &[&[ErrorCode]]) -> usize {
    let (mut count, mut group) = (0, 0);
    while group < groups.len() {
        count += groups[group].len();
        group += 1;
    }
    count
}

/// The errors of all groups in one list. The same error twice does not compile.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
pub const fn join<const N: usize>(groups: &[&[ErrorCode]]) -> [ErrorCode; N] {
    let mut all = [ErrorCode::Internal; N];
    let (mut count, mut group, mut place) = (0, 0, 0);
    while group < groups.len() {
        if place == groups[group].len() {
            (group, place) = (group + 1, 0);
            continue;
        }
        let error = groups[group][place];
        assert!(!holds(&all, count, error), "an error is listed twice");
        all[count] = error;
        (count, place) = (count + 1, place + 1);
    }
    all
}

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn holds(all: &[ErrorCode], count: usize, error: ErrorCode) -> bool {
    let mut place = 0;
    while place < count {
        if all[place] as u16 == error as u16 {
            return true;
        }
        place += 1;
    }
    false
}
