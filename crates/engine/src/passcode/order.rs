//! A code that is asked for.

use std::sync::Arc;

use super::Channel;
use crate::account::Contact;
use crate::tenancy::Application;

/// A code to be sent.
pub struct Order {
    /// Pool.
    pub pool_id: String,
    /// The signed-in user who asks for it, where there is one.
    pub user_id: Option<String>,
    /// The application it is asked for in, where it was read.
    pub app: Option<Arc<Application>>,
    /// What it is for.
    pub channel: Channel,
    /// Where it goes.
    pub to: Contact,
}
