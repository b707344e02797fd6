//! Namespaces. What is in them belongs to other nouns, which declare it in their modules.

mod codes;
mod create;
mod delete;
mod read;
mod store;
mod update;

use cleat_api::ErrorCode;
use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::{Migration, Module, Unique};

const TABLES: &str = "
CREATE TABLE namespace (
    pool_id TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, code)
);
";

/// Namespaces.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module {
        name: "namespace",
        tables: &["namespace"],
        migrations: &[Migration {
            number: 4,
            sql: TABLES,
        }],
        unique: &[Unique {
            index: "namespace_pkey",
            columns: "namespace.pool_id, namespace.code",
            error: ErrorCode::Conflict,
        }],
        views: &[(
            "known_namespace",
            "SELECT pool_id, code, name, description, created_at, updated_at FROM namespace
             UNION ALL SELECT id, 'default', 'default', NULL, created_at, created_at FROM pool",
        )],
        ..Module::EMPTY
    },
};

fn mount(routes: Routes) -> Routes {
    routes
        .write(create::create_namespace)
        .write(create::create_namespaces_batch)
        .write(create::create_permission_namespace)
        .write(create::create_permission_namespaces_batch)
        .mount(read::get_namespace)
        .mount(read::get_namespaces_batch)
        .mount(read::list_namespaces)
        .mount(read::get_permission_namespace)
        .mount(read::get_permission_namespaces_batch)
        .mount(read::list_permission_namespaces)
        .mount(read::check_permission_namespace_exists)
        .write(update::update_namespace)
        .write(update::update_permission_namespace)
        .write(delete::delete_namespace)
        .write(delete::delete_namespaces_batch)
        .write(delete::delete_permission_namespace)
        .write(delete::delete_permission_namespaces_batch)
}
