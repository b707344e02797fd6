//! What a server is asked that is compared.

use crate::bench::scenario::Person;
use crate::bench::users::PASSWORD;

/// Passwords before and after a change.
pub const PASSWORDS: [&str; 2] = [PASSWORD, "another horse battery"];

/// A server that is compared.
pub trait Peer {
    /// What it is called in the table.
    fn name(&self) -> String;
    /// Where it listens.
    fn address(&self) -> &str;
    /// Its process.
    fn pid(&self) -> u32;
    /// Lets so much time pass that a number may be sent another code.
    fn rest(&self) -> Result<(), String>;
    /// Asks for a code.
    fn send(&self, to: &str) -> Vec<u8>;
    /// Asks which code was sent.
    fn code(&self, to: &str) -> Vec<u8>;
    /// Where the code stands in that answer.
    fn place_of_code(&self) -> &'static str;
    /// Signs in by a code; who is new is signed up.
    fn enter(&self, to: &str, code: &str) -> Vec<u8>;
    /// Who has entered.
    fn person(&self, body: &str, cookies: &str) -> Result<Person, String>;
    /// Whether a successful answer to [`Peer::read`] or [`Peer::refresh`] tells of a session.
    fn tells_of_a_session(&self, body: &str) -> bool;
    /// Reads whose session it is.
    fn read(&self, person: &Person) -> Vec<u8>;
    /// Prolongs it.
    fn refresh(&self, person: &Person) -> Vec<u8>;
    /// People who have a password.
    fn with_password(&self, count: usize) -> Result<Vec<Person>, String>;
    /// Changes a password.
    fn change(&self, person: &Person, old: &str, new: &str) -> Vec<u8>;
}
