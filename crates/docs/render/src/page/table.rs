//! Tables of Markdown.

use crate::schema::Field;

/// The head of a table.
pub fn head(names: &[&str]) -> String {
    format!("{}|{}\n", row(names), "---|".repeat(names.len()))
}

/// A row.
pub fn row(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// Text that does not end its cell.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The type of a field, linked to its data structure.
pub fn linked(field: &Field) -> String {
    match &field.structure {
        Some(name) => link(&field.kind, name),
        None => field.kind.replace('<', "&lt;").replace('>', "&gt;"),
    }
}

/// A type that is a data structure, or a list of it.
pub fn link(kind: &str, name: &str) -> String {
    format!("[{kind}](#{name})").replace("[]]", "\\[\\]]")
}
