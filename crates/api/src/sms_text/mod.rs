//! What SMS with codes say, and the numbers whose codes are fixed. Extensions of Cleat: the
//! contract has templates of e-mail alone.

mod test_number;
mod text;

use cleat_api_macros::operations;

pub use test_number::*;
pub use text::*;

operations! {
    getSmsTemplates = GET "/api/v3/get-sms-templates"
        by Management, origin Cleat,
        GetSmsTemplates -> SmsTemplates,
        errors [AppNotFound];
    updateSmsTemplate = POST "/api/v3/update-sms-template"
        by Management, audits Call, origin Cleat,
        UpdateSmsTemplate -> SmsTemplate,
        errors [AppNotFound];
    previewSmsTemplate = POST "/api/v3/preview-sms-template"
        by Management, origin Cleat,
        PreviewSmsTemplate -> SmsTemplatePreview,
        errors [AppNotFound];
    configSmsText = POST "/api/v3/config-sms-text"
        by Management, audits Call, origin Cleat,
        ConfigSmsText -> SmsTextSettings,
        errors [AppNotFound];
    getSmsTestNumbers = GET "/api/v3/get-sms-test-numbers"
        by Management, origin Cleat,
        GetSmsTestNumbers -> SmsTestNumbers;
    configSmsTestNumbers = POST "/api/v3/config-sms-test-numbers"
        by Management, audits Call, origin Cleat,
        ConfigSmsTestNumbers -> SmsTestNumbers;
}
