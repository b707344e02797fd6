//! Gadgets: say in one sentence what they are.

use cleat_api_macros::{operations, wire};

operations! {
    createGadget = POST "/api/v3/create-gadget"
        by Management, audits Call,
        CreateGadget -> Gadget,
        errors [Conflict];
    listGadgets = GET "/api/v3/list-gadgets"
        by Management,
        ListGadgets -> Vec<Gadget>;
}

/// Create one of a name.
#[wire(request, "CreateGadgetDto")]
pub struct CreateGadget {
    /// Its name; unique in the pool.
    pub name: String,
}

/// List all of the pool, by name.
#[wire(request)]
pub struct ListGadgets {}

/// One of them.
#[wire("GadgetDto")]
pub struct Gadget {
    /// Its id.
    pub id: String,
    /// Its name; unique in the pool.
    pub name: String,
}
