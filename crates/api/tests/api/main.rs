//! The declarations, and what can be declared.

mod declared;
mod paths;
mod rows;
mod shapes;
