//! `getAdminAuditLogs`.

use cleat_api::endpoint::CallerKind;
use cleat_api::log::{
    AdminAuditLog, AdminAuditLogPage, AdminOperationType, AdminResourceType, GetAdminAuditLogs,
};
use cleat_api::user::UnlockUser;
use cleat_api::{Endpoint as _, Object, Value};
use cleat_engine::account::{Account, store};
use cleat_engine::audit::{
    COMMANDS, Entry, ROTATE_MASTER_KEY, SearchOfPool, parse_user_agent, search_of_pool,
};
use cleat_engine::http::Management;
use cleat_engine::kernel::{Cx, Result, from_json, iso};
use cleat_engine::operators::{self, calls};

use super::pages::page_of;

/// Lists what was done for the pool, newest first.
pub async fn get_admin_audit_logs(
    cx: Cx,
    pool: Management,
    req: GetAdminAuditLogs,
) -> Result<AdminAuditLogPage> {
    let page = page_of(req.pagination)?;
    let wanted = SearchOfPool {
        operator_id: req.user_id,
        client_ip: req.client_ip,
        request_id: req.request_id,
        operations: named(req.operation_type.as_deref(), req.resource_type.as_deref()),
        success: req.success,
        start: req.start,
        end: req.end,
    };
    let mut tx = cx.scan().await?;
    let (total_count, rows) = search_of_pool(&mut tx, &pool.pool_id, &wanted, page).await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let operator = match &row.operator_id {
            Some(id) => store::by_id(&mut tx, operators::POOL, id).await?,
            None => None,
        };
        list.push(shown(row, operator.as_ref())?);
    }
    Ok(AdminAuditLogPage { total_count, list })
}

/// Names of the operations of these kinds; nothing where every kind is wanted.
fn named(of_type: Option<&str>, of_resource: Option<&str>) -> Option<Vec<String>> {
    let all = AdminOperationType::All.as_str();
    let narrowed = |wanted: Option<&str>| wanted.is_some_and(|wanted| wanted != all);
    if !narrowed(of_type) && !narrowed(of_resource) {
        return None;
    }
    let fits = |wanted: Option<&str>, kind: &str| !narrowed(wanted) || wanted == Some(kind);
    let operations = cleat_api::operations().into_iter();
    let operations = operations.filter(|row| row.caller == CallerKind::Management);
    let names = operations.map(|row| row.id);
    let names = names.chain(COMMANDS);
    let names = names.chain(calls::ALL).filter(|name| {
        fits(of_type, kind_of(name).as_str()) && fits(of_resource, resource_of(name).as_str())
    });
    Some(names.map(str::to_owned).collect())
}

/// What an operation does, by the verb that its name begins with.
fn kind_of(name: &str) -> AdminOperationType {
    let verbs = [
        ("create", AdminOperationType::Create),
        ("delete", AdminOperationType::Delete),
        ("refresh", AdminOperationType::Refresh),
        ("unlock", AdminOperationType::Activate),
        ("recover", AdminOperationType::Recover),
        ("assign", AdminOperationType::Add),
        ("link", AdminOperationType::Add),
        ("revoke", AdminOperationType::Remove),
        ("unlink", AdminOperationType::Remove),
        ("kick", AdminOperationType::Remove),
        ("export", AdminOperationType::Export),
        ("end", AdminOperationType::Remove),
        ("signIn", AdminOperationType::Add),
        ("stepUp", AdminOperationType::Refresh),
        ("get", AdminOperationType::Query),
        ("reveal", AdminOperationType::Query),
    ];
    let verb = verbs.iter().find(|(verb, _)| name.starts_with(verb));
    verb.map_or(AdminOperationType::Update, |(_, kind)| *kind)
}

/// What an operation is done to, by its noun.
fn resource_of(name: &str) -> AdminResourceType {
    let mut operations = cleat_api::operations().into_iter();
    let row = operations.find(|row| row.id == name);
    match row.map(|row| row.noun) {
        _ if name == UnlockUser::operation().id => AdminResourceType::UserAccountState,
        Some("user") => AdminResourceType::User,
        Some("application") => AdminResourceType::Application,
        Some("ext_idp") => AdminResourceType::SocialConnection,
        Some("namespace") => AdminResourceType::ResourceNamespace,
        Some("role") => AdminResourceType::Role,
        Some("session") => AdminResourceType::UserLoginState,
        None if name == ROTATE_MASTER_KEY => AdminResourceType::Userpool,
        None => AdminResourceType::Cooperator,
        Some(_) => AdminResourceType::Userpool,
    }
}

fn shown(row: Entry, operator: Option<&Account>) -> Result<AdminAuditLog> {
    let profile = operator.map(Account::profile).transpose()?;
    let profile = profile.unwrap_or_default();
    let detail: Object = from_json(&row.detail)?;
    let part = |name: &str| detail.get(name).map(Value::to_string);
    let operation = row.operation.unwrap_or_default();
    Ok(AdminAuditLog {
        admin_user_id: row.operator_id.unwrap_or_default(),
        admin_user_avatar: profile.photo.unwrap_or_default(),
        admin_user_display_name: profile.name.unwrap_or(row.method),
        client_ip: Some(row.ip),
        operation_type: kind_of(&operation),
        resource_type: resource_of(&operation),
        origin_value: part("before"),
        target_value: part("after"),
        operation_param: Some(operation),
        event_details: Some(row.detail),
        success: row.success,
        ua: parse_user_agent(&row.user_agent),
        user_agent: row.user_agent,
        timestamp: iso(row.at),
        request_id: row.request_id,
        ..AdminAuditLog::default()
    })
}
