//! NOUN: say in one sentence what it is.

use crate::operations;

operations! {
    getNoun = GET "/api/v3/get-no-un"
        by Management,
        GetNoun -> Noun,
        errors [];
}

/// Which one is read.
#[wire(request, "GetNounDto")]
pub struct GetNoun {
    /// Its id.
    pub id: String,
}

/// What it is like.
#[wire("NounDto")]
pub struct Noun {
    /// Its id.
    pub id: String,
}
