//! Who has a role.

use cleat_api_macros::wire;

use crate::user::UserIdType;

/// Assign a role to up to 50 users, all or none. Who has it already gets the new times.
#[wire(request, "AssignRoleDto")]
pub struct AssignRole {
    /// Who gets the role.
    pub targets: Vec<Target>,
    /// Code of the role.
    pub code: String,
    /// Until when it counts, milliseconds since 1970-01-01 UTC. Without it, it does not end.
    pub end_time: Option<i64>,
    /// From when it counts, milliseconds since 1970-01-01 UTC. Without it, it counts at once.
    pub enable_time: Option<i64>,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}

/// Assign up to 50 roles to up to 50 users for good, all or none.
#[wire(request, "AssignRoleBatchDto")]
pub struct AssignRoleBatch {
    /// Who gets the roles.
    pub targets: Vec<Target>,
    /// The roles.
    pub roles: Vec<RoleCode>,
}

/// Take a role away from up to 50 users, all or none; who does not have it is passed over.
#[wire(request, "RevokeRoleDto")]
pub struct RevokeRole {
    /// Who loses the role.
    pub targets: Vec<Target>,
    /// Code of the role.
    pub code: String,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}

/// Take up to 50 roles away from up to 50 users, all or none.
#[wire(request, "RevokeRoleBatchDto")]
pub struct RevokeRoleBatch {
    /// Who loses the roles.
    pub targets: Vec<Target>,
    /// The roles.
    pub roles: Vec<RoleCode>,
}

/// Whom a role is assigned to.
#[wire(request, "TargetDto")]
pub struct Target {
    /// Kind of target; only `USER` is supported here.
    pub target_type: TargetType,
    /// User id.
    pub target_identifier: String,
}

/// Kind of target.
#[wire]
pub enum TargetType {
    User = "USER",
    Role = "ROLE",
    Group = "GROUP",
    Department = "DEPARTMENT",
}

/// A role by its code.
#[wire(request, "RoleCodeDto")]
pub struct RoleCode {
    /// Code of the role.
    pub code: String,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}

/// Ask whether roles exclude each other. There are no rules that make roles do so: the answer is
/// no.
#[wire(request, "CheckRoleMutualExclusionReqDto")]
pub struct CheckMutualExclusion {
    /// The roles.
    pub roles: Vec<RoleCode>,
}

/// Whether roles exclude each other.
#[wire("CheckRoleMutualExclusionResultDto")]
pub struct MutualExclusion {
    /// Whether roles exclude each other.
    pub exist_mutually_exclusive: bool,
}

/// List the roles of a user in a namespace; only those that count now.
#[wire(request)]
pub struct GetUserRoles {
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}

/// Ask whether a user has at least one of up to 50 roles now.
#[wire(request, "HasAnyRoleReqDto")]
pub struct HasAnyRole {
    /// The roles.
    pub roles: Vec<RoleCode>,
    /// User id; of the kind `userIdType` where that is given.
    pub user_id: String,
    /// Options.
    pub options: Option<HasAnyRoleOptions>,
}

/// Options of asking for roles.
#[wire(request, "HasAnyRoleOptionsDto")]
pub struct HasAnyRoleOptions {
    /// Kind of the user id; `user_id` when absent.
    pub user_id_type: Option<UserIdType>,
}

/// Whether the user has one of the roles.
#[wire("HasAnyRoleDto")]
pub struct HasRole {
    /// Whether the user has one of the roles.
    pub has_any_role: bool,
}

/// List the roles of the signed-in user in a namespace; only those that count now.
#[wire(request)]
pub struct GetRoleList {
    /// Code of the namespace; `default` when absent.
    pub namespace: Option<String>,
}
