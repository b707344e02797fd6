//! Its rows.

use cleat_api::gadget::Gadget;
use cleat_engine::kernel::{Migration, Module};
use cleat_store::{Result, Tx, row};

const TABLES: &str = "
CREATE TABLE gadget (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
);
CREATE UNIQUE INDEX gadget_name ON gadget (pool_id, name);
";

/// What it keeps.
pub const MODULE: Module = Module {
    name: "gadget",
    tables: &["gadget"],
    migrations: &[Migration {
        number: NEXT,
        sql: TABLES,
    }],
    ..Module::EMPTY
};

row! {
    /// One of them.
    pub struct Row in gadget (pool_id, id) {
        pub pool_id: String,
        pub id: String,
        pub name: String,
        pub created_at: i64,
    }
}

impl Row {
    /// As it is answered.
    pub fn shown(self) -> Gadget {
        Gadget {
            id: self.id,
            name: self.name,
        }
    }
}

/// Those of a pool, by name.
pub async fn all(tx: &mut Tx, pool_id: &str) -> Result<Vec<Row>> {
    let sql = format!("{} WHERE pool_id = $1 ORDER BY name", Row::SELECT);
    tx.sql(sql).bind(pool_id).all().await
}
