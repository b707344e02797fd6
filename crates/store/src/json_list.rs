//! Lists in JSON columns, as views.

/// A view with a row for every text of a list in a JSON column. Its names are part of the program.
#[derive(Debug, Clone, Copy)]
pub struct JsonList {
    /// Name of the view.
    pub name: &'static str,
    /// Table.
    pub table: &'static str,
    /// What it has of each row of the table, which is called `t`.
    pub columns: &'static str,
    /// Column of JSON.
    pub column: &'static str,
    /// Where the list is: names with dots between them.
    pub path: &'static str,
    /// Name of the text.
    pub item: &'static str,
}
