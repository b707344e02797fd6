//! Templates of e-mails.

use cleat_api_macros::wire;

/// List the e-mail templates of the pool: one for each type, with the standard text where the pool
/// has none of its own.
#[wire(request)]
pub struct GetEmailTemplates {}

/// The e-mail templates of a pool.
#[wire("GetEmailTemplatesDataDto")]
pub struct EmailTemplates {
    /// The templates, one for each type.
    pub templates: Vec<EmailTemplate>,
    /// Groups that a console shows them in.
    pub categories: Vec<EmailTemplateCategory>,
}

/// An e-mail template.
#[wire("EmailTemplateDto")]
pub struct EmailTemplate {
    /// Whether this text is used; if not, the standard one in the reader's language is.
    pub customize_enabled: bool,
    /// Type of the e-mail.
    pub r#type: EmailTemplateType,
    /// Name in the console.
    pub name: String,
    /// Subject. It may have macros.
    pub subject: String,
    /// Name that the e-mail comes from. It may have macros; the address is the provider's.
    pub sender: String,
    /// The text as HTML, with macros.
    pub content: String,
    /// Seconds the code or the link is good for; only of types that verify something.
    pub expires_in: Option<i64>,
    /// Page that a verified link leads to in the end; only of types with a link.
    pub redirect_to: Option<String>,
    /// How macros are written.
    pub tpl_engine: Option<TemplateEngine>,
}

/// A group of e-mail templates.
#[wire("EmailTemplateCategoryDto")]
pub struct EmailTemplateCategory {
    /// Name in Chinese.
    pub title: String,
    /// Name in English.
    pub title_en: String,
    /// Description in Chinese.
    pub desc: String,
    /// Description in English.
    pub desc_en: String,
}

/// Change an e-mail template. A text with an unknown macro, or without its code or link, is
/// refused.
#[wire(request, "UpdateEmailTemplateDto")]
pub struct UpdateEmailTemplate {
    /// Type of the e-mail.
    pub r#type: EmailTemplateType,
    /// Whether this text is used; if not, the standard one in the reader's language is.
    pub customize_enabled: bool,
    /// Name in the console.
    pub name: String,
    /// Subject. It may have macros.
    pub subject: String,
    /// Name that the e-mail comes from. It may have macros; the address is the provider's.
    pub sender: String,
    /// The text as HTML, with macros.
    pub content: String,
    /// Seconds the code or the link is good for: 60 to 600, for a link 60 to 604800. Other types
    /// have none.
    pub expires_in: Option<i64>,
    /// Page that a verified link leads to in the end; only of types with a link.
    pub redirect_to: Option<String>,
    /// How macros are written: `{{name}}` by default, or `<%= name %>`.
    pub tpl_engine: Option<TemplateEngine>,
}

/// Show what an e-mail would look like, with made-up values.
#[wire(request, "PreviewEmailTemplateDto")]
pub struct PreviewEmailTemplate {
    /// Type of the e-mail.
    pub r#type: EmailTemplateType,
    /// The text as HTML; the pool's own when absent.
    pub content: Option<String>,
    /// Subject; the pool's own when absent.
    pub subject: Option<String>,
    /// Name that the e-mail comes from; the pool's own when absent.
    pub sender: Option<String>,
    /// Seconds the code or the link is good for; the pool's own when absent.
    pub expires_in: Option<i64>,
    /// How macros are written; as in the pool's own when absent.
    pub tpl_engine: Option<TemplateEngine>,
}

/// An e-mail as it would be sent.
#[wire("PreviewEmailTemplateDataDto")]
pub struct EmailTemplatePreview {
    /// The text as HTML.
    pub content: String,
    /// Subject.
    pub subject: String,
    /// Name that the e-mail comes from.
    pub sender: String,
}

/// What an e-mail is for.
#[wire]
pub enum EmailTemplateType {
    Welcome = "WELCOME_EMAIL",
    FirstCreatedUser = "FIRST_CREATED_USER",
    Register = "REGISTER_VERIFY_CODE",
    Login = "LOGIN_VERIFY_CODE",
    Mfa = "MFA_VERIFY_CODE",
    InformationCompletion = "INFORMATION_COMPLETION_VERIFY_CODE",
    FirstEmailLogin = "FIRST_EMAIL_LOGIN_VERIFY",
    ConsoleConducted = "CONSOLE_CONDUCTED_VERIFY",
    PasswordUpdateRemind = "USER_PASSWORD_UPDATE_REMIND",
    AdminResetPassword = "ADMIN_RESET_USER_PASSWORD_NOTIFICATION",
    PasswordReset = "USER_PASSWORD_RESET_NOTIFICATION",
    ResetPassword = "RESET_PASSWORD_VERIFY_CODE",
    SelfUnlocking = "SELF_UNLOCKING_VERIFY_CODE",
    EmailBind = "EMAIL_BIND_VERIFY_CODE",
    EmailUnbind = "EMAIL_UNBIND_VERIFY_CODE",
}

/// How macros are written.
#[wire]
pub enum TemplateEngine {
    Handlebar = "handlebar",
    Ejs = "ejs",
}
