//! Rows declared as structs.

/// Declares a struct that is read from a row, its columns named like its fields, and `COLUMNS`,
/// their list for a `SELECT`.
///
/// With `in table (key, …)` behind its name it is a row of that table: `SELECT` reads it, and the
/// methods `insert`, `insert_free` (unless a unique index is taken) and `update` (found by its key)
/// begin the statement that writes it.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident in $table:ident ($($key:ident),+) {
        $($(#[$fmeta:meta])* $fvis:vis $field:ident: $type:ty),* $(,)?
    }) => {
        $crate::row! {
            $(#[$meta])* $vis struct $name { $($(#[$fmeta])* $fvis $field: $type),* }
        }

        #[allow(dead_code, clippy::allow_attributes, reason = "not every row is written each way")]
        impl $name {
            /// Reads rows; a `WHERE` follows.
            $vis const SELECT: &'static str =
                concat!("SELECT ", $crate::row!(@list $($field)*), " FROM ", stringify!($table));

            /// Adds the row.
            $vis fn insert<'t>(&self, tx: &'t mut $crate::Tx) -> $crate::Query<'t> {
                static SQL: std::sync::LazyLock<String> =
                    std::sync::LazyLock::new(|| $crate::insert_into(stringify!($table), $name::COLUMNS));
                self.bind_all(tx.sql(SQL.as_str()))
            }

            /// Adds the row unless a unique index is taken.
            $vis fn insert_free<'t>(&self, tx: &'t mut $crate::Tx) -> $crate::Query<'t> {
                static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                    let insert = $crate::insert_into(stringify!($table), $name::COLUMNS);
                    format!("{insert} ON CONFLICT DO NOTHING")
                });
                self.bind_all(tx.sql(SQL.as_str()))
            }

            /// Writes every column of the row with its key.
            $vis fn update<'t>(&self, tx: &'t mut $crate::Tx) -> $crate::Query<'t> {
                static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                    let key = [$(stringify!($key)),+];
                    $crate::update_by(stringify!($table), $name::COLUMNS, &key)
                });
                self.bind_all(tx.sql(SQL.as_str()))
            }

            fn bind_all<'t>(&self, query: $crate::Query<'t>) -> $crate::Query<'t> {
                query$(.bind(self.$field.clone()))*
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $type),* }

        impl $name {
            /// The columns, in order.
            #[allow(dead_code, clippy::allow_attributes, reason = "not every row is read by its list")]
            $vis const COLUMNS: &'static str = $crate::row!(@list $($field)*);
        }

        impl $crate::FromRow for $name {
            fn from_row(row: &mut $crate::RowRef<'_>) -> $crate::Result<Self> {
                Ok(Self { $($field: row.take()?),* })
            }
        }
    };
    (@list $first:ident $($rest:ident)*) => { concat!(stringify!($first) $(, ", ", stringify!($rest))*) };
}

/// The statement that adds a row with these columns.
pub fn insert_into(table: &str, columns: &str) -> String {
    let places: Vec<String> = (1..=columns.split(", ").count())
        .map(|place| format!("${place}"))
        .collect();
    let places = places.join(", ");
    format!("INSERT INTO {table} ({columns}) VALUES ({places})")
}

/// The statement that writes every column of the row with that key. Parameters are bound in the
/// order of the columns, so the key columns are set as well: to what they are.
pub fn update_by(table: &str, columns: &str, key: &[&str]) -> String {
    let mut set = Vec::new();
    let mut found_by = Vec::new();
    for (place, column) in columns.split(", ").enumerate() {
        let is = format!("{column} = ${}", place + 1);
        if key.contains(&column) {
            found_by.push(is.clone());
        }
        set.push(is);
    }
    let (set, found_by) = (set.join(", "), found_by.join(" AND "));
    format!("UPDATE {table} SET {set} WHERE {found_by}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_name_their_columns_once() {
        assert_eq!(
            insert_into("pet", "id, name"),
            "INSERT INTO pet (id, name) VALUES ($1, $2)"
        );
        assert_eq!(
            update_by("pet", "id, name", &["id"]),
            "UPDATE pet SET id = $1, name = $2 WHERE id = $1"
        );
    }
}
