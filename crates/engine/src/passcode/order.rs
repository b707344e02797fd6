//! A code that is asked for.

use super::Channel;
use crate::account::Contact;

/// A code to be sent.
pub struct Order {
    /// Pool.
    pub pool_id: String,
    /// The signed-in user who asks for it, where there is one.
    pub user_id: Option<String>,
    /// What it is for.
    pub channel: Channel,
    /// Where it goes.
    pub to: Contact,
}
