//! The provider of e-mails.

use cleat_api_macros::wire;

use crate::scalar::Secret;

/// Get the pool's provider of e-mails. Passwords are answered as `********`.
#[wire(request)]
pub struct GetEmailProvider {}

/// The provider of e-mails.
#[wire("EmailProviderDto")]
pub struct EmailProvider {
    /// Whether it is used; if not, the service of the server is.
    pub enabled: bool,
    /// Kind of provider.
    pub r#type: Option<EmailProviderType>,
    /// An SMTP server.
    pub smtp_config: Option<SmtpConfig>,
    /// SendGrid.
    pub send_grid_config: Option<SendGridConfig>,
    /// Mailbox of Alibaba's enterprise mail.
    pub ali_exmail_config: Option<AliExmailConfig>,
    /// Mailbox of Tencent's enterprise mail.
    pub tencent_exmail_config: Option<TencentExmailConfig>,
}

/// Set the pool's provider of e-mails. A configuration that is absent stays as it is.
#[wire(request, "ConfigEmailProviderDto")]
pub struct ConfigEmailProvider {
    /// Kind of provider.
    pub r#type: EmailProviderType,
    /// Whether it is used; if not, the service of the server is.
    pub enabled: bool,
    /// An SMTP server, for `custom`.
    pub smtp_config: Option<SmtpConfigInput>,
    /// SendGrid, for `sendgrid`.
    pub send_grid_config: Option<SendGridConfigInput>,
    /// Mailbox of Alibaba's enterprise mail, for `ali`.
    pub ali_exmail_config: Option<AliExmailConfigInput>,
    /// Mailbox of Tencent's enterprise mail, for `qq`.
    pub tencent_exmail_config: Option<TencentExmailConfigInput>,
    /// Whether to do it although users lose their last login method. Only this server has it.
    pub force: Option<bool>,
}

/// An SMTP server, as it is set.
#[wire(request, "SMTPEmailProviderConfigInput")]
pub struct SmtpConfigInput {
    /// Name of the server.
    #[serde(rename = "smtp_host")]
    pub smtp_host: String,
    /// Port of the server.
    #[serde(rename = "smtp_port")]
    pub smtp_port: i64,
    /// Address of the mailbox: user name, and address that e-mails come from.
    pub sender: Option<String>,
    /// Password of the mailbox; `********` keeps it, where server and mailbox stay the same.
    pub sender_pass: Secret,
    /// Whether the connection is TLS from its start, as on port 465; if not, STARTTLS is required.
    pub secure: Option<bool>,
}

/// An SMTP server.
#[wire("SMTPEmailProviderConfig")]
pub struct SmtpConfig {
    /// Name of the server.
    #[serde(rename = "smtp_host")]
    pub smtp_host: String,
    /// Port of the server.
    #[serde(rename = "smtp_port")]
    pub smtp_port: i64,
    /// Address of the mailbox: user name, and address that e-mails come from.
    pub sender: String,
    /// `********` in place of the password.
    pub sender_pass: Secret,
    /// Whether the connection is TLS from its start, as on port 465; if not, STARTTLS is required.
    pub secure: bool,
}

/// SendGrid, as it is set.
#[wire(request, "SendGridEmailProviderConfigInput")]
pub struct SendGridConfigInput {
    /// Address that e-mails come from.
    pub sender: String,
    /// API key; `********` keeps it.
    pub apikey: Secret,
}

/// SendGrid.
#[wire("SendGridEmailProviderConfig")]
pub struct SendGridConfig {
    /// Address that e-mails come from.
    pub sender: String,
    /// `********` in place of the API key.
    pub apikey: Secret,
}

/// A mailbox of Alibaba's enterprise mail, as it is set.
#[wire(request, "AliExmailEmailProviderConfigInput")]
pub struct AliExmailConfigInput {
    /// Address of the mailbox: user name, and address that e-mails come from.
    pub sender: String,
    /// Password of the mailbox; `********` keeps it, where server and mailbox stay the same.
    pub sender_pass: Secret,
}

/// A mailbox of Alibaba's enterprise mail.
#[wire("AliExmailEmailProviderConfig")]
pub struct AliExmailConfig {
    /// Address of the mailbox: user name, and address that e-mails come from.
    pub sender: String,
    /// `********` in place of the password.
    pub sender_pass: Secret,
}

/// A mailbox of Tencent's enterprise mail, as it is set.
#[wire(request, "TencentExmailEmailProviderConfigInput")]
pub struct TencentExmailConfigInput {
    /// Address of the mailbox: user name, and address that e-mails come from.
    pub sender: String,
    /// Password of the mailbox; `********` keeps it, where server and mailbox stay the same.
    pub sender_pass: Secret,
}

/// A mailbox of Tencent's enterprise mail.
#[wire("TencentExmailEmailProviderConfig")]
pub struct TencentExmailConfig {
    /// Address of the mailbox: user name, and address that e-mails come from.
    pub sender: String,
    /// `********` in place of the password.
    pub sender_pass: Secret,
}

/// Kind of provider of e-mails.
#[wire]
pub enum EmailProviderType {
    Ali = "ali",
    Qq = "qq",
    Sendgrid = "sendgrid",
    Custom = "custom",
}
