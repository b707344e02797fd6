//! Which crate may stand on which, and inside the engine which room on which.

use super::arrows::{Arrows, Tie};

/// Every crate by its folder, and those that it may name. `cleat` and `xtask` stand on top.
const CRATES: &[(&str, &[&str])] = &[
    ("protocol", &[]),
    ("store", &[]),
    ("api/macros", &[]),
    ("api", &["api/macros"]),
    ("docs/render", &[]),
    ("docs", &["docs/render"]),
    ("delivery", &["protocol", "store"]),
    (
        "engine",
        &["protocol", "store", "api", "api/macros", "delivery"],
    ),
    ("nouns", &["protocol", "store", "api", "delivery", "engine"]),
    (
        "server",
        &[
            "protocol", "store", "api", "delivery", "engine", "nouns", "docs",
        ],
    ),
    ("client", &["protocol", "api"]),
    (
        "generate",
        &["api", "docs/render", "engine", "nouns", "server"],
    ),
    (
        "cleat",
        &["api", "client", "docs/render", "engine", "nouns", "server"],
    ),
    ("xtask", &["api", "generate", "engine", "server"]),
];

/// The rooms of the engine, from the bottom to the top.
const ROOMS: &[&str] = &[
    "kernel",
    "audit",
    "messages",
    "transaction",
    "tenancy",
    "mail",
    "account",
    "failures",
    "session",
    "grant",
    "notice",
    "external",
    "login_methods",
    "passcode",
    "password",
    "contact",
    "operators",
    "http",
];

const ENGINE: &str = "crates/engine/src/";
const NOUNS: &str = "crates/nouns/src/";

/// An arrow that goes up, or sideways where it may not.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// `file:line`.
    pub place: String,
    /// What is wrong.
    pub why: String,
}

/// Every arrow that the floors forbid.
pub fn faults(arrows: &Arrows) -> Vec<Fault> {
    let mut faults = Vec::new();
    for ((from, to), tie) in arrows {
        if let Some(why) = forbidden(from, to) {
            faults.extend(each_line(from, to, tie, &why));
        }
    }
    faults
}

fn each_line(from: &str, to: &str, tie: &Tie, why: &str) -> Vec<Fault> {
    let fault = |(line, names): (&usize, &std::collections::BTreeSet<String>)| Fault {
        place: format!("{from}:{line}"),
        why: format!("takes {} of {to}: {why}", join(names)),
    };
    tie.taken.iter().map(fault).collect()
}

/// Names, with commas between them.
pub fn join(names: &std::collections::BTreeSet<String>) -> String {
    names.iter().cloned().collect::<Vec<String>>().join(", ")
}

/// Whether a crate may name another; else why not.
pub fn may_name(from: &str, to: &str) -> Result<(), String> {
    let below = CRATES.iter().find(|(name, _)| *name == from);
    match below {
        None => Err(format!("the crate {from} has no floor yet")),
        Some((_, below)) if below.contains(&to) => Ok(()),
        Some(_) => Err(format!("{from} does not stand on {to}")),
    }
}

/// Why an arrow may not be; nothing where it may.
fn forbidden(from: &str, to: &str) -> Option<String> {
    let (from_crate, to_crate) = (folder_of(from), folder_of(to));
    if from_crate != to_crate {
        return may_name(from_crate, to_crate).err();
    }
    if let (Some(from), Some(to)) = (from.strip_prefix(ENGINE), to.strip_prefix(ENGINE)) {
        return up(from, to);
    }
    if let (Some(from), Some(to)) = (from.strip_prefix(NOUNS), to.strip_prefix(NOUNS)) {
        let (from, to) = (room(from)?, room(to));
        return (Some(from) != to).then(|| match to {
            Some(to) => format!("{from} and {to} are nouns"),
            None => format!("{from} stands below the list of nouns"),
        });
    }
    None
}

/// Why a room of the engine may not name another.
fn up(from: &str, to: &str) -> Option<String> {
    let height = |name: &str| ROOMS.iter().position(|room| *room == name);
    let from = room(from)?;
    let Some(to) = room(to) else {
        return Some(format!("{from} stands below lib.rs"));
    };
    match (height(from), height(to)) {
        _ if from == to => None,
        (None, _) => Some(format!("the room {from} has no floor yet")),
        (_, None) => Some(format!("the room {to} has no floor yet")),
        (Some(own), Some(other)) if other > own => Some(format!("{from} stands below {to}")),
        _ => None,
    }
}

/// The room of a file inside its crate; `lib.rs` is none.
fn room(inside: &str) -> Option<&str> {
    let first = inside.split('/').next().unwrap_or(inside);
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (name != "lib").then_some(name)
}

/// The folder of a file's crate, inside `crates/`.
fn folder_of(path: &str) -> &str {
    let folder = path.split_once("/src/").map_or(path, |(folder, _)| folder);
    folder.strip_prefix("crates/").unwrap_or(folder)
}

#[cfg(test)]
mod tests {
    use super::forbidden;

    fn of(crate_name: &str, from: &str, to: &str) -> String {
        let path = |inside: &str| format!("crates/{crate_name}/src/{inside}");
        forbidden(&path(from), &path(to)).unwrap_or_default()
    }

    #[test]
    fn crates_stand_on_those_below() {
        let of = |from: &str, to: &str| {
            let path = |name: &str| format!("crates/{name}/src/lib.rs");
            forbidden(&path(from), &path(to)).unwrap_or_default()
        };
        assert_eq!(of("engine", "store"), "");
        assert_eq!(of("api", "api/macros"), "");
        assert_eq!(of("store", "engine"), "store does not stand on engine");
        assert_eq!(of("client", "server"), "client does not stand on server");
        assert_eq!(of("new", "store"), "the crate new has no floor yet");
    }

    #[test]
    fn rooms_of_the_engine_stand_on_those_below() {
        assert_eq!(of("engine", "session/store.rs", "account/mod.rs"), "");
        assert_eq!(of("engine", "lib.rs", "http/mod.rs"), "");
        assert_eq!(
            of("engine", "audit.rs", "account/mod.rs"),
            "audit stands below account"
        );
        assert_eq!(
            of("engine", "audit.rs", "lib.rs"),
            "audit stands below lib.rs"
        );
        assert_eq!(
            of("engine", "attic.rs", "kernel/mod.rs"),
            "the room attic has no floor yet"
        );
    }

    #[test]
    fn nouns_do_not_name_each_other() {
        assert_eq!(of("nouns", "phone/bind.rs", "phone/store.rs"), "");
        assert_eq!(of("nouns", "lib.rs", "phone/mod.rs"), "");
        assert_eq!(
            of("nouns", "phone/bind.rs", "email/mod.rs"),
            "phone and email are nouns"
        );
        assert_eq!(
            of("nouns", "phone/bind.rs", "lib.rs"),
            "phone stands below the list of nouns"
        );
    }
}
