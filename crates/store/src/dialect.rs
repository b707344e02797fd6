//! Where the engines speak differently.

use crate::json_list::JsonList;

/// The SQL of an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A text out of a JSON column; `path` is names with dots between them.
    pub(crate) fn json_text(self, column: &str, path: &str) -> String {
        match self {
            Self::Sqlite => format!("json_extract({column}, '$.{path}')"),
            Self::Postgres => format!("({column}::jsonb #>> '{{{}}}')", path.replace('.', ",")),
        }
    }

    /// A row for every text of a list in a JSON column.
    pub(crate) fn json_list(self, list: &JsonList) -> String {
        let JsonList {
            table,
            columns,
            column,
            path,
            item,
            ..
        } = list;
        let rows = match self {
            Self::Sqlite => format!("json_each(t.{column}, '$.{path}') item"),
            Self::Postgres => format!(
                "jsonb_array_elements_text(t.{column}::jsonb #> '{{{}}}') AS item(value)",
                path.replace('.', ",")
            ),
        };
        format!("SELECT {columns}, item.value AS {item} FROM {table} t, {rows}")
    }

    /// What a `SELECT` ends with that keeps its rows from being changed until the commit.
    pub(crate) fn share_lock(self) -> &'static str {
        match self {
            // It has one writer.
            Self::Sqlite => "",
            Self::Postgres => " FOR SHARE",
        }
    }

    /// What a `SELECT` of a table with that alias ends with that takes its rows until the commit,
    /// and passes over those that another transaction has taken.
    pub(crate) fn take_lock(self, alias: &str) -> String {
        match self {
            Self::Sqlite => String::new(),
            Self::Postgres => format!(" FOR UPDATE OF {alias} SKIP LOCKED"),
        }
    }

    /// Text that is compared by its bytes, and of which `LOWER` changes ASCII letters alone.
    pub(crate) fn by_bytes(self, text: &str) -> String {
        match self {
            Self::Sqlite => text.to_owned(),
            Self::Postgres => format!("{text} COLLATE \"C\""),
        }
    }
}
