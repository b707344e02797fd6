//! The macros of templates.

use std::collections::BTreeMap;

/// Every macro of the service, by the names of its documentation.
pub const MACROS: &[&str] = &[
    "subject_name",
    "client_name",
    "app_name",
    "app_description",
    "app_logo",
    "user_email",
    "user_display_name",
    "user_name",
    "username",
    "password",
    "app_domain",
    "invite_link",
    "inviter_name",
    "verify_code",
    "verify_link",
    "expires_in",
    "password_effective_time",
    "update_password_link",
    "email_effective_time",
    "login_url",
    "tenant_name",
    "tenant_logo",
    "tenant_domain",
    "host_url",
    "admin_name",
    "userpool_name",
    "userpool_logo",
    "ip",
    "country",
    "province",
    "city",
    "datetime",
    "userPoolName",
    "workflowName",
    "errorTime",
    "taskName",
    "workflowExecuteLogUrl",
    "errorReason",
    "workflowInstanceId",
    "failedCount",
    "TIME",
];

/// Values of macros.
#[derive(Debug, Clone, Default)]
pub struct Variables(BTreeMap<&'static str, String>);

impl Variables {
    /// The same with a value. A name that is no macro changes nothing.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Some(name) = MACROS.iter().find(|known| **known == name) {
            self.0.insert(name, value.into());
        }
        self
    }

    /// The value of a macro; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// A time of so many seconds as people say it, in a language of the wire.
pub fn duration(seconds: i64, language: &str) -> String {
    let minutes = (seconds / 60).max(1);
    let (count, hours) = match minutes % 60 {
        0 => (minutes / 60, true),
        _ => (minutes, false),
    };
    match (language, hours) {
        ("zh-CN", true) => format!("{count} 小时"),
        ("zh-CN", false) => format!("{count} 分钟"),
        ("zh-TW", true) => format!("{count} 小時"),
        ("zh-TW", false) => format!("{count} 分鐘"),
        ("ja-JP", true) => format!("{count}時間"),
        ("ja-JP", false) => format!("{count}分"),
        (_, hours) => {
            let unit = if hours { "hour" } else { "minute" };
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} {unit}{plural}")
        }
    }
}
