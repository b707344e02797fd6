//! Roles: codes in a namespace, assigned to users.

mod admin;
mod assign;
mod create;
mod delete;
mod held;
mod lists;
mod named;
mod read;
mod store;
mod update;

use cleat_api::ErrorCode;
use cleat_engine::http::{Noun, Routes};
use cleat_engine::kernel::{Claim, Invariant, Migration, Module, Unique};

const TABLES: &str = "
CREATE TABLE role (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    namespace TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    disable_time BIGINT,
    enable_permission_apply BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
);
CREATE UNIQUE INDEX role_code ON role (pool_id, namespace, code);

CREATE TABLE role_assignment (
    pool_id TEXT NOT NULL,
    role_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    enable_time BIGINT,
    end_time BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, role_id, user_id)
);
CREATE INDEX role_assignment_user ON role_assignment (pool_id, user_id);
";

/// Roles and their assignments.
pub const NOUN: Noun = Noun {
    mount,
    rows: Module {
        name: "role",
        tables: &["role", "role_assignment"],
        migrations: &[Migration {
            number: 5,
            sql: TABLES,
        }],
        unique: &[Unique {
            index: "role_code",
            columns: "role.pool_id, role.namespace, role.code",
            error: ErrorCode::Conflict,
        }],
        owned_by_user: &["DELETE FROM role_assignment WHERE pool_id = $1 AND user_id = $2"],
        // The roles are locked first: who assigns one meanwhile waits, and finds it gone.
        owned_by_namespace: &[
            "UPDATE role SET code = code WHERE pool_id = $1 AND namespace = $2",
            "DELETE FROM role_assignment WHERE pool_id = $1 AND role_id IN
                 (SELECT id FROM role WHERE pool_id = $1 AND namespace = $2)",
            "DELETE FROM role WHERE pool_id = $1 AND namespace = $2",
        ],
        moved_with_namespace: &[
            "UPDATE role SET namespace = $1 WHERE pool_id = $2 AND namespace = $3",
        ],
        claims: &[Claim {
            scope: "roles",
            read: |tx, pool_id, user_id, now| Box::pin(held::claim(tx, pool_id, user_id, now)),
        }],
        invariants: &[
            Invariant::sql(
                "a role stands in a namespace",
                "SELECT r.pool_id, r.id FROM role r
                 WHERE r.namespace NOT IN ('default', 'system') AND NOT EXISTS
                     (SELECT 1 FROM namespace n WHERE n.pool_id = r.pool_id AND n.code = r.namespace)",
            ),
            Invariant::sql(
                "an assignment has its role and its user",
                "SELECT a.pool_id, a.role_id FROM role_assignment a WHERE NOT EXISTS
                     (SELECT 1 FROM role r WHERE r.pool_id = a.pool_id AND r.id = a.role_id)
                 OR NOT EXISTS
                     (SELECT 1 FROM account u WHERE u.pool_id = a.pool_id AND u.id = a.user_id)",
            ),
        ],
        ..Module::EMPTY
    },
};

fn mount(routes: Routes) -> Routes {
    routes
        .write(create::create_role)
        .write(create::create_roles_batch)
        .mount(read::get_role)
        .mount(read::list_roles)
        .mount(read::list_namespace_roles)
        .mount(read::list_permission_namespace_roles)
        .mount(read::check_params_namespace)
        .mount(read::check_mutual_exclusion)
        .write(update::update_role)
        .write(delete::delete_roles_batch)
        .write(delete::delete_roles)
        .write(assign::assign_role)
        .write(assign::assign_role_batch)
        .write(assign::revoke_role)
        .write(assign::revoke_role_batch)
        .mount(held::get_user_roles)
        .mount(held::has_any_role)
        .mount(held::get_role_list)
        .mount(lists::list_role_members)
        .mount(lists::list_role_assignments)
        .mount(lists::get_role_authorized_resources)
        .write(admin::create_admin_role)
        .write(admin::delete_admin_roles_batch)
}
