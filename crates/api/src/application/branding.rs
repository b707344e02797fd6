//! How the hosted pages of an application look.

use cleat_api_macros::wire;

use crate::scalar::Language;

/// How the hosted pages look.
#[wire("ApplicationBrandingConfig")]
pub struct BrandingConfig {
    /// Whether the style sheet is used.
    #[serde(rename = "customCSSEnabled")]
    pub custom_css_enabled: bool,
    /// Style sheet text.
    #[serde(rename = "customCSS")]
    pub custom_css: Option<String>,
    /// Version of the sign-in widget.
    pub guard_version: GuardVersion,
    /// Picture shown while loading.
    pub custom_loading_image: Option<String>,
    /// Background of the page.
    pub custom_background: Option<String>,
    /// Whether the language can be changed.
    pub show_change_language_button: bool,
    /// Language of the page.
    pub default_language: Language,
    /// Whether the reset link is shown.
    pub show_forget_password_button: bool,
    /// Whether enterprise connections are shown.
    pub show_enterprise_connections: bool,
    /// Whether social connections are shown.
    pub show_social_connections: bool,
    /// Whether agreements are shown.
    pub show_agreement: bool,
    /// Agreements shown on the pages.
    pub agreements: Vec<Agreement>,
}

/// How the hosted pages should look.
#[wire(request, "ApplicationBrandingConfigInputDto")]
pub struct BrandingConfigInput {
    /// Whether the style sheet is used.
    #[serde(rename = "customCSSEnabled")]
    pub custom_css_enabled: Option<bool>,
    /// Style sheet text.
    #[serde(rename = "customCSS")]
    pub custom_css: Option<String>,
    /// Version of the sign-in widget.
    pub guard_version: Option<GuardVersion>,
    /// Picture shown while loading.
    pub custom_loading_image: Option<String>,
    /// Background of the page.
    pub custom_background: Option<String>,
    /// Whether the language can be changed.
    pub show_change_language_button: Option<bool>,
    /// Language of the page.
    pub default_language: Option<Language>,
    /// Whether the reset link is shown.
    pub show_forget_password_button: Option<bool>,
    /// Whether enterprise connections are shown.
    pub show_enterprise_connections: Option<bool>,
    /// Whether social connections are shown.
    pub show_social_connections: Option<bool>,
}

/// An agreement shown on the pages.
#[wire("ApplicationAgreementDto")]
pub struct Agreement {
    /// Pages that show the agreement.
    pub display_at: Vec<AgreementPage>,
    /// Whether the user must agree.
    pub is_required: bool,
    /// Language.
    pub lang: Language,
    /// Text or HTML of the agreement.
    pub content: String,
}

/// Version of the sign-in widget.
#[wire]
pub enum GuardVersion {
    Advanced = "Advanced",
    Classical = "Classical",
}

/// Page that shows an agreement.
#[wire]
pub enum AgreementPage {
    LoginPage = "LoginPage",
    RegisterPage = "RegisterPage",
}
