//! E-mail of the pool: its provider and its templates.

mod provider;
mod template;

use cleat_api_macros::operations;

pub use provider::*;
pub use template::*;

operations! {
    getEmailTemplates = GET "/api/v3/get-email-templates"
        by Management,
        GetEmailTemplates -> EmailTemplates;
    updateEmailTemplate = POST "/api/v3/update-email-template"
        by Management, audits Call,
        UpdateEmailTemplate -> EmailTemplate;
    previewEmailTemplate = POST "/api/v3/preview-email-template"
        by Management,
        PreviewEmailTemplate -> EmailTemplatePreview;
    getEmailProvider = GET "/api/v3/get-email-provider"
        by Management,
        GetEmailProvider -> EmailProvider;
    configEmailProvider = POST "/api/v3/config-email-provider"
        by Management, audits Call,
        ConfigEmailProvider -> EmailProvider,
        errors [UsersStranded];
}
