//! What the codes of Tencent Cloud SMS mean.

use super::shared::Codes;
use crate::outcome::Kind;

/// Codes of calls, and of numbers in them.
pub const CODES: &Codes = &[
    (
        Kind::Credentials,
        &[
            "AuthFailure*",
            "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
            "UnauthorizedOperation.RequestIpNotInWhitelist",
            "UnauthorizedOperation.RequestPermissionDeny",
            "UnauthorizedOperation.SdkAppIdIsDisabled",
            "InternalError.RequestTimeException",
            "IpInBlacklist",
            "IpNotInWhitelist",
        ],
    ),
    (
        Kind::Throttled,
        &[
            "RequestLimitExceeded*",
            "LimitExceeded.DeliveryFrequencyLimit",
            "LimitExceeded.PhoneNumberThirtySecondLimit",
            "LimitExceeded.PhoneNumberOneHourLimit",
            "LimitExceeded.PhoneNumberDailyLimit",
            "LimitExceeded.PhoneNumberSameContentDailyLimit",
            "LimitExceeded.AppDailyLimit",
            "LimitExceeded.DailyLimit",
            "LimitExceeded.GlobalSmsSendingRateLimit",
            "LimitExceeded.AppGlobalDailyLimit",
            "LimitExceeded.AppMainlandChinaDailyLimit",
        ],
    ),
    (
        Kind::Number,
        &[
            "InvalidParameterValue.IncorrectPhoneNumber",
            "FailedOperation.PhoneNumberParseFail",
            "MissingParameter.EmptyPhoneNumberSet",
        ],
    ),
    (
        Kind::Country,
        &[
            "UnsupportedOperation.UnsupportedRegion",
            "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
            "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone",
            "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
            "LimitExceeded.AppCountryOrRegionInBlacklist",
            "LimitExceeded.AppCountryOrRegionDailyLimit",
        ],
    ),
    (Kind::Blocked, &["FailedOperation.PhoneNumberInBlacklist"]),
    (
        Kind::Template,
        &[
            "FailedOperation.SignatureIncorrectOrUnapproved",
            "FailedOperation.TemplateIncorrectOrUnapproved",
            "FailedOperation.TemplateUnapprovedOrNotExist",
            "FailedOperation.TemplateIdNotExist",
            "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
            "FailedOperation.MissingSignature",
            "InvalidParameterValue.TemplateParameterFormatError",
            "InvalidParameterValue.TemplateParameterLengthLimit",
            "InvalidParameterValue.SdkAppIdNotExist",
            "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        ],
    ),
    (Kind::Content, &["FailedOperation.ContainSensitiveWord"]),
    (
        Kind::Balance,
        &[
            "FailedOperation.InsufficientBalanceInSmsPackage",
            "UnauthorizedOperation.ServiceSuspendDueToArrears",
        ],
    ),
    (Kind::Temporary, &["InternalError*"]),
];

/// Limits of one number.
pub const PERSONAL: &[&str] = &[
    "LimitExceeded.DeliveryFrequencyLimit",
    "LimitExceeded.PhoneNumberThirtySecondLimit",
    "LimitExceeded.PhoneNumberOneHourLimit",
    "LimitExceeded.PhoneNumberDailyLimit",
    "LimitExceeded.PhoneNumberSameContentDailyLimit",
];
