//! Where the pages are.

/// Where a confirmed sign-out goes.
pub const CONFIRMED: &str = "/login/sign-out";

/// What the paths begin with that sources send browsers back to.
pub const CALLBACKS: &str = "/connection/social/";

/// The path of a sign-in on its way.
pub fn path_of(id: &str) -> String {
    format!("/login/{id}")
}

/// The path from which a sign-in goes to a source.
pub fn with_source(id: &str) -> String {
    format!("{}/with", path_of(id))
}

/// The path where a name and a password of a directory are taken.
pub fn in_directory(id: &str) -> String {
    format!("{}/directory", path_of(id))
}

/// The path where an identity is linked that nobody is linked with.
pub fn joining(id: &str) -> String {
    format!("{}/link", path_of(id))
}

/// The personal centre.
pub const CENTRE: &str = "/u";

/// The path of a page of the centre.
pub fn in_centre(page: &str) -> String {
    format!("{CENTRE}/{page}")
}
