/** What every V3 operation answers; `statusCode` 200 is success. */
export interface CommonResponseDto {
    statusCode: number;
    message: string;
    /** Error code, where the error has one. */
    apiCode?: number;
    /** Id of the request; also in the server's log. */
    requestId?: string;
}
/** An answer that carries data; absent when the operation is refused. */
export interface ResponseDto<T> extends CommonResponseDto {
    data: T;
}
/** Send a code by SMS, once a minute for a number and channel. */
export interface SendSMSDto {
    /** What the code is for; a code works in its channel only. */
    channel: SmsChannel;
    /** Phone number without country calling code. */
    phoneNumber: string;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
}
/** The values of its fields. */
export declare const SendSMSDto: {
    readonly channel: {
        readonly CHANNEL_LOGIN: "CHANNEL_LOGIN";
        readonly CHANNEL_REGISTER: "CHANNEL_REGISTER";
        readonly CHANNEL_RESET_PASSWORD: "CHANNEL_RESET_PASSWORD";
        readonly CHANNEL_BIND_PHONE: "CHANNEL_BIND_PHONE";
        readonly CHANNEL_UNBIND_PHONE: "CHANNEL_UNBIND_PHONE";
        readonly CHANNEL_BIND_MFA: "CHANNEL_BIND_MFA";
        readonly CHANNEL_VERIFY_MFA: "CHANNEL_VERIFY_MFA";
        readonly CHANNEL_UNBIND_MFA: "CHANNEL_UNBIND_MFA";
        readonly CHANNEL_COMPLETE_PHONE: "CHANNEL_COMPLETE_PHONE";
        readonly CHANNEL_IDENTITY_VERIFICATION: "CHANNEL_IDENTITY_VERIFICATION";
        readonly CHANNEL_DELETE_ACCOUNT: "CHANNEL_DELETE_ACCOUNT";
    };
};
/** What a code sent by SMS is for. */
export declare const SmsChannel: {
    readonly CHANNEL_LOGIN: "CHANNEL_LOGIN";
    readonly CHANNEL_REGISTER: "CHANNEL_REGISTER";
    readonly CHANNEL_RESET_PASSWORD: "CHANNEL_RESET_PASSWORD";
    readonly CHANNEL_BIND_PHONE: "CHANNEL_BIND_PHONE";
    readonly CHANNEL_UNBIND_PHONE: "CHANNEL_UNBIND_PHONE";
    readonly CHANNEL_BIND_MFA: "CHANNEL_BIND_MFA";
    readonly CHANNEL_VERIFY_MFA: "CHANNEL_VERIFY_MFA";
    readonly CHANNEL_UNBIND_MFA: "CHANNEL_UNBIND_MFA";
    readonly CHANNEL_COMPLETE_PHONE: "CHANNEL_COMPLETE_PHONE";
    readonly CHANNEL_IDENTITY_VERIFICATION: "CHANNEL_IDENTITY_VERIFICATION";
    readonly CHANNEL_DELETE_ACCOUNT: "CHANNEL_DELETE_ACCOUNT";
};
/** What a code sent by SMS is for. */
export type SmsChannel = (typeof SmsChannel)[keyof typeof SmsChannel];
/** Ask whether a code would be accepted. Spends a try and does not use the code up. */
export interface PreCheckCodeDto {
    /** Where the code was sent. */
    codeType: CodeType;
    /** The code to check when `codeType` is `SMS`. */
    smsCodePayload?: PreCheckSmsCodeDto | null;
    /** The code to check when `codeType` is `EMAIL`. */
    emailCodePayload?: PreCheckEmailCodeDto | null;
}
/** The values of its fields. */
export declare const PreCheckCodeDto: {
    readonly codeType: {
        readonly SMS: "SMS";
        readonly EMAIL: "EMAIL";
    };
};
/** Where a code was sent. */
export declare const CodeType: {
    readonly SMS: "SMS";
    readonly EMAIL: "EMAIL";
};
/** Where a code was sent. */
export type CodeType = (typeof CodeType)[keyof typeof CodeType];
/** A code sent by SMS. */
export interface PreCheckSmsCodeDto {
    /** Phone number without country calling code. */
    phone: string;
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
    /** What the code is for; a code works in its channel only. */
    channel: SmsChannel;
}
/** The values of its fields. */
export declare const PreCheckSmsCodeDto: {
    readonly channel: {
        readonly CHANNEL_LOGIN: "CHANNEL_LOGIN";
        readonly CHANNEL_REGISTER: "CHANNEL_REGISTER";
        readonly CHANNEL_RESET_PASSWORD: "CHANNEL_RESET_PASSWORD";
        readonly CHANNEL_BIND_PHONE: "CHANNEL_BIND_PHONE";
        readonly CHANNEL_UNBIND_PHONE: "CHANNEL_UNBIND_PHONE";
        readonly CHANNEL_BIND_MFA: "CHANNEL_BIND_MFA";
        readonly CHANNEL_VERIFY_MFA: "CHANNEL_VERIFY_MFA";
        readonly CHANNEL_UNBIND_MFA: "CHANNEL_UNBIND_MFA";
        readonly CHANNEL_COMPLETE_PHONE: "CHANNEL_COMPLETE_PHONE";
        readonly CHANNEL_IDENTITY_VERIFICATION: "CHANNEL_IDENTITY_VERIFICATION";
        readonly CHANNEL_DELETE_ACCOUNT: "CHANNEL_DELETE_ACCOUNT";
    };
};
/** A code sent by e-mail. */
export interface PreCheckEmailCodeDto {
    /** E-mail address; case does not matter. */
    email: string;
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
    /** What the code is for; a code works in its channel only. */
    channel: EmailChannel;
}
/** The values of its fields. */
export declare const PreCheckEmailCodeDto: {
    readonly channel: {
        readonly CHANNEL_LOGIN: "CHANNEL_LOGIN";
        readonly CHANNEL_REGISTER: "CHANNEL_REGISTER";
        readonly CHANNEL_RESET_PASSWORD: "CHANNEL_RESET_PASSWORD";
        readonly CHANNEL_VERIFY_EMAIL_LINK: "CHANNEL_VERIFY_EMAIL_LINK";
        readonly CHANNEL_UPDATE_EMAIL: "CHANNEL_UPDATE_EMAIL";
        readonly CHANNEL_BIND_EMAIL: "CHANNEL_BIND_EMAIL";
        readonly CHANNEL_UNBIND_EMAIL: "CHANNEL_UNBIND_EMAIL";
        readonly CHANNEL_VERIFY_MFA: "CHANNEL_VERIFY_MFA";
        readonly CHANNEL_UNLOCK_ACCOUNT: "CHANNEL_UNLOCK_ACCOUNT";
        readonly CHANNEL_COMPLETE_EMAIL: "CHANNEL_COMPLETE_EMAIL";
        readonly CHANNEL_DELETE_ACCOUNT: "CHANNEL_DELETE_ACCOUNT";
    };
};
/** What a code sent by e-mail is for. */
export declare const EmailChannel: {
    readonly CHANNEL_LOGIN: "CHANNEL_LOGIN";
    readonly CHANNEL_REGISTER: "CHANNEL_REGISTER";
    readonly CHANNEL_RESET_PASSWORD: "CHANNEL_RESET_PASSWORD";
    readonly CHANNEL_VERIFY_EMAIL_LINK: "CHANNEL_VERIFY_EMAIL_LINK";
    readonly CHANNEL_UPDATE_EMAIL: "CHANNEL_UPDATE_EMAIL";
    readonly CHANNEL_BIND_EMAIL: "CHANNEL_BIND_EMAIL";
    readonly CHANNEL_UNBIND_EMAIL: "CHANNEL_UNBIND_EMAIL";
    readonly CHANNEL_VERIFY_MFA: "CHANNEL_VERIFY_MFA";
    readonly CHANNEL_UNLOCK_ACCOUNT: "CHANNEL_UNLOCK_ACCOUNT";
    readonly CHANNEL_COMPLETE_EMAIL: "CHANNEL_COMPLETE_EMAIL";
    readonly CHANNEL_DELETE_ACCOUNT: "CHANNEL_DELETE_ACCOUNT";
};
/** What a code sent by e-mail is for. */
export type EmailChannel = (typeof EmailChannel)[keyof typeof EmailChannel];
/** Whether the code is right. */
export interface PreCheckCodeDataDto {
    /** Whether the code would be accepted now. */
    isValid: boolean;
    /** What happened, in the caller's language. */
    message?: string | null;
}
/** Bind a phone to the signed-in user, who must not have one; `updatePhone` changes one. */
export interface BindPhoneDto {
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
    /** Phone number without country calling code. */
    phoneNumber: string;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
}
/** Unbind the phone of the signed-in user; refused when no other way in would remain. */
export interface UnbindPhoneDto {
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
}
/** Prove who asks to change the phone: the new number, and the old one when the pool says so. Then `updatePhone` changes it. */
export interface VerifyUpdatePhoneRequestDto {
    /** Proof by a code sent by SMS. */
    phonePassCodePayload: UpdatePhoneByPhonePassCodeDto;
    /** How the request is proven. */
    verifyMethod: UpdatePhoneMethod;
}
/** The values of its fields. */
export declare const VerifyUpdatePhoneRequestDto: {
    readonly verifyMethod: {
        readonly PHONE_PASSCODE: "PHONE_PASSCODE";
    };
};
/** The numbers and their codes. */
export interface UpdatePhoneByPhonePassCodeDto {
    /** The new number, without country calling code. */
    newPhoneNumber: string;
    /** Code of `CHANNEL_BIND_PHONE` sent to the new number. */
    newPhonePassCode: string;
    /** Country calling code of the new number, with `+`; `+86` when absent. */
    newPhoneCountryCode?: string | null;
    /** The bound number; needed when the pool verifies it. */
    oldPhoneNumber?: string | null;
    /** Code of `CHANNEL_UNBIND_PHONE` sent to the bound number; needed when the pool verifies it. */
    oldPhonePassCode?: string | null;
    /** Country calling code of the bound number; `+86` when absent. */
    oldPhoneCountryCode?: string | null;
}
/** How changing a phone is proven. */
export declare const UpdatePhoneMethod: {
    readonly PHONE_PASSCODE: "PHONE_PASSCODE";
};
/** How changing a phone is proven. */
export type UpdatePhoneMethod = (typeof UpdatePhoneMethod)[keyof typeof UpdatePhoneMethod];
/** Leave to change the phone. */
export interface VerifyUpdatePhoneRequestData {
    /** One-time token from `verifyUpdatePhoneRequest`. */
    updatePhoneToken: string;
    /** Life of the token, in seconds. */
    tokenExpiresIn: number;
}
/** Change the phone of the signed-in user, with the token of `verifyUpdatePhoneRequest`. */
export interface UpdatePhoneDto {
    /** One-time token from `verifyUpdatePhoneRequest`. */
    updatePhoneToken: string;
}
/** Whether it was done. */
export interface IsSuccessDto {
    /** Whether it was done. */
    success: boolean;
}
/** Send a code by e-mail, once a minute for an address and channel. */
export interface SendEmailDto {
    /** What the code is for; a code works in its channel only. */
    channel: EmailChannel;
    /** E-mail address; case does not matter. */
    email: string;
}
/** The values of its fields. */
export declare const SendEmailDto: {
    readonly channel: {
        readonly CHANNEL_LOGIN: "CHANNEL_LOGIN";
        readonly CHANNEL_REGISTER: "CHANNEL_REGISTER";
        readonly CHANNEL_RESET_PASSWORD: "CHANNEL_RESET_PASSWORD";
        readonly CHANNEL_VERIFY_EMAIL_LINK: "CHANNEL_VERIFY_EMAIL_LINK";
        readonly CHANNEL_UPDATE_EMAIL: "CHANNEL_UPDATE_EMAIL";
        readonly CHANNEL_BIND_EMAIL: "CHANNEL_BIND_EMAIL";
        readonly CHANNEL_UNBIND_EMAIL: "CHANNEL_UNBIND_EMAIL";
        readonly CHANNEL_VERIFY_MFA: "CHANNEL_VERIFY_MFA";
        readonly CHANNEL_UNLOCK_ACCOUNT: "CHANNEL_UNLOCK_ACCOUNT";
        readonly CHANNEL_COMPLETE_EMAIL: "CHANNEL_COMPLETE_EMAIL";
        readonly CHANNEL_DELETE_ACCOUNT: "CHANNEL_DELETE_ACCOUNT";
    };
};
/** Bind an e-mail address to the signed-in user, who must not have one. */
export interface BindEmailDto {
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
    /** E-mail address; case does not matter. */
    email: string;
}
/** Unbind the e-mail address of the signed-in user; refused when no other way in would remain. */
export interface UnbindEmailDto {
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
}
/** Prove who asks to change the e-mail address: the new one, and the old one when the pool says so. Then `updateEmail` changes it. */
export interface VerifyUpdateEmailRequestDto {
    /** Proof by a code sent by e-mail. */
    emailPassCodePayload: UpdateEmailByEmailPassCodeDto;
    /** How the request is proven. */
    verifyMethod: UpdateEmailMethod;
}
/** The values of its fields. */
export declare const VerifyUpdateEmailRequestDto: {
    readonly verifyMethod: {
        readonly EMAIL_PASSCODE: "EMAIL_PASSCODE";
    };
};
/** The addresses and their codes. */
export interface UpdateEmailByEmailPassCodeDto {
    /** The new e-mail address. */
    newEmail: string;
    /** Code of `CHANNEL_UPDATE_EMAIL` sent to the new address. */
    newEmailPassCode: string;
    /** The bound e-mail address; needed when the pool verifies it. */
    oldEmail?: string | null;
    /** Code of `CHANNEL_UPDATE_EMAIL` sent to the old address; needed when the pool verifies it. */
    oldEmailPassCode?: string | null;
}
/** How changing an e-mail address is proven. */
export declare const UpdateEmailMethod: {
    readonly EMAIL_PASSCODE: "EMAIL_PASSCODE";
};
/** How changing an e-mail address is proven. */
export type UpdateEmailMethod = (typeof UpdateEmailMethod)[keyof typeof UpdateEmailMethod];
/** Leave to change the e-mail address. */
export interface VerifyUpdateEmailRequestData {
    /** One-time token from `verifyUpdateEmailRequest`. */
    updateEmailToken: string;
    /** Life of the token, in seconds. */
    tokenExpiresIn: number;
}
/** Change the e-mail address of the signed-in user, with the token of `verifyUpdateEmailRequest`. */
export interface UpdateEmailDto {
    /** One-time token from `verifyUpdateEmailRequest`. */
    updateEmailToken: string;
}
/** Create an account by code or by password. */
export interface SignUpDto {
    /** How the user proves who they are. */
    connection: SignUpConnection;
    /** Credentials of `connection` or `verifyMethod` `PASSWORD`. */
    passwordPayload?: SignUpByPasswordDto | null;
    /** Credentials of `connection` `PASSCODE`. */
    passCodePayload?: SignUpByPassCodeDto | null;
    /** Profile page, or the fields of a new profile. */
    profile?: SignUpProfileDto | null;
    /** Options. */
    options?: SignUpOptionsDto | null;
}
/** The values of its fields. */
export declare const SignUpDto: {
    readonly connection: {
        readonly PASSWORD: "PASSWORD";
        readonly PASSCODE: "PASSCODE";
    };
};
/** How a sign-up is proven. */
export declare const SignUpConnection: {
    readonly PASSWORD: "PASSWORD";
    readonly PASSCODE: "PASSCODE";
};
/** How a sign-up is proven. */
export type SignUpConnection = (typeof SignUpConnection)[keyof typeof SignUpConnection];
/** A password and a user name or e-mail address. */
export interface SignUpByPasswordDto {
    /** Password, encrypted as `passwordEncryptType` says. */
    password: string;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
}
/** A code of `CHANNEL_REGISTER` and where it was sent. */
export interface SignUpByPassCodeDto {
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
}
/** Profile of a new account. */
export interface SignUpProfileDto {
    /** Nickname. */
    nickname?: string | null;
    /** Company. */
    company?: string | null;
    /** Address of a picture. */
    photo?: string | null;
    /** Device. */
    device?: string | null;
    /** Browser named at sign-up. */
    browser?: string | null;
    /** Full name. */
    name?: string | null;
    /** Given name. */
    givenName?: string | null;
    /** Family name. */
    familyName?: string | null;
    /** Middle name. */
    middleName?: string | null;
    /** Profile page, or the fields of a new profile. */
    profile?: string | null;
    /** Name the user likes to be called. */
    preferredUsername?: string | null;
    /** Web site. */
    website?: string | null;
    /** Gender. */
    gender?: Gender | null;
    /** Date of birth, `YYYY-MM-DD`. */
    birthdate?: string | null;
    /** Time zone, IANA name. */
    zoneinfo?: string | null;
    /** Preferred locale, BCP 47. */
    locale?: string | null;
    /** Postal address as one string. */
    address?: string | null;
    /** Full address, formatted for display. */
    formatted?: string | null;
    /** Street and house number. */
    streetAddress?: string | null;
    /** Town or city of the address. */
    locality?: string | null;
    /** State or province of the address. */
    region?: string | null;
    /** Postal code. */
    postalCode?: string | null;
    /** Country. */
    country?: string | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
    /** Free data of the application's own, a JSON object. */
    customData?: Record<string, any> | null;
}
/** The values of its fields. */
export declare const SignUpProfileDto: {
    readonly gender: {
        readonly M: "M";
        readonly F: "F";
        readonly U: "U";
    };
};
/** Gender: male, female or unknown. */
export declare const Gender: {
    readonly M: "M";
    readonly F: "F";
    readonly U: "U";
};
/** Gender: male, female or unknown. */
export type Gender = (typeof Gender)[keyof typeof Gender];
/** Options of a sign-up. */
export interface SignUpOptionsDto {
    /** Address of the end user's device. */
    clientIp?: string | null;
    /** Code of `CHANNEL_COMPLETE_PHONE` that proves `profile.phone`. */
    phonePassCodeForInformationCompletion?: string | null;
    /** Code of `CHANNEL_COMPLETE_EMAIL` that proves `profile.email`. */
    emailPassCodeForInformationCompletion?: string | null;
    /** Password to set while signing up by code. */
    passwordForPhonePassCode?: string | null;
    /** Free data handed on to pipelines and logs. */
    context: any;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
}
/** The values of its fields. */
export declare const SignUpOptionsDto: {
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** How a password is encrypted on the wire. */
export declare const PasswordEncryptType: {
    readonly sm2: "sm2";
    readonly rsa: "rsa";
    readonly none: "none";
};
/** How a password is encrypted on the wire. */
export type PasswordEncryptType = (typeof PasswordEncryptType)[keyof typeof PasswordEncryptType];
/** A user. */
export interface UserDto {
    /** User id; of the kind `userIdType` where that is given. */
    userId: string;
    /** When it was created, ISO 8601 UTC. */
    createdAt: string;
    /** When it last changed, ISO 8601 UTC. */
    updatedAt: string;
    /** State of the account. */
    status: UserStatus;
    /** Whether the user works here. */
    workStatus: WorkStatus;
    /** Id of the user in another system; unique in the pool. */
    externalId?: string | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** Full name. */
    name?: string | null;
    /** Nickname. */
    nickname?: string | null;
    /** Address of a picture. */
    photo?: string | null;
    /** How many times the user has signed in. */
    loginsCount?: number | null;
    /** When the user last signed in, ISO 8601 UTC. */
    lastLogin?: string | null;
    /** Address of the last sign-in. */
    lastIp?: string | null;
    /** Gender. */
    gender: Gender;
    /** Whether the e-mail address is proven. */
    emailVerified: boolean;
    /** Whether the number is proven. */
    phoneVerified: boolean;
    /** When the password was last set, ISO 8601 UTC. */
    passwordLastSetAt?: string | null;
    /** Date of birth, `YYYY-MM-DD`. */
    birthdate?: string | null;
    /** Country. */
    country?: string | null;
    /** Province or state. */
    province?: string | null;
    /** City. */
    city?: string | null;
    /** Postal address as one string. */
    address?: string | null;
    /** Street and house number. */
    streetAddress?: string | null;
    /** Postal code. */
    postalCode?: string | null;
    /** Company. */
    company?: string | null;
    /** Browser named at sign-up. */
    browser?: string | null;
    /** Device. */
    device?: string | null;
    /** Given name. */
    givenName?: string | null;
    /** Family name. */
    familyName?: string | null;
    /** Middle name. */
    middleName?: string | null;
    /** Profile page, or the fields of a new profile. */
    profile?: string | null;
    /** Name the user likes to be called. */
    preferredUsername?: string | null;
    /** Web site. */
    website?: string | null;
    /** Time zone, IANA name. */
    zoneinfo?: string | null;
    /** Preferred locale, BCP 47. */
    locale?: string | null;
    /** Full address, formatted for display. */
    formatted?: string | null;
    /** State or province of the address. */
    region?: string | null;
    /** How the user came to be. */
    userSourceType: UserSourceType;
    /** Id of the source. */
    userSourceId?: string | null;
    /** Application of the last sign-in. */
    lastLoginApp?: string | null;
    /** Main department. */
    mainDepartmentId?: string | null;
    /** When a second factor was last checked, ISO 8601 UTC. */
    lastMfaTime?: string | null;
    /** Strength of the password: 1 low, 2 middle, 3 high. */
    passwordSecurityLevel?: number | null;
    /** Whether the next sign-in asks for a new password. */
    resetPasswordOnNextLogin?: boolean | null;
    /** How the user came to be. */
    registerSource?: string[] | null;
    /** Departments of the user. */
    departmentIds?: string[] | null;
    /** External identities linked to the user. */
    identities?: IdentityDto[] | null;
    /** Number of an identity document. */
    identityNumber?: string | null;
    /** Free data of the application's own, a JSON object. */
    customData?: Record<string, any> | null;
    /** Values of metadata models. */
    metadataSource?: Record<string, any> | null;
    /** Posts of the user. */
    postIdList?: string[] | null;
    /** When the state changed, ISO 8601 UTC. */
    statusChangedAt?: string | null;
    /** Tenant id. */
    tenantId?: string | null;
    /** When the user signed up, ISO 8601 UTC. */
    signedUp?: string | null;
}
/** The values of its fields. */
export declare const UserDto: {
    readonly status: {
        readonly Suspended: "Suspended";
        readonly Resigned: "Resigned";
        readonly Activated: "Activated";
        readonly Archived: "Archived";
        readonly Deactivated: "Deactivated";
    };
    readonly workStatus: {
        readonly Closed: "Closed";
        readonly Active: "Active";
    };
    readonly gender: {
        readonly M: "M";
        readonly F: "F";
        readonly U: "U";
    };
    readonly userSourceType: {
        readonly excel: "excel";
        readonly register: "register";
        readonly adminCreated: "adminCreated";
        readonly sync: "sync";
    };
};
/** State of an account; only `Activated` may sign in. */
export declare const UserStatus: {
    readonly Suspended: "Suspended";
    readonly Resigned: "Resigned";
    readonly Activated: "Activated";
    readonly Archived: "Archived";
    readonly Deactivated: "Deactivated";
};
/** State of an account; only `Activated` may sign in. */
export type UserStatus = (typeof UserStatus)[keyof typeof UserStatus];
/** Whether the user works here. */
export declare const WorkStatus: {
    readonly Closed: "Closed";
    readonly Active: "Active";
};
/** Whether the user works here. */
export type WorkStatus = (typeof WorkStatus)[keyof typeof WorkStatus];
/** How a user came to be. */
export declare const UserSourceType: {
    readonly excel: "excel";
    readonly register: "register";
    readonly adminCreated: "adminCreated";
    readonly sync: "sync";
};
/** How a user came to be. */
export type UserSourceType = (typeof UserSourceType)[keyof typeof UserSourceType];
/** An external identity linked to a user. */
export interface IdentityDto {
    /** Id of the link. */
    identityId: string;
    /** External identity provider id. */
    extIdpId: string;
    /** Kind of the external identity provider. */
    provider: Provider;
    /** Kind of the identity inside its provider, such as `openid` or `unionid`. */
    type: string;
    /** Id of the user at the external provider. */
    userIdInIdp: string;
    /** What the external provider said of the user. */
    userInfoInIdp: any;
    /** Access token of the external identity provider. */
    accessToken?: string | null;
    /** Refresh token of the external identity provider. */
    refreshToken?: string | null;
    /** Connections the identity came through. */
    originConnIds: string[];
}
/** The values of its fields. */
export declare const IdentityDto: {
    readonly provider: {
        readonly oidc: "oidc";
        readonly oauth2: "oauth2";
        readonly saml: "saml";
        readonly ldap: "ldap";
        readonly ad: "ad";
        readonly cas: "cas";
        readonly "azure-ad": "azure-ad";
        readonly wechat: "wechat";
        readonly google: "google";
        readonly qq: "qq";
        readonly wechatwork: "wechatwork";
        readonly dingtalk: "dingtalk";
        readonly weibo: "weibo";
        readonly github: "github";
        readonly alipay: "alipay";
        readonly apple: "apple";
        readonly baidu: "baidu";
        readonly lark: "lark";
        readonly gitlab: "gitlab";
        readonly twitter: "twitter";
        readonly facebook: "facebook";
        readonly slack: "slack";
        readonly linkedin: "linkedin";
        readonly yidun: "yidun";
        readonly qingcloud: "qingcloud";
        readonly gitee: "gitee";
        readonly instagram: "instagram";
        readonly welink: "welink";
        readonly huawei: "huawei";
        readonly honor: "honor";
        readonly xiaomi: "xiaomi";
        readonly oppo: "oppo";
        readonly aws: "aws";
        readonly amazon: "amazon";
        readonly douyin: "douyin";
        readonly kuaishou: "kuaishou";
        readonly line: "line";
        readonly sdbz: "sdbz";
        readonly zjzwfw: "zjzwfw";
        readonly zzding: "zzding";
        readonly seeyona8v5: "seeyona8v5";
    };
};
/** Kind of an external identity provider. */
export declare const Provider: {
    readonly oidc: "oidc";
    readonly oauth2: "oauth2";
    readonly saml: "saml";
    readonly ldap: "ldap";
    readonly ad: "ad";
    readonly cas: "cas";
    readonly "azure-ad": "azure-ad";
    readonly wechat: "wechat";
    readonly google: "google";
    readonly qq: "qq";
    readonly wechatwork: "wechatwork";
    readonly dingtalk: "dingtalk";
    readonly weibo: "weibo";
    readonly github: "github";
    readonly alipay: "alipay";
    readonly apple: "apple";
    readonly baidu: "baidu";
    readonly lark: "lark";
    readonly gitlab: "gitlab";
    readonly twitter: "twitter";
    readonly facebook: "facebook";
    readonly slack: "slack";
    readonly linkedin: "linkedin";
    readonly yidun: "yidun";
    readonly qingcloud: "qingcloud";
    readonly gitee: "gitee";
    readonly instagram: "instagram";
    readonly welink: "welink";
    readonly huawei: "huawei";
    readonly honor: "honor";
    readonly xiaomi: "xiaomi";
    readonly oppo: "oppo";
    readonly aws: "aws";
    readonly amazon: "amazon";
    readonly douyin: "douyin";
    readonly kuaishou: "kuaishou";
    readonly line: "line";
    readonly sdbz: "sdbz";
    readonly zjzwfw: "zjzwfw";
    readonly zzding: "zzding";
    readonly seeyona8v5: "seeyona8v5";
};
/** Kind of an external identity provider. */
export type Provider = (typeof Provider)[keyof typeof Provider];
/** Sign in by password or by code and receive tokens. */
export interface SigninByCredentialsDto {
    /** How the user proves who they are. */
    connection: SignInConnection;
    /** Credentials of `connection` or `verifyMethod` `PASSWORD`. */
    passwordPayload?: SignInByPasswordPayloadDto | null;
    /** Credentials of `connection` `PASSCODE`. */
    passCodePayload?: SignInByPassCodePayloadDto | null;
    /** Credentials of `connection` `AD`. */
    adPayload?: SignInByAdPayloadDto | null;
    /** Credentials of `connection` `LDAP`. */
    ldapPayload?: SignInByLdapPayloadDto | null;
    /** Options. */
    options?: SignInOptionsDto | null;
    /** Application id, for `client_secret_post`. */
    client_id?: string | null;
    /** Application secret, for `client_secret_post`. */
    client_secret?: string | null;
}
/** The values of its fields. */
export declare const SigninByCredentialsDto: {
    readonly connection: {
        readonly PASSWORD: "PASSWORD";
        readonly PASSCODE: "PASSCODE";
        readonly LDAP: "LDAP";
        readonly AD: "AD";
    };
};
/** How a sign-in is proven. */
export declare const SignInConnection: {
    readonly PASSWORD: "PASSWORD";
    readonly PASSCODE: "PASSCODE";
    readonly LDAP: "LDAP";
    readonly AD: "AD";
};
/** How a sign-in is proven. */
export type SignInConnection = (typeof SignInConnection)[keyof typeof SignInConnection];
/** A password and one name for its owner. */
export interface SignInByPasswordPayloadDto {
    /** Password, encrypted as `passwordEncryptType` says. */
    password: string;
    /** User name, e-mail address or phone number; which of them it is, the server finds out. */
    account?: string | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
}
/** A code of `CHANNEL_LOGIN` and where it was sent. */
export interface SignInByPassCodePayloadDto {
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
}
/** Account of an Active Directory. */
export interface SignInByAdPayloadDto {
    /** Password, encrypted as `passwordEncryptType` says. */
    password: string;
    /** Account name in the directory. */
    sAMAccountName: string;
}
/** Account of an LDAP directory. */
export interface SignInByLdapPayloadDto {
    /** Password, encrypted as `passwordEncryptType` says. */
    password: string;
    /** Account name in the directory. */
    sAMAccountName: string;
}
/** Options of a sign-in. */
export interface SignInOptionsDto {
    /** OAuth scope, separated by spaces; must contain `openid`. */
    scope?: string | null;
    /** Address of the end user's device. */
    clientIp?: string | null;
    /** Free data handed on to pipelines and logs. */
    context?: any;
    /** Tenant id. */
    tenantId?: string | null;
    /** Free data of the application's own, a JSON object. */
    customData?: Record<string, any> | null;
    /** Whether an unknown user is signed up on the fly. */
    autoRegister?: boolean | null;
    /** Text read off the captcha picture; case does not matter. */
    captchaCode?: string | null;
    /** Token that came with the captcha picture. */
    captchaToken?: string | null;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
}
/** The values of its fields. */
export declare const SignInOptionsDto: {
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** Tokens of a sign-in. */
export interface LoginTokenResponseDataDto {
    /** OAuth scope, separated by spaces; must contain `openid`. */
    scope?: string | null;
    /** Access token, a JWT. */
    access_token?: string | null;
    /** ID token, a JWT. */
    id_token?: string | null;
    /** Refresh token, when the scope has `offline_access`. */
    refresh_token?: string | null;
    /** Always `bearer`. */
    token_type: string;
    /** Life of the access token, in seconds. */
    expire_in: number;
    /** The same, by the name of RFC 6749. */
    expires_in: number;
}
/** Get the metadata of the provider (OpenID Connect Discovery 1.0 section 3). */
export interface GetOpenIdConfiguration {
}
/** Get the public keys that verify tokens (RFC 7517 section 5). */
export interface FetchJwks {
}
/** A set of public keys. */
export interface JwkSet {
    /** The keys (RFC 7517 section 4). */
    keys: Record<string, any>[];
}
/** Exchange a refresh token or client credentials for tokens (RFC 6749 sections 4.4 and 6). */
export interface ExchangeToken {
    /** `refresh_token` or `client_credentials`. */
    grant_type: string;
    /** The refresh token. */
    refresh_token?: string | null;
    /** Scope, separated by spaces; not wider than granted. */
    scope?: string | null;
    /** Application id, or access key id for `client_credentials`. */
    client_id?: string | null;
    /** Its secret, for `client_secret_post`. */
    client_secret?: string | null;
}
/** Tokens (RFC 6749 section 5.1). */
export interface TokenResponse {
    /** Access token, a JWT. */
    access_token: string;
    /** ID token, a JWT, when a user is signed in. */
    id_token?: string | null;
    /** The next refresh token; the one presented is used up. */
    refresh_token?: string | null;
    /** Always `bearer`. */
    token_type: string;
    /** Life of the access token, in seconds. */
    expires_in: number;
    /** The same, by the name the V3 API uses. */
    expire_in: number;
    /** Scope granted. */
    scope: string;
}
/** Ask whether a token stands (RFC 7662 section 2.1). */
export interface IntrospectToken {
    /** The token. */
    token: string;
    /** `access_token` or `refresh_token`; a hint only. */
    token_type_hint?: string | null;
    /** Application id. */
    client_id?: string | null;
    /** Its secret, for `client_secret_post`. */
    client_secret?: string | null;
}
/** What a token is (RFC 7662 section 2.2). A token that does not stand is only `active: false`. */
export interface Introspection {
    /** Whether the token stands now. */
    active: boolean;
    /** User the token is of. */
    sub?: string | null;
    /** Application the token was made for. */
    client_id?: string | null;
    /** Whom the token is for. */
    aud?: string | null;
    /** Who made the token. */
    iss?: string | null;
    /** Scope granted. */
    scope?: string | null;
    /** Id of the token. */
    jti?: string | null;
    /** When the token ends, in seconds since 1970-01-01 UTC. */
    exp?: number | null;
    /** When the token was made, in seconds since 1970-01-01 UTC. */
    iat?: number | null;
    /** Always `bearer`. */
    token_type?: string | null;
}
/** End a token (RFC 7009 section 2.1). A refresh token ends its session with it. */
export interface RevokeToken {
    /** The token; an unknown one is no error. */
    token: string;
    /** `access_token` or `refresh_token`; a hint only. */
    token_type_hint?: string | null;
    /** Application id. */
    client_id?: string | null;
    /** Its secret, for `client_secret_post`. */
    client_secret?: string | null;
}
/** Get claims about the user, as the scope allows (OpenID Connect Core 1.0 section 5.3). */
export interface GetUserInfo {
}
/** Get claims about the user, as the scope allows (OpenID Connect Core 1.0 section 5.3). */
export interface PostUserInfo {
}
/** Get the profile of the signed-in user. */
export interface GetProfile {
    /** Whether to return custom data. */
    withCustomData?: boolean | null;
    /** Whether to return external identities. */
    withIdentities?: boolean | null;
}
/** Change the profile of the signed-in user; phone, e-mail and password have operations of their own. */
export interface UpdateUserProfileDto {
    /** Full name. */
    name?: string | null;
    /** Nickname. */
    nickname?: string | null;
    /** Address of a picture. */
    photo?: string | null;
    /** Id of the user in another system; unique in the pool. */
    externalId?: string | null;
    /** Date of birth, `YYYY-MM-DD`. */
    birthdate?: string | null;
    /** Country. */
    country?: string | null;
    /** Province or state. */
    province?: string | null;
    /** City. */
    city?: string | null;
    /** Postal address as one string. */
    address?: string | null;
    /** Street and house number. */
    streetAddress?: string | null;
    /** Postal code. */
    postalCode?: string | null;
    /** Gender. */
    gender?: Gender | null;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** Company. */
    company?: string | null;
    /** Free data of the application's own, a JSON object. */
    customData?: Record<string, any> | null;
    /** Number of an identity document. */
    identityNumber?: string | null;
}
/** The values of its fields. */
export declare const UpdateUserProfileDto: {
    readonly gender: {
        readonly M: "M";
        readonly F: "F";
        readonly U: "U";
    };
};
/** Ask how well the account of the signed-in user is protected. */
export interface GetSecurityLevel {
}
/** How well the account is protected. */
export interface GetSecurityInfoDto {
    /** Strength of the password: 1 low, 2 middle, 3 high. */
    passwordSecurityLevel: number;
    /** Whether a second factor is set up. */
    mfaEnrolled: boolean;
    /** Whether there is a password. */
    passwordSet: boolean;
    /** Whether an e-mail address is bound. */
    emailBinded: boolean;
    /** Whether a phone is bound. */
    phoneBinded: boolean;
    /** Sum of what protects the account, 0 to 100. */
    securityScore: number;
}
/** Prove who asks to delete the account, before `deleteAccount`. */
export interface VerifyDeleteAccountRequestDto {
    /** How the request is proven. */
    verifyMethod: DeleteAccountMethod;
    /** Proof by a code sent by SMS. */
    phonePassCodePayload?: DeleteAccountByPhonePassCodeDto | null;
    /** Proof by a code sent by e-mail. */
    emailPassCodePayload?: DeleteAccountByEmailPassCodeDto | null;
    /** Credentials of `connection` or `verifyMethod` `PASSWORD`. */
    passwordPayload?: DeleteAccountByPasswordDto | null;
}
/** The values of its fields. */
export declare const VerifyDeleteAccountRequestDto: {
    readonly verifyMethod: {
        readonly PHONE_PASSCODE: "PHONE_PASSCODE";
        readonly EMAIL_PASSCODE: "EMAIL_PASSCODE";
        readonly PASSWORD: "PASSWORD";
    };
};
/** How deleting an account is proven. */
export declare const DeleteAccountMethod: {
    readonly PHONE_PASSCODE: "PHONE_PASSCODE";
    readonly EMAIL_PASSCODE: "EMAIL_PASSCODE";
    readonly PASSWORD: "PASSWORD";
};
/** How deleting an account is proven. */
export type DeleteAccountMethod = (typeof DeleteAccountMethod)[keyof typeof DeleteAccountMethod];
/** The bound number and a code of `CHANNEL_DELETE_ACCOUNT`. */
export interface DeleteAccountByPhonePassCodeDto {
    /** Phone number without country calling code. */
    phoneNumber: string;
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
}
/** The bound address and a code of `CHANNEL_DELETE_ACCOUNT`. */
export interface DeleteAccountByEmailPassCodeDto {
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
}
/** The password; only for an account with neither phone nor e-mail. */
export interface DeleteAccountByPasswordDto {
    /** Password, encrypted as `passwordEncryptType` says. */
    password: string;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
}
/** The values of its fields. */
export declare const DeleteAccountByPasswordDto: {
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** Leave to delete the account. */
export interface VerifyDeleteAccountRequestDataDto {
    /** One-time token from `verifyDeleteAccountRequest`. */
    deleteAccountToken: string;
    /** Life of the token, in seconds. */
    tokenExpiresIn: number;
}
/** Delete the account of the signed-in user, with the token of `verifyDeleteAccountRequest`. */
export interface DeleteAccounDto {
    /** One-time token from `verifyDeleteAccountRequest`. */
    deleteAccountToken: string;
}
/** List the sign-ins of the signed-in user, newest first. */
export interface GetLoginHistory {
    /** Only this application. */
    appId?: string | null;
    /** Only this address. */
    clientIp?: string | null;
    /** Only successful or only failed ones. */
    success?: boolean | null;
    /** From when, milliseconds since 1970-01-01 UTC. */
    start?: number | null;
    /** Until when, milliseconds since 1970-01-01 UTC. */
    end?: number | null;
    /** Page number, from 1. */
    page?: number | null;
    /** Rows a page, 1 to 50; 10 when absent. */
    limit?: number | null;
}
/** A page of sign-ins. */
export interface LoginHistoryPaginatedRespDto {
    /** Rows in all pages. */
    totalCount: number;
    /** The rows. */
    list: LoginHistoryDto[];
}
/** One sign-in of the user. */
export interface LoginHistoryDto {
    /** User id; of the kind `userIdType` where that is given. */
    userId: string;
    /** Application id. */
    appId: string;
    /** Name of the application for people. */
    appName: string;
    /** Address of the application's sign-in page. */
    appLoginUrl: string;
    /** Address of the application's logo. */
    appLogo: string;
    /** When, ISO 8601 UTC. */
    loginAt: string;
    /** Address of the end user's device. */
    clientIp: string;
    /** Whether it was done. */
    success: boolean;
    /** Why it failed. */
    errorMessage?: string | null;
    /** `user-agent` header of the request. */
    userAgent: string;
    /** Device, browser and system read off `userAgent`. */
    parsedUserAgent: ParsedUserAgent;
    /** How the user signed in. */
    loginMethod: string;
    /** Place of the address, when a geo database is configured. */
    geoip: GeoIp;
    /** Tenant id. */
    tenantId?: string | null;
}
/** What a `user-agent` header says. */
export interface ParsedUserAgent {
    /** Device. */
    device: string;
    /** Full name. */
    name: string;
    /** Operating system. */
    os: string;
}
/** Place of an address. */
export interface GeoIp {
    /** Coordinates. */
    location: GeoIpLocation;
    /** Country. */
    country_name: string;
    /** ISO 3166-1 alpha-2 code. */
    country_code2: string;
    /** ISO 3166-1 alpha-3 code. */
    country_code3: string;
    /** Region. */
    region_name: string;
    /** Region code. */
    region_code: string;
    /** City. */
    city_name: string;
    /** Continent code. */
    continent_code: string;
    /** Time zone. */
    timezone: string;
}
/** Coordinates. */
export interface GeoIpLocation {
    /** Longitude in degrees. */
    lon: number;
    /** Latitude in degrees. */
    lat: number;
}
/** List the applications the user is signed in to. */
export interface GetLoggedInApps {
}
/** An application the user is signed in to. */
export interface LoggedInAppsDto {
    /** Application id. */
    appId: string;
    /** Name of the application for people. */
    appName: string;
    /** Address of the application's sign-in page. */
    appLoginUrl: string;
    /** Address of the application's logo. */
    appLogo: string;
    /** Whether the user still has a live session in this application. */
    active: boolean;
}
/** List all countries with their calling codes. */
export interface GetCountryList {
}
/** A country and its calling code. */
export interface CountryDetailInfo {
    /** ISO 3166-1 alpha-2 code. */
    alpha2: string;
    /** ISO 3166-1 alpha-3 code. */
    alpha3: string;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode: string;
    /** Flag, as an emoji. */
    flag: string;
    /** Full name. */
    name: LangObject;
}
/** A name in four languages. */
export interface LangObject {
    /** Simplified Chinese. */
    "zh-CN": LangUnit;
    /** English. */
    "en-US": LangUnit;
    /** Traditional Chinese. */
    "zh-TW": LangUnit;
    /** Japanese. */
    "ja-JP": LangUnit;
}
/** A name in one language. */
export interface LangUnit {
    /** Whether it is on. */
    enabled: boolean;
    /** Value. */
    value: string;
}
/** Change or set the password of the signed-in user. */
export interface UpdatePasswordDto {
    /** The new password. */
    newPassword: string;
    /** The present password; needed when there is one. */
    oldPassword?: string | null;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
    /** One-time token from `verifyResetPasswordRequest`. */
    passwordResetToken?: string | null;
}
/** The values of its fields. */
export declare const UpdatePasswordDto: {
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** Ask whether a password is right. Counts as a try at signing in. */
export interface ValidatePasswordDto {
    /** Phone number without country calling code. */
    phone?: string | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
    /** Password, encrypted as `passwordEncryptType` says. */
    password?: string | null;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
}
/** The values of its fields. */
export declare const ValidatePasswordDto: {
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** Whether the password is right. */
export interface ValidatePasswordResultDto {
    /** Whether the password is right. */
    valid: boolean;
}
/** Prove who asks to reset the password, before `resetPassword`. */
export interface VerifyResetPasswordRequestDto {
    /** How the request is proven. */
    verifyMethod: ResetPasswordMethod;
    /** Proof by a code sent by SMS. */
    phonePassCodePayload?: ResetPasswordByPhonePassCodeDto | null;
    /** Proof by a code sent by e-mail. */
    emailPassCodePayload?: ResetPasswordByEmailPassCodeDto | null;
}
/** The values of its fields. */
export declare const VerifyResetPasswordRequestDto: {
    readonly verifyMethod: {
        readonly EMAIL_PASSCODE: "EMAIL_PASSCODE";
        readonly PHONE_PASSCODE: "PHONE_PASSCODE";
    };
};
/** How resetting a password is proven. */
export declare const ResetPasswordMethod: {
    readonly EMAIL_PASSCODE: "EMAIL_PASSCODE";
    readonly PHONE_PASSCODE: "PHONE_PASSCODE";
};
/** How resetting a password is proven. */
export type ResetPasswordMethod = (typeof ResetPasswordMethod)[keyof typeof ResetPasswordMethod];
/** A number and a code of `CHANNEL_RESET_PASSWORD`. */
export interface ResetPasswordByPhonePassCodeDto {
    /** Phone number without country calling code. */
    phoneNumber: string;
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
}
/** An address and a code of `CHANNEL_RESET_PASSWORD`. */
export interface ResetPasswordByEmailPassCodeDto {
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** The code. It works once, until it expires or too many wrong ones were tried. */
    passCode: string;
}
/** Leave to set a new password. */
export interface ResetPasswordVerify {
    /** One-time token from `verifyResetPasswordRequest`. */
    passwordResetToken: string;
    /** Life of the token, in seconds. */
    tokenExpiresIn: number;
}
/** Set a new password, with the token of `verifyResetPasswordRequest`; all sessions end. */
export interface ResetPasswordDto {
    /** Password, encrypted as `passwordEncryptType` says. */
    password: string;
    /** One-time token from `verifyResetPasswordRequest`. */
    passwordResetToken: string;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
}
/** The values of its fields. */
export declare const ResetPasswordDto: {
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** List the external identities of the signed-in user. */
export interface GetIdentities {
}
/** Unlink an external identity of the signed-in user; refused when no other way in would remain. */
export interface UnlinkExtIdpDto {
    /** External identity provider id. */
    extIdpId: string;
}
/** Link an external identity to a user. */
export interface LinkIdentityDto {
    /** Id of the user at the external provider. */
    userIdInIdp: string;
    /** User id; of the kind `userIdType` where that is given. */
    userId: string;
    /** External identity provider id. */
    extIdpId: string;
    /** Kind of the identity inside its provider, such as `openid` or `unionid`. */
    type?: string | null;
    /** Whether the provider is a social one. */
    isSocial?: boolean | null;
}
/** Unlink an external identity from a user; refused when no other way in would remain. */
export interface UnlinkIdentity {
    /** User id; of the kind `userIdType` where that is given. */
    userId: string;
    /** External identity provider id. */
    extIdpId: string;
    /** Kind of the identity inside its provider, such as `openid` or `unionid`. */
    type?: string | null;
    /** Whether the provider is a social one. */
    isSocial?: boolean | null;
}
/** List the external identities of a user. */
export interface GetUserIdentities {
    /** User id, of the kind `userIdType`. */
    userId: string;
    /** Kind of the user id; `user_id` when absent. */
    userIdType?: UserIdType | null;
}
/** The values of its fields. */
export declare const GetUserIdentities: {
    readonly userIdType: {
        readonly user_id: "user_id";
        readonly external_id: "external_id";
        readonly phone: "phone";
        readonly email: "email";
        readonly username: "username";
        readonly identity: "identity";
        readonly sync_relation: "sync_relation";
        readonly custom_field: "custom_field";
    };
};
/** Kind of a user id. */
export declare const UserIdType: {
    readonly user_id: "user_id";
    readonly external_id: "external_id";
    readonly phone: "phone";
    readonly email: "email";
    readonly username: "username";
    readonly identity: "identity";
    readonly sync_relation: "sync_relation";
    readonly custom_field: "custom_field";
};
/** Kind of a user id. */
export type UserIdType = (typeof UserIdType)[keyof typeof UserIdType];
/** Get the public keys for password encryption, versions and addresses. Answers without an envelope. */
export interface GetSystemInfo {
}
/** What a client needs to know of the server. */
export interface SystemInfoResp {
    /** RSA key for `passwordEncryptType` `rsa`. */
    rsa: SystmeInfoRSAConfig;
    /** SM2 key for `passwordEncryptType` `sm2`. */
    sm2: SystmeInfoSM2Config;
    /** Versions. */
    version: SystmeInfoVersion;
    /** Addresses the server sends from. */
    publicIps: string[];
}
/** RSA key. */
export interface SystmeInfoRSAConfig {
    /** Public key for password encryption. */
    publicKey: string;
}
/** SM2 key. */
export interface SystmeInfoSM2Config {
    /** Public key for password encryption. */
    publicKey: string;
}
/** Versions. */
export interface SystmeInfoVersion {
    /** Version of the server. */
    server: string;
    /** Version of the console. */
    console: string;
    /** Version of the sign-in pages. */
    login: string;
}
/** Create a user; no code is needed. */
export interface CreateUserReqDto {
    /** State of the account. */
    status?: UserStatus | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** Id of the user in another system; unique in the pool. */
    externalId?: string | null;
    /** Full name. */
    name?: string | null;
    /** Nickname. */
    nickname?: string | null;
    /** Address of a picture. */
    photo?: string | null;
    /** Gender. */
    gender?: Gender | null;
    /** Whether the e-mail address is proven. */
    emailVerified?: boolean | null;
    /** Whether the number is proven. */
    phoneVerified?: boolean | null;
    /** Date of birth, `YYYY-MM-DD`. */
    birthdate?: string | null;
    /** Country. */
    country?: string | null;
    /** Province or state. */
    province?: string | null;
    /** City. */
    city?: string | null;
    /** Postal address as one string. */
    address?: string | null;
    /** Street and house number. */
    streetAddress?: string | null;
    /** Postal code. */
    postalCode?: string | null;
    /** Company. */
    company?: string | null;
    /** Browser named at sign-up. */
    browser?: string | null;
    /** Device. */
    device?: string | null;
    /** Given name. */
    givenName?: string | null;
    /** Family name. */
    familyName?: string | null;
    /** Middle name. */
    middleName?: string | null;
    /** Profile page, or the fields of a new profile. */
    profile?: string | null;
    /** Name the user likes to be called. */
    preferredUsername?: string | null;
    /** Web site. */
    website?: string | null;
    /** Time zone, IANA name. */
    zoneinfo?: string | null;
    /** Preferred locale, BCP 47. */
    locale?: string | null;
    /** Full address, formatted for display. */
    formatted?: string | null;
    /** State or province of the address. */
    region?: string | null;
    /** Password, encrypted as `passwordEncryptType` says. */
    password?: string | null;
    /** Salt of an imported password hash. */
    salt?: string | null;
    /** Tenants of the user. */
    tenantIds?: string[] | null;
    /** One-time password secret to import. */
    otp?: CreateUserOtpDto | null;
    /** Departments of the user. */
    departmentIds?: string[] | null;
    /** Free data of the application's own, a JSON object. */
    customData?: Record<string, any> | null;
    /** Values of metadata models. */
    metadataSource?: Record<string, any> | null;
    /** External identities linked to the user. */
    identities?: CreateIdentityDto[] | null;
    /** Number of an identity document. */
    identityNumber?: string | null;
    /** Options. */
    options?: CreateUserOptionsDto | null;
}
/** The values of its fields. */
export declare const CreateUserReqDto: {
    readonly status: {
        readonly Suspended: "Suspended";
        readonly Resigned: "Resigned";
        readonly Activated: "Activated";
        readonly Archived: "Archived";
        readonly Deactivated: "Deactivated";
    };
    readonly gender: {
        readonly M: "M";
        readonly F: "F";
        readonly U: "U";
    };
};
/** A one-time password secret. */
export interface CreateUserOtpDto {
    /** The secret. */
    secret: string;
    /** Code that replaces a lost second factor. */
    recoveryCode?: string | null;
}
/** An external identity of a new user. */
export interface CreateIdentityDto {
    /** External identity provider id. */
    extIdpId: string;
    /** Kind of the external identity provider. */
    provider: Provider;
    /** Kind of the identity inside its provider, such as `openid` or `unionid`. */
    type: string;
    /** Id of the user at the external provider. */
    userIdInIdp: string;
    /** What the external provider said of the user. */
    userInfoInIdp: any;
    /** Access token of the external identity provider. */
    accessToken?: string | null;
    /** Refresh token of the external identity provider. */
    refreshToken?: string | null;
    /** Connections the identity came through. */
    originConnIds: string[];
}
/** The values of its fields. */
export declare const CreateIdentityDto: {
    readonly provider: {
        readonly oidc: "oidc";
        readonly oauth2: "oauth2";
        readonly saml: "saml";
        readonly ldap: "ldap";
        readonly ad: "ad";
        readonly cas: "cas";
        readonly "azure-ad": "azure-ad";
        readonly wechat: "wechat";
        readonly google: "google";
        readonly qq: "qq";
        readonly wechatwork: "wechatwork";
        readonly dingtalk: "dingtalk";
        readonly weibo: "weibo";
        readonly github: "github";
        readonly alipay: "alipay";
        readonly apple: "apple";
        readonly baidu: "baidu";
        readonly lark: "lark";
        readonly gitlab: "gitlab";
        readonly twitter: "twitter";
        readonly facebook: "facebook";
        readonly slack: "slack";
        readonly linkedin: "linkedin";
        readonly yidun: "yidun";
        readonly qingcloud: "qingcloud";
        readonly gitee: "gitee";
        readonly instagram: "instagram";
        readonly welink: "welink";
        readonly huawei: "huawei";
        readonly honor: "honor";
        readonly xiaomi: "xiaomi";
        readonly oppo: "oppo";
        readonly aws: "aws";
        readonly amazon: "amazon";
        readonly douyin: "douyin";
        readonly kuaishou: "kuaishou";
        readonly line: "line";
        readonly sdbz: "sdbz";
        readonly zjzwfw: "zjzwfw";
        readonly zzding: "zzding";
        readonly seeyona8v5: "seeyona8v5";
    };
};
/** Options of creating users. */
export interface CreateUserOptionsDto {
    /** Whether a password hash is taken as it is. */
    keepPassword?: boolean | null;
    /** Whether the server makes up a password. */
    autoGeneratePassword?: boolean | null;
    /** Whether the first sign-in asks for a new password. */
    resetPasswordOnFirstLogin?: boolean | null;
    /** Kind of the department ids. */
    departmentIdType?: DepartmentIdType | null;
    /** Whether the user is told. */
    sendNotification?: SendCreateAccountNotificationDto | null;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
}
/** The values of its fields. */
export declare const CreateUserOptionsDto: {
    readonly departmentIdType: {
        readonly department_id: "department_id";
        readonly open_department_id: "open_department_id";
        readonly sync_relation: "sync_relation";
        readonly custom_field: "custom_field";
        readonly code: "code";
    };
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** Kind of a department id. */
export declare const DepartmentIdType: {
    readonly department_id: "department_id";
    readonly open_department_id: "open_department_id";
    readonly sync_relation: "sync_relation";
    readonly custom_field: "custom_field";
    readonly code: "code";
};
/** Kind of a department id. */
export type DepartmentIdType = (typeof DepartmentIdType)[keyof typeof DepartmentIdType];
/** Who is told of a new account. */
export interface SendCreateAccountNotificationDto {
    /** Whether an e-mail tells the user. */
    sendEmailNotification?: boolean | null;
    /** Whether an SMS tells the user. */
    sendPhoneNotification?: boolean | null;
    /** Application id. */
    appId?: string | null;
}
/** Create up to 50 users, all or none. */
export interface CreateUserBatchReqDto {
    /** The rows. */
    list: CreateUserInfoDto[];
    /** Options. */
    options?: CreateUserOptionsDto | null;
}
/** A user to create. */
export interface CreateUserInfoDto {
    /** State of the account. */
    status?: UserStatus | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** Id of the user in another system; unique in the pool. */
    externalId?: string | null;
    /** Full name. */
    name?: string | null;
    /** Nickname. */
    nickname?: string | null;
    /** Address of a picture. */
    photo?: string | null;
    /** Gender. */
    gender?: Gender | null;
    /** Whether the e-mail address is proven. */
    emailVerified?: boolean | null;
    /** Whether the number is proven. */
    phoneVerified?: boolean | null;
    /** Date of birth, `YYYY-MM-DD`. */
    birthdate?: string | null;
    /** Country. */
    country?: string | null;
    /** Province or state. */
    province?: string | null;
    /** City. */
    city?: string | null;
    /** Postal address as one string. */
    address?: string | null;
    /** Street and house number. */
    streetAddress?: string | null;
    /** Postal code. */
    postalCode?: string | null;
    /** Company. */
    company?: string | null;
    /** Browser named at sign-up. */
    browser?: string | null;
    /** Device. */
    device?: string | null;
    /** Given name. */
    givenName?: string | null;
    /** Family name. */
    familyName?: string | null;
    /** Middle name. */
    middleName?: string | null;
    /** Profile page, or the fields of a new profile. */
    profile?: string | null;
    /** Name the user likes to be called. */
    preferredUsername?: string | null;
    /** Web site. */
    website?: string | null;
    /** Time zone, IANA name. */
    zoneinfo?: string | null;
    /** Preferred locale, BCP 47. */
    locale?: string | null;
    /** Full address, formatted for display. */
    formatted?: string | null;
    /** State or province of the address. */
    region?: string | null;
    /** Password, encrypted as `passwordEncryptType` says. */
    password?: string | null;
    /** Salt of an imported password hash. */
    salt?: string | null;
    /** Tenants of the user. */
    tenantIds?: string[] | null;
    /** One-time password secret to import. */
    otp?: CreateUserOtpDto | null;
    /** Departments of the user. */
    departmentIds?: string[] | null;
    /** Free data of the application's own, a JSON object. */
    customData?: Record<string, any> | null;
    /** Values of metadata models. */
    metadataSource?: Record<string, any> | null;
    /** External identities linked to the user. */
    identities?: CreateIdentityDto[] | null;
    /** Number of an identity document. */
    identityNumber?: string | null;
}
/** The values of its fields. */
export declare const CreateUserInfoDto: {
    readonly status: {
        readonly Suspended: "Suspended";
        readonly Resigned: "Resigned";
        readonly Activated: "Activated";
        readonly Archived: "Archived";
        readonly Deactivated: "Deactivated";
    };
    readonly gender: {
        readonly M: "M";
        readonly F: "F";
        readonly U: "U";
    };
};
/** Get one user. */
export interface GetUser {
    /** User id, of the kind `userIdType`. */
    userId: string;
    /** Kind of the user id; `user_id` when absent. */
    userIdType?: UserIdType | null;
    /** Whether custom data is merged into the user itself. */
    flatCustomData?: boolean | null;
    /** Whether to return custom data. */
    withCustomData?: boolean | null;
    /** Whether to return external identities. */
    withIdentities?: boolean | null;
}
/** The values of its fields. */
export declare const GetUser: {
    readonly userIdType: {
        readonly user_id: "user_id";
        readonly external_id: "external_id";
        readonly phone: "phone";
        readonly email: "email";
        readonly username: "username";
        readonly identity: "identity";
        readonly sync_relation: "sync_relation";
        readonly custom_field: "custom_field";
    };
};
/** Get up to 50 users; unknown ids are left out. */
export interface GetUserBatch {
    /** User ids. */
    userIds: string[];
    /** Kind of the user ids; `user_id` when absent. */
    userIdType?: UserIdType | null;
    /** Whether custom data is merged into the user itself. */
    flatCustomData?: boolean | null;
    /** Whether to return custom data. */
    withCustomData?: boolean | null;
    /** Whether to return external identities. */
    withIdentities?: boolean | null;
}
/** The values of its fields. */
export declare const GetUserBatch: {
    readonly userIdType: {
        readonly user_id: "user_id";
        readonly external_id: "external_id";
        readonly phone: "phone";
        readonly email: "email";
        readonly username: "username";
        readonly identity: "identity";
        readonly sync_relation: "sync_relation";
        readonly custom_field: "custom_field";
    };
};
/** List users, a page at a time. */
export interface ListUsersRequestDto {
    /** Words to look for. */
    keywords?: string | null;
    /** Conditions that must all hold. */
    advancedFilter?: ListUsersAdvancedFilterItemDto[] | null;
    /** Query of the search engine; not used here. */
    searchQuery?: any;
    /** Options. */
    options?: ListUsersOptionsDto | null;
}
/** A condition on one field. */
export interface ListUsersAdvancedFilterItemDto {
    /** Field name. */
    field: string;
    /** Comparison. */
    operator: FilterOperator;
    /** Value. */
    value?: any;
}
/** The values of its fields. */
export declare const ListUsersAdvancedFilterItemDto: {
    readonly operator: {
        readonly EQUAL: "EQUAL";
        readonly NOT_EQUAL: "NOT_EQUAL";
        readonly CONTAINS: "CONTAINS";
        readonly NOT_CONTAINS: "NOT_CONTAINS";
        readonly IS_NULL: "IS_NULL";
        readonly NOT_NULL: "NOT_NULL";
        readonly IN: "IN";
        readonly GREATER: "GREATER";
        readonly LESSER: "LESSER";
        readonly BETWEEN: "BETWEEN";
    };
};
/** Comparison. */
export declare const FilterOperator: {
    readonly EQUAL: "EQUAL";
    readonly NOT_EQUAL: "NOT_EQUAL";
    readonly CONTAINS: "CONTAINS";
    readonly NOT_CONTAINS: "NOT_CONTAINS";
    readonly IS_NULL: "IS_NULL";
    readonly NOT_NULL: "NOT_NULL";
    readonly IN: "IN";
    readonly GREATER: "GREATER";
    readonly LESSER: "LESSER";
    readonly BETWEEN: "BETWEEN";
};
/** Comparison. */
export type FilterOperator = (typeof FilterOperator)[keyof typeof FilterOperator];
/** Options of listing users. */
export interface ListUsersOptionsDto {
    /** Which page. */
    pagination?: PaginationDto | null;
    /** Order of the rows. */
    sort?: SortingDto[] | null;
    /** Fields that `keywords` is looked for in. */
    fuzzySearchOn?: FuzzyField[] | null;
    /** Whether to return custom data. */
    withCustomData?: boolean | null;
    /** Whether to return posts. */
    withPost?: boolean | null;
    /** Whether to return external identities. */
    withIdentities?: boolean | null;
    /** Whether to return departments. */
    withDepartmentIds?: boolean | null;
    /** Whether custom data is merged into the user itself. */
    flatCustomData?: boolean | null;
}
/** Which page. */
export interface PaginationDto {
    /** Page number, from 1. */
    page?: number | null;
    /** Rows a page, or failures allowed; at least 1. */
    limit?: number | null;
}
/** Order by one field. */
export interface SortingDto {
    /** Field name. */
    field: SortField;
    /** Direction. */
    order: SortOrder;
}
/** The values of its fields. */
export declare const SortingDto: {
    readonly field: {
        readonly id: "id";
        readonly createdAt: "createdAt";
        readonly updatedAt: "updatedAt";
        readonly email: "email";
        readonly username: "username";
        readonly externalId: "externalId";
        readonly phone: "phone";
        readonly status: "status";
        readonly statusChangedAt: "statusChangedAt";
        readonly passwordLastSetAt: "passwordLastSetAt";
        readonly loginsCount: "loginsCount";
        readonly gender: "gender";
        readonly lastLogin: "lastLogin";
        readonly userSourceType: "userSourceType";
        readonly lastMfaTime: "lastMfaTime";
        readonly passwordSecurityLevel: "passwordSecurityLevel";
        readonly phoneCountryCode: "phoneCountryCode";
        readonly lastIp: "lastIp";
    };
    readonly order: {
        readonly desc: "desc";
        readonly asc: "asc";
    };
};
/** Field to order by. */
export declare const SortField: {
    readonly id: "id";
    readonly createdAt: "createdAt";
    readonly updatedAt: "updatedAt";
    readonly email: "email";
    readonly username: "username";
    readonly externalId: "externalId";
    readonly phone: "phone";
    readonly status: "status";
    readonly statusChangedAt: "statusChangedAt";
    readonly passwordLastSetAt: "passwordLastSetAt";
    readonly loginsCount: "loginsCount";
    readonly gender: "gender";
    readonly lastLogin: "lastLogin";
    readonly userSourceType: "userSourceType";
    readonly lastMfaTime: "lastMfaTime";
    readonly passwordSecurityLevel: "passwordSecurityLevel";
    readonly phoneCountryCode: "phoneCountryCode";
    readonly lastIp: "lastIp";
};
/** Field to order by. */
export type SortField = (typeof SortField)[keyof typeof SortField];
/** Direction of an order. */
export declare const SortOrder: {
    readonly desc: "desc";
    readonly asc: "asc";
};
/** Direction of an order. */
export type SortOrder = (typeof SortOrder)[keyof typeof SortOrder];
/** Field that keywords are looked for in. */
export declare const FuzzyField: {
    readonly id: "id";
    readonly phone: "phone";
    readonly email: "email";
    readonly name: "name";
    readonly username: "username";
    readonly externalId: "externalId";
    readonly nickname: "nickname";
    readonly company: "company";
    readonly givenName: "givenName";
    readonly familyName: "familyName";
    readonly middleName: "middleName";
    readonly profile: "profile";
    readonly preferredUsername: "preferredUsername";
    readonly website: "website";
    readonly address: "address";
    readonly formatted: "formatted";
    readonly streetAddress: "streetAddress";
    readonly postalCode: "postalCode";
    readonly identityNumber: "identityNumber";
};
/** Field that keywords are looked for in. */
export type FuzzyField = (typeof FuzzyField)[keyof typeof FuzzyField];
/** A page of users. */
export interface UserPagingDto {
    /** Rows in all pages. */
    totalCount: number;
    /** The rows. */
    list: UserDto[];
}
/** Change a user; no code is needed. A value of `null` clears phone, e-mail, user name or external id. */
export interface UpdateUserReqDto {
    /** User id; of the kind `userIdType` where that is given. */
    userId: string;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
    /** Full name. */
    name?: string | null;
    /** Nickname. */
    nickname?: string | null;
    /** Address of a picture. */
    photo?: string | null;
    /** Id of the user in another system; unique in the pool. */
    externalId?: string | null;
    /** State of the account. */
    status?: UserStatus | null;
    /** Whether the e-mail address is proven. */
    emailVerified?: boolean | null;
    /** Whether the number is proven. */
    phoneVerified?: boolean | null;
    /** Date of birth, `YYYY-MM-DD`. */
    birthdate?: string | null;
    /** Country. */
    country?: string | null;
    /** Province or state. */
    province?: string | null;
    /** City. */
    city?: string | null;
    /** Postal address as one string. */
    address?: string | null;
    /** Street and house number. */
    streetAddress?: string | null;
    /** Postal code. */
    postalCode?: string | null;
    /** Gender. */
    gender?: Gender | null;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Password, encrypted as `passwordEncryptType` says. */
    password?: string | null;
    /** Company. */
    company?: string | null;
    /** Browser named at sign-up. */
    browser?: string | null;
    /** Device. */
    device?: string | null;
    /** Given name. */
    givenName?: string | null;
    /** Family name. */
    familyName?: string | null;
    /** Middle name. */
    middleName?: string | null;
    /** Profile page, or the fields of a new profile. */
    profile?: string | null;
    /** Name the user likes to be called. */
    preferredUsername?: string | null;
    /** Web site. */
    website?: string | null;
    /** Time zone, IANA name. */
    zoneinfo?: string | null;
    /** Preferred locale, BCP 47. */
    locale?: string | null;
    /** Full address, formatted for display. */
    formatted?: string | null;
    /** State or province of the address. */
    region?: string | null;
    /** Number of an identity document. */
    identityNumber?: string | null;
    /** Free data of the application's own, a JSON object. */
    customData?: Record<string, any> | null;
    /** Values of metadata models. */
    metadata?: Record<string, any> | null;
    /** Options. */
    options?: UpdateUserOptionsDto | null;
}
/** The values of its fields. */
export declare const UpdateUserReqDto: {
    readonly status: {
        readonly Suspended: "Suspended";
        readonly Resigned: "Resigned";
        readonly Activated: "Activated";
        readonly Archived: "Archived";
        readonly Deactivated: "Deactivated";
    };
    readonly gender: {
        readonly M: "M";
        readonly F: "F";
        readonly U: "U";
    };
};
/** Options of changing a user. */
export interface UpdateUserOptionsDto {
    /** Kind of the user id; `user_id` when absent. */
    userIdType?: UserIdType | null;
    /** Whether the first sign-in asks for a new password. */
    resetPasswordOnFirstLogin?: boolean | null;
    /** Whether the next sign-in asks for a new password. */
    resetPasswordOnNextLogin?: boolean | null;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
    /** Whether the server makes up a password. */
    autoGeneratePassword?: boolean | null;
    /** Whether the user is told. */
    sendPasswordResetedNotification?: SendResetPasswordNotificationDto | null;
}
/** The values of its fields. */
export declare const UpdateUserOptionsDto: {
    readonly userIdType: {
        readonly user_id: "user_id";
        readonly external_id: "external_id";
        readonly phone: "phone";
        readonly email: "email";
        readonly username: "username";
        readonly identity: "identity";
        readonly sync_relation: "sync_relation";
        readonly custom_field: "custom_field";
    };
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** Who is told of a new password. */
export interface SendResetPasswordNotificationDto {
    /** Whether the user's own e-mail address is told. */
    sendDefaultEmailNotification?: boolean | null;
    /** Whether the user's own number is told. */
    sendDefaultPhoneNotification?: boolean | null;
    /** Another e-mail address to tell. */
    inputSendEmailNotification?: string | null;
    /** Another phone number to tell. */
    inputSendPhoneNotification?: string | null;
    /** Application id. */
    appId?: string | null;
}
/** Change up to 50 users, all or none. */
export interface UpdateUserBatchReqDto {
    /** The rows. */
    list: UpdateUserInfoDto[];
    /** Options. */
    options?: UpdateUserBatchOptionsDto | null;
}
/** Changes to one user. */
export interface UpdateUserInfoDto {
    /** User id; of the kind `userIdType` where that is given. */
    userId: string;
    /** Country calling code with `+`; `+86` when absent. */
    phoneCountryCode?: string | null;
    /** Full name. */
    name?: string | null;
    /** Nickname. */
    nickname?: string | null;
    /** Address of a picture. */
    photo?: string | null;
    /** Id of the user in another system; unique in the pool. */
    externalId?: string | null;
    /** State of the account. */
    status?: UserStatus | null;
    /** Whether the e-mail address is proven. */
    emailVerified?: boolean | null;
    /** Whether the number is proven. */
    phoneVerified?: boolean | null;
    /** Date of birth, `YYYY-MM-DD`. */
    birthdate?: string | null;
    /** Country. */
    country?: string | null;
    /** Province or state. */
    province?: string | null;
    /** City. */
    city?: string | null;
    /** Postal address as one string. */
    address?: string | null;
    /** Street and house number. */
    streetAddress?: string | null;
    /** Postal code. */
    postalCode?: string | null;
    /** Gender. */
    gender?: Gender | null;
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Password, encrypted as `passwordEncryptType` says. */
    password?: string | null;
    /** Company. */
    company?: string | null;
    /** Browser named at sign-up. */
    browser?: string | null;
    /** Device. */
    device?: string | null;
    /** Given name. */
    givenName?: string | null;
    /** Family name. */
    familyName?: string | null;
    /** Middle name. */
    middleName?: string | null;
    /** Profile page, or the fields of a new profile. */
    profile?: string | null;
    /** Name the user likes to be called. */
    preferredUsername?: string | null;
    /** Web site. */
    website?: string | null;
    /** Time zone, IANA name. */
    zoneinfo?: string | null;
    /** Preferred locale, BCP 47. */
    locale?: string | null;
    /** Full address, formatted for display. */
    formatted?: string | null;
    /** State or province of the address. */
    region?: string | null;
    /** Number of an identity document. */
    identityNumber?: string | null;
    /** Free data of the application's own, a JSON object. */
    customData?: Record<string, any> | null;
    /** Values of metadata models. */
    metadata?: Record<string, any> | null;
}
/** The values of its fields. */
export declare const UpdateUserInfoDto: {
    readonly status: {
        readonly Suspended: "Suspended";
        readonly Resigned: "Resigned";
        readonly Activated: "Activated";
        readonly Archived: "Archived";
        readonly Deactivated: "Deactivated";
    };
    readonly gender: {
        readonly M: "M";
        readonly F: "F";
        readonly U: "U";
    };
};
/** Options of changing users. */
export interface UpdateUserBatchOptionsDto {
    /** Whether the next sign-in asks for a new password. */
    resetPasswordOnNextLogin?: boolean | null;
    /** How the password is encrypted: `none`, `rsa` (PKCS#1 v1.5, base64) or `sm2` (hex, C1C3C2); keys from `getSystemInfo`. */
    passwordEncryptType?: PasswordEncryptType | null;
    /** Whether the server makes up a password. */
    autoGeneratePassword?: boolean | null;
    /** Whether the user is told. */
    sendPasswordResetedNotification?: SendResetPasswordNotificationDto | null;
}
/** The values of its fields. */
export declare const UpdateUserBatchOptionsDto: {
    readonly passwordEncryptType: {
        readonly sm2: "sm2";
        readonly rsa: "rsa";
        readonly none: "none";
    };
};
/** Delete up to 50 users for good. */
export interface DeleteUsersBatchDto {
    /** User ids. */
    userIds: string[];
    /** Options. */
    options?: DeleteUsersBatchOptionsDto | null;
}
/** Options of deleting users. */
export interface DeleteUsersBatchOptionsDto {
    /** Kind of the user id; `user_id` when absent. */
    userIdType?: UserIdType | null;
}
/** The values of its fields. */
export declare const DeleteUsersBatchOptionsDto: {
    readonly userIdType: {
        readonly user_id: "user_id";
        readonly external_id: "external_id";
        readonly phone: "phone";
        readonly email: "email";
        readonly username: "username";
        readonly identity: "identity";
        readonly sync_relation: "sync_relation";
        readonly custom_field: "custom_field";
    };
};
/** Ask whether a user with any of these exists. */
export interface IsUserExistsReqDto {
    /** User name; case matters; unique in the pool. */
    username?: string | null;
    /** E-mail address; case does not matter. */
    email?: string | null;
    /** Phone number without country calling code. */
    phone?: string | null;
    /** Id of the user in another system; unique in the pool. */
    externalId?: string | null;
}
/** Whether such a user exists. */
export interface IsUserExistsDto {
    /** Whether such a user exists. */
    exists: boolean;
}
/** End the sessions of a user in some applications. */
export interface KickUsersDto {
    /** Application ids. */
    appIds: string[];
    /** User id; of the kind `userIdType` where that is given. */
    userId: string;
    /** Options. */
    options?: KickUsersOptionsDto | null;
}
/** Options of ending sessions. */
export interface KickUsersOptionsDto {
    /** Kind of the user id; `user_id` when absent. */
    userIdType?: UserIdType | null;
}
/** The values of its fields. */
export declare const KickUsersOptionsDto: {
    readonly userIdType: {
        readonly user_id: "user_id";
        readonly external_id: "external_id";
        readonly phone: "phone";
        readonly email: "email";
        readonly username: "username";
        readonly identity: "identity";
        readonly sync_relation: "sync_relation";
        readonly custom_field: "custom_field";
    };
};
/** Get the security settings of the pool. */
export interface GetSecuritySettings {
}
/** Security settings of the pool. */
export interface SecuritySettingsDto {
    /** Origins that may call from a browser: one a line when read, a list when written. */
    allowedOrigins?: string | null;
    /** Life of the pool's own token, in seconds. */
    genauthTokenExpiresIn: number;
    /** The same, by the name of the other brand. */
    authingTokenExpiresIn: number;
    /** Digits of a code, 4 to 8. */
    verifyCodeLength: number;
    /** Tries at one code, 1 to 20. */
    verifyCodeMaxAttempts: number;
    /** What changing an e-mail address asks for. */
    changeEmailStrategy: ChangeEmailStrategyDto;
    /** What changing a phone number asks for. */
    changePhoneStrategy: ChangePhoneStrategyDto;
    /** Life of the session cookie. */
    cookieSettings?: CookieSettingsDto | null;
    /** Whether users may not sign up by themselves. */
    registerDisabled: boolean;
    /** Sign-ups allowed per address. */
    registerAnomalyDetection: RegisterAnomalyDetectionConfigDto;
    /** Whether the hosted page asks for a password after a sign-in by code. */
    completePasswordAfterPassCodeLogin: boolean;
    /** What happens after failed sign-ins. */
    loginAnomalyDetection: LoginAnomalyDetectionConfigDto;
    /** Whether an unproven e-mail address may sign in. */
    loginRequireEmailVerified: boolean;
    /** How a user unlocks the account. */
    selfUnlockAccount: SelfUnlockAccountConfigDto;
    /** Whether signed-in users may switch accounts. */
    enableLoginAccountSwitch: boolean;
    /** Life of QR codes and their tickets. */
    qrcodeLoginStrategy: QrcodeLoginStrategyDto;
}
/** What changing an e-mail address asks for. */
export interface ChangeEmailStrategyDto {
    /** Whether the old address must be proven too. */
    verifyOldEmail: boolean;
}
/** What changing a phone number asks for. */
export interface ChangePhoneStrategyDto {
    /** Whether the old number must be proven too. */
    verifyOldPhone: boolean;
}
/** Life of the session cookie. */
export interface CookieSettingsDto {
    /** Life of the session cookie, in seconds. */
    cookieExpiresIn: number;
    /** Whether the cookie ends with the browser session. */
    cookieExpiresOnBrowserSession: boolean;
}
/** Sign-ups allowed per address. */
export interface RegisterAnomalyDetectionConfigDto {
    /** Whether it is on. */
    enabled: boolean;
    /** Rows a page, or failures allowed; at least 1. */
    limit: number;
    /** Length of the window, in seconds. */
    timeInterval: number;
}
/** What happens after failed sign-ins. */
export interface LoginAnomalyDetectionConfigDto {
    /** Obsolete; kept because clients require it. */
    loginFailStrategy: LoginFailStrategy;
    /** When a captcha is asked for: `disable`, `condition_set` or `always_enable`. */
    robotVerify: string;
    /** Whether accounts lock after too many failures: `disable` or `condition_set`. */
    accountLock: string;
    /** Failures counted per address. */
    loginFailCheck: LoginFailCheckConfigDto;
    /** Wrong passwords counted per account. */
    loginPasswordFailCheck: LoginPassowrdFailCheckConfigDto;
    /** When wrong passwords lock the account. */
    accountLockLoginPasswordFailCheck?: LoginPassowrdFailCheckConfigDto | null;
    /** When wrong passwords bring a captcha. */
    robotVerifyLoginPasswordFailCheck: LoginPassowrdFailCheckConfigDto;
    /** Addresses that never meet a captcha. */
    robotVerifyLoginIpWhitelistCheck: LoginIpWhitelistCheckConfigDto;
    /** Whether sign-ins outside the set times meet a captcha. */
    robotVerifyLoginTimeCheckEnable: boolean;
    /** Times of the week without a captcha. */
    robotVerifyloginWeekStartEndTime: string[];
}
/** The values of its fields. */
export declare const LoginAnomalyDetectionConfigDto: {
    readonly loginFailStrategy: {
        readonly captcha: "captcha";
        readonly "block-account": "block-account";
    };
};
/** What failed sign-ins lead to. */
export declare const LoginFailStrategy: {
    readonly captcha: "captcha";
    readonly "block-account": "block-account";
};
/** What failed sign-ins lead to. */
export type LoginFailStrategy = (typeof LoginFailStrategy)[keyof typeof LoginFailStrategy];
/** Failures counted per address. */
export interface LoginFailCheckConfigDto {
    /** Whether it is on. */
    enabled: boolean;
    /** Rows a page, or failures allowed; at least 1. */
    limit: number;
    /** Length of the window, in seconds. */
    timeInterval: number;
    /** Unit shown in the console. */
    unit?: string | null;
}
/** Wrong passwords counted per account. */
export interface LoginPassowrdFailCheckConfigDto {
    /** Whether it is on. */
    enabled: boolean;
    /** Rows a page, or failures allowed; at least 1. */
    limit: number;
    /** Length of the window, in seconds. */
    timeInterval: number;
    /** Unit shown in the console. */
    unit?: string | null;
}
/** Addresses that are never checked. */
export interface LoginIpWhitelistCheckConfigDto {
    /** Whether it is on. */
    enabled: boolean;
    /** Addresses that are never checked. */
    ipWhitelist: string;
}
/** How a user unlocks the account. */
export interface SelfUnlockAccountConfigDto {
    /** Whether it is on. */
    enabled: boolean;
    /** Strategy. */
    strategy: UnlockStrategy;
}
/** The values of its fields. */
export declare const SelfUnlockAccountConfigDto: {
    readonly strategy: {
        readonly captcha: "captcha";
        readonly "password-captcha": "password-captcha";
    };
};
/** How a user unlocks the account. */
export declare const UnlockStrategy: {
    readonly captcha: "captcha";
    readonly "password-captcha": "password-captcha";
};
/** How a user unlocks the account. */
export type UnlockStrategy = (typeof UnlockStrategy)[keyof typeof UnlockStrategy];
/** Life of QR codes and their tickets. */
export interface QrcodeLoginStrategyDto {
    /** Life of a QR code, in seconds. */
    qrcodeExpiresIn: number;
    /** Unit shown in the console. */
    qrcodeExpiresInUnit?: string | null;
    /** Life of a ticket, in seconds. */
    ticketExpiresIn: number;
    /** Unit shown in the console. */
    ticketExpiresInUnit?: string | null;
    /** Whether a browser may exchange the ticket for the user. */
    allowExchangeUserInfoFromBrowser: boolean;
    /** Whether the whole user is returned. */
    returnFullUserInfo: boolean;
}
/** Change security settings; what is absent stays. */
export interface UpdateSecuritySettingsDto {
    /** Origins that may call from a browser: one a line when read, a list when written. */
    allowedOrigins?: string[] | null;
    /** Life of the pool's own token, in seconds. */
    genauthTokenExpiresIn?: number | null;
    /** The same, by the name of the other brand. */
    authingTokenExpiresIn?: number | null;
    /** Digits of a code, 4 to 8. */
    verifyCodeLength?: number | null;
    /** Tries at one code, 1 to 20. */
    verifyCodeMaxAttempts?: number | null;
    /** What changing an e-mail address asks for. */
    changeEmailStrategy?: ChangeEmailStrategyDto | null;
    /** What changing a phone number asks for. */
    changePhoneStrategy?: ChangePhoneStrategyDto | null;
    /** Life of the session cookie. */
    cookieSettings?: CookieSettingsDto | null;
    /** Whether users may not sign up by themselves. */
    registerDisabled?: boolean | null;
    /** Sign-ups allowed per address. */
    registerAnomalyDetection?: RegisterAnomalyDetectionConfigDto | null;
    /** Whether the hosted page asks for a password after a sign-in by code. */
    completePasswordAfterPassCodeLogin?: boolean | null;
    /** What happens after failed sign-ins. */
    loginAnomalyDetection?: LoginAnomalyDetectionConfigDto | null;
    /** Whether an unproven e-mail address may sign in. */
    loginRequireEmailVerified?: boolean | null;
    /** How a user unlocks the account. */
    selfUnlockAccount?: SelfUnlockAccountConfigDto | null;
    /** Whether signed-in users may switch accounts. */
    enableLoginAccountSwitch?: boolean | null;
    /** Life of QR codes and their tickets. */
    qrcodeLoginStrategy?: QrcodeLoginStrategyDto | null;
}
/** List what users did. */
export interface GetUserActionLogsDto {
    /** Id of the request; also in the log. */
    requestId?: string | null;
    /** Address of the end user's device. */
    clientIp?: string | null;
    /** Kind of event. */
    eventType?: string | null;
    /** User id; of the kind `userIdType` where that is given. */
    userId?: string | null;
    /** Application id. */
    appId?: string | null;
    /** From when, milliseconds since 1970-01-01 UTC. */
    start?: number | null;
    /** Until when, milliseconds since 1970-01-01 UTC. */
    end?: number | null;
    /** Whether it was done. */
    success?: boolean | null;
    /** Which page. */
    pagination?: ListWebhooksDto | null;
}
/** Which page. */
export interface ListWebhooksDto {
    /** Page number, from 1. */
    page?: any;
    /** Rows a page, or failures allowed; at least 1. */
    limit?: any;
}
/** A page of what users did. */
export interface UserActionLogRespData {
    /** Rows in all pages. */
    totalCount: number;
    /** The rows. */
    list: UserActionLogDto[];
}
/** One thing a user did. */
export interface UserActionLogDto {
    /** User id; of the kind `userIdType` where that is given. */
    userId: string;
    /** Picture of the user. */
    userAvatar: string;
    /** Name of the user for people. */
    userDisplayName: string;
    /** How many times the user has signed in. */
    userLoginsCount: number;
    /** Application id. */
    appId: string;
    /** Name of the application for people. */
    appName: string;
    /** Address of the end user's device. */
    clientIp?: string | null;
    /** Kind of event. */
    eventType: EventType;
    /** What happened, in words. */
    eventDetail?: string | null;
    /** Whether it was done. */
    success: boolean;
    /** Address of the application's sign-in page. */
    appLoginUrl: string;
    /** Address of the application's logo. */
    appLogo: string;
    /** `user-agent` header of the request. */
    userAgent: string;
    /** Device, browser and system read off `userAgent`. */
    parsedUserAgent: ParsedUserAgent;
    /** Place of the address, when a geo database is configured. */
    geoip: GeoIp;
    /** When, ISO 8601 UTC. */
    timestamp: string;
    /** Id of the request; also in the log. */
    requestId: string;
}
/** The values of its fields. */
export declare const UserActionLogDto: {
    readonly eventType: {
        readonly login: "login";
        readonly logout: "logout";
        readonly register: "register";
        readonly verifyMfa: "verifyMfa";
        readonly updateUserPrefile: "updateUserPrefile";
        readonly updateUserPassword: "updateUserPassword";
        readonly updateUserEmail: "updateUserEmail";
        readonly updateUserPhone: "updateUserPhone";
        readonly bindMfa: "bindMfa";
        readonly bindEmail: "bindEmail";
        readonly bindPhone: "bindPhone";
        readonly unbindPhone: "unbindPhone";
        readonly unbindEmail: "unbindEmail";
        readonly unbindMFA: "unbindMFA";
        readonly refreshUserTokenBySelf: "refreshUserTokenBySelf";
        readonly deleteAccount: "deleteAccount";
        readonly verifyFirstLogin: "verifyFirstLogin";
        readonly securityResourceAccess: "securityResourceAccess";
    };
};
/** What a user did. `updateUserPrefile` is spelled so on the wire. */
export declare const EventType: {
    readonly login: "login";
    readonly logout: "logout";
    readonly register: "register";
    readonly verifyMfa: "verifyMfa";
    readonly updateUserPrefile: "updateUserPrefile";
    readonly updateUserPassword: "updateUserPassword";
    readonly updateUserEmail: "updateUserEmail";
    readonly updateUserPhone: "updateUserPhone";
    readonly bindMfa: "bindMfa";
    readonly bindEmail: "bindEmail";
    readonly bindPhone: "bindPhone";
    readonly unbindPhone: "unbindPhone";
    readonly unbindEmail: "unbindEmail";
    readonly unbindMFA: "unbindMFA";
    readonly refreshUserTokenBySelf: "refreshUserTokenBySelf";
    readonly deleteAccount: "deleteAccount";
    readonly verifyFirstLogin: "verifyFirstLogin";
    readonly securityResourceAccess: "securityResourceAccess";
};
/** What a user did. `updateUserPrefile` is spelled so on the wire. */
export type EventType = (typeof EventType)[keyof typeof EventType];
/** List the sign-ins of a user, newest first. */
export interface GetUserLoginHistory {
    /** User id, of the kind `userIdType`. */
    userId: string;
    /** Kind of the user id; `user_id` when absent. */
    userIdType?: UserIdType | null;
    /** Only this application. */
    appId?: string | null;
    /** Only this address. */
    clientIp?: string | null;
    /** From when, milliseconds since 1970-01-01 UTC. */
    start?: number | null;
    /** Until when, milliseconds since 1970-01-01 UTC. */
    end?: number | null;
    /** Page number, from 1. */
    page?: number | null;
    /** Rows a page, 1 to 50; 10 when absent. */
    limit?: number | null;
}
/** The values of its fields. */
export declare const GetUserLoginHistory: {
    readonly userIdType: {
        readonly user_id: "user_id";
        readonly external_id: "external_id";
        readonly phone: "phone";
        readonly email: "email";
        readonly username: "username";
        readonly identity: "identity";
        readonly sync_relation: "sync_relation";
        readonly custom_field: "custom_field";
    };
};
/** A page of sign-ins. */
export interface UserLoginHistoryPagingDto {
    /** Rows in all pages. */
    totalCount: number;
    /** The rows. */
    list: UserLoginHistoryDto[];
}
/** One sign-in of a user. */
export interface UserLoginHistoryDto {
    /** Application id. */
    appId: string;
    /** Name of the application for people. */
    appName: string;
    /** Address of the application's logo. */
    appLogo: string;
    /** Address of the application's sign-in page. */
    appLoginUrl: string;
    /** Address of the end user's device. */
    clientIp: string;
    /** `user-agent` header of the request. */
    userAgent?: string | null;
    /** When, ISO 8601 UTC. */
    time: string;
}
/** Create an application. */
export interface CreateApplicationDto {
    /** Name of the application for people. */
    appName: string;
    /** Template of the application. */
    template?: string | null;
    /** Data of the template. */
    templateData?: any;
    /** Name of the application inside the pool, unique, usable as a host label. */
    appIdentifier?: string | null;
    /** Address of the application's logo. */
    appLogo?: string | null;
    /** Description for people. */
    appDescription?: string | null;
    /** Kind of application. */
    appType?: AppType | null;
    /** Protocol the application uses by default. */
    defaultProtocol?: Protocol | null;
    /** Addresses a sign-in may return to. */
    redirectUris?: string[] | null;
    /** Addresses a sign-out may return to. */
    logoutRedirectUris?: string[] | null;
    /** Where a sign-in begins. */
    initLoginUri?: string | null;
    /** Whether single sign-on is on. */
    ssoEnabled?: boolean | null;
    /** OpenID Connect settings. */
    oidcConfig?: OIDCConfig | null;
    /** Whether the application answers SAML. */
    samlProviderEnabled?: boolean | null;
    /** SAML settings. */
    samlConfig?: Record<string, any> | null;
    /** Whether the application answers plain OAuth 2.0. */
    oauthProviderEnabled?: boolean | null;
    /** OAuth 2.0 settings. */
    oauthConfig?: Record<string, any> | null;
    /** Whether the application answers CAS. */
    casProviderEnabled?: boolean | null;
    /** CAS settings. */
    casConfig?: Record<string, any> | null;
    /** Sign-in settings. */
    loginConfig?: ApplicationLoginConfigInputDto | null;
    /** Sign-up settings. */
    registerConfig?: ApplicationRegisterConfig | null;
    /** How the hosted pages look. */
    brandingConfig?: ApplicationBrandingConfigInputDto | null;
}
/** The values of its fields. */
export declare const CreateApplicationDto: {
    readonly appType: {
        readonly web: "web";
        readonly spa: "spa";
        readonly native: "native";
        readonly api: "api";
        readonly mfa: "mfa";
        readonly "mini-program": "mini-program";
        readonly "gateway-app": "gateway-app";
        readonly "gateway-agent": "gateway-agent";
    };
    readonly defaultProtocol: {
        readonly oidc: "oidc";
        readonly oauth: "oauth";
        readonly saml: "saml";
        readonly cas: "cas";
        readonly asa: "asa";
    };
};
/** Kind of application. */
export declare const AppType: {
    readonly web: "web";
    readonly spa: "spa";
    readonly native: "native";
    readonly api: "api";
    readonly mfa: "mfa";
    readonly "mini-program": "mini-program";
    readonly "gateway-app": "gateway-app";
    readonly "gateway-agent": "gateway-agent";
};
/** Kind of application. */
export type AppType = (typeof AppType)[keyof typeof AppType];
/** Protocol of an application. */
export declare const Protocol: {
    readonly oidc: "oidc";
    readonly oauth: "oauth";
    readonly saml: "saml";
    readonly cas: "cas";
    readonly asa: "asa";
};
/** Protocol of an application. */
export type Protocol = (typeof Protocol)[keyof typeof Protocol];
/** OpenID Connect settings of an application. Unknown ones are kept and returned. */
export interface OIDCConfig {
    /** How the application proves itself to `/oidc/token` and `signInByCredentials`. */
    token_endpoint_auth_method?: ClientAuthMethod | null;
    /** How it proves itself to `/oidc/token/introspection`. */
    introspection_endpoint_auth_method?: ClientAuthMethod | null;
    /** How it proves itself to `/oidc/token/revocation`. */
    revocation_endpoint_auth_method?: ClientAuthMethod | null;
    /** Algorithm of ID tokens; access tokens use it too unless it is `HS256`. */
    id_token_signed_response_alg?: SigningAlgorithm | null;
    /** Life of an access token, in seconds; 1209600 when absent. */
    access_token_expire?: number | null;
    /** Life of an ID token, in seconds; 1209600 when absent. */
    id_token_expire?: number | null;
    /** Life of a refresh token, in seconds; 2592000 when absent. */
    refresh_token_expire?: number | null;
}
/** The values of its fields. */
export declare const OIDCConfig: {
    readonly token_endpoint_auth_method: {
        readonly client_secret_post: "client_secret_post";
        readonly client_secret_basic: "client_secret_basic";
        readonly none: "none";
    };
    readonly introspection_endpoint_auth_method: {
        readonly client_secret_post: "client_secret_post";
        readonly client_secret_basic: "client_secret_basic";
        readonly none: "none";
    };
    readonly revocation_endpoint_auth_method: {
        readonly client_secret_post: "client_secret_post";
        readonly client_secret_basic: "client_secret_basic";
        readonly none: "none";
    };
    readonly id_token_signed_response_alg: {
        readonly RS256: "RS256";
        readonly ES256: "ES256";
        readonly EdDSA: "EdDSA";
        readonly HS256: "HS256";
    };
};
/** How an application proves itself (RFC 6749 section 2.3). */
export declare const ClientAuthMethod: {
    readonly client_secret_post: "client_secret_post";
    readonly client_secret_basic: "client_secret_basic";
    readonly none: "none";
};
/** How an application proves itself (RFC 6749 section 2.3). */
export type ClientAuthMethod = (typeof ClientAuthMethod)[keyof typeof ClientAuthMethod];
/** Algorithm of a signature (RFC 7518 section 3.1, RFC 8037). */
export declare const SigningAlgorithm: {
    readonly RS256: "RS256";
    readonly ES256: "ES256";
    readonly EdDSA: "EdDSA";
    readonly HS256: "HS256";
};
/** Algorithm of a signature (RFC 7518 section 3.1, RFC 8037). */
export type SigningAlgorithm = (typeof SigningAlgorithm)[keyof typeof SigningAlgorithm];
/** Sign-in settings of a new application. */
export interface ApplicationLoginConfigInputDto {
    /** Whether sign-in and sign-up are one page. */
    mergeLoginAndRegisterPage?: boolean | null;
    /** Sign-in methods that are on. */
    enabledBasicLoginMethods?: BasicLoginMethod[] | null;
    /** Sign-in method shown first. */
    defaultLoginMethod?: ApplicationDefaultLoginMethodInput | null;
    /** External connections that are on. */
    enabledExtIdpConnIds?: ApplicationEnabledExtIdpConnInputDto[] | null;
    /** Whether all external connections are on. */
    enabledAllExtIdpConns?: boolean | null;
    /** Whether the user is asked for consent. */
    showAuthorizationPage: boolean;
}
/** Sign-in method. */
export declare const BasicLoginMethod: {
    readonly PHONE_CODE: "PHONE_CODE";
    readonly EMAIL_CODE: "EMAIL_CODE";
    readonly PHONE_PASSWORD: "PHONE_PASSWORD";
    readonly EMAIL_PASSWORD: "EMAIL_PASSWORD";
    readonly USERNAME_PASSWORD: "USERNAME_PASSWORD";
    readonly SELF_BUILT_APP_QRCODE: "SELF_BUILT_APP_QRCODE";
};
/** Sign-in method. */
export type BasicLoginMethod = (typeof BasicLoginMethod)[keyof typeof BasicLoginMethod];
/** Sign-in method shown first. */
export interface ApplicationDefaultLoginMethodInput {
    /** Kind of the default sign-in method. */
    connectionType: DefaultConnectionType;
    /** Kind of QR code. */
    qrcodeType?: QrcodeType | null;
    /** Connection id of the QR code used by default. */
    qrcodeExtIdpConnId?: string | null;
    /** Connection id of the Active Directory used by default. */
    adExtIdpConnId?: string | null;
    /** Connection id of the LDAP server used by default. */
    ldapExtIdpConnId?: string | null;
}
/** The values of its fields. */
export declare const ApplicationDefaultLoginMethodInput: {
    readonly connectionType: {
        readonly PASSCODE: "PASSCODE";
        readonly PASSWORD: "PASSWORD";
        readonly QRCODE: "QRCODE";
        readonly LDAP: "LDAP";
        readonly AD: "AD";
    };
    readonly qrcodeType: {
        readonly SELF_BUILT_APP: "SELF_BUILT_APP";
        readonly WECHAT_OFFICIAL_ACCOUNT: "WECHAT_OFFICIAL_ACCOUNT";
        readonly WECHAT_MINI_PROGRAM: "WECHAT_MINI_PROGRAM";
    };
};
/** Kind of the default sign-in method. */
export declare const DefaultConnectionType: {
    readonly PASSCODE: "PASSCODE";
    readonly PASSWORD: "PASSWORD";
    readonly QRCODE: "QRCODE";
    readonly LDAP: "LDAP";
    readonly AD: "AD";
};
/** Kind of the default sign-in method. */
export type DefaultConnectionType = (typeof DefaultConnectionType)[keyof typeof DefaultConnectionType];
/** Kind of QR code. */
export declare const QrcodeType: {
    readonly SELF_BUILT_APP: "SELF_BUILT_APP";
    readonly WECHAT_OFFICIAL_ACCOUNT: "WECHAT_OFFICIAL_ACCOUNT";
    readonly WECHAT_MINI_PROGRAM: "WECHAT_MINI_PROGRAM";
};
/** Kind of QR code. */
export type QrcodeType = (typeof QrcodeType)[keyof typeof QrcodeType];
/** An external connection to turn on. */
export interface ApplicationEnabledExtIdpConnInputDto {
    /** Connection id. */
    extIdpConnId: string;
}
/** Sign-up settings of an application. */
export interface ApplicationRegisterConfig {
    /** Sign-up methods that are on. */
    enabledBasicRegisterMethods: BasicRegisterMethod[];
    /** Sign-up method shown first. */
    defaultRegisterMethod: RegisterMethod;
}
/** The values of its fields. */
export declare const ApplicationRegisterConfig: {
    readonly defaultRegisterMethod: {
        readonly PASSCODE: "PASSCODE";
        readonly PASSWORD: "PASSWORD";
    };
};
/** Sign-up method. */
export declare const BasicRegisterMethod: {
    readonly PHONE_CODE: "PHONE_CODE";
    readonly EMAIL_CODE: "EMAIL_CODE";
    readonly EMAIL_PASSWORD: "EMAIL_PASSWORD";
};
/** Sign-up method. */
export type BasicRegisterMethod = (typeof BasicRegisterMethod)[keyof typeof BasicRegisterMethod];
/** Sign-up method shown first. */
export declare const RegisterMethod: {
    readonly PASSCODE: "PASSCODE";
    readonly PASSWORD: "PASSWORD";
};
/** Sign-up method shown first. */
export type RegisterMethod = (typeof RegisterMethod)[keyof typeof RegisterMethod];
/** How the hosted pages should look. */
export interface ApplicationBrandingConfigInputDto {
    /** Whether the style sheet is used. */
    customCSSEnabled?: boolean | null;
    /** Style sheet text. */
    customCSS?: string | null;
    /** Version of the sign-in widget. */
    guardVersion?: GuardVersion | null;
    /** Picture shown while loading. */
    customLoadingImage?: string | null;
    /** Background of the page. */
    customBackground?: string | null;
    /** Whether the language can be changed. */
    showChangeLanguageButton?: boolean | null;
    /** Language of the page. */
    defaultLanguage?: Language | null;
    /** Whether the reset link is shown. */
    showForgetPasswordButton?: boolean | null;
    /** Whether enterprise connections are shown. */
    showEnterpriseConnections?: boolean | null;
    /** Whether social connections are shown. */
    showSocialConnections?: boolean | null;
}
/** The values of its fields. */
export declare const ApplicationBrandingConfigInputDto: {
    readonly guardVersion: {
        readonly Advanced: "Advanced";
        readonly Classical: "Classical";
    };
    readonly defaultLanguage: {
        readonly "zh-CN": "zh-CN";
        readonly "en-US": "en-US";
        readonly "zh-TW": "zh-TW";
        readonly "ja-JP": "ja-JP";
    };
};
/** Version of the sign-in widget. */
export declare const GuardVersion: {
    readonly Advanced: "Advanced";
    readonly Classical: "Classical";
};
/** Version of the sign-in widget. */
export type GuardVersion = (typeof GuardVersion)[keyof typeof GuardVersion];
/** Language of messages and pages. */
export declare const Language: {
    readonly "zh-CN": "zh-CN";
    readonly "en-US": "en-US";
    readonly "zh-TW": "zh-TW";
    readonly "ja-JP": "ja-JP";
};
/** Language of messages and pages. */
export type Language = (typeof Language)[keyof typeof Language];
/** An application. */
export interface ApplicationDto {
    /** Application id. */
    appId: string;
    /** Name of the application inside the pool, unique, usable as a host label. */
    appIdentifier: string;
    /** Name of the application for people. */
    appName: string;
    /** Address of the application's logo. */
    appLogo: string;
    /** Description for people. */
    appDescription?: string | null;
    /** Kind of application. */
    appType: AppType;
    /** User pool id. */
    userPoolId: string;
    /** Whether it comes from the application market. */
    isIntegrateApp: boolean;
    /** Protocol the application uses by default. */
    defaultProtocol: Protocol;
    /** Addresses a sign-in may return to. */
    redirectUris: string[];
    /** Addresses a sign-out may return to. */
    logoutRedirectUris: string[];
    /** Where a sign-in begins. */
    initLoginUri: string;
    /** Whether single sign-on is on. */
    ssoEnabled: boolean;
    /** When single sign-on was turned on, ISO 8601 UTC. */
    ssoEnabledAt?: string | null;
    /** Sign-in settings. */
    loginConfig: ApplicationLoginConfigDto;
    /** Sign-up settings. */
    registerConfig: ApplicationRegisterConfig;
    /** How the hosted pages look. */
    brandingConfig: ApplicationBrandingConfig;
    /** OpenID Connect settings. */
    oidcConfig: OIDCConfig;
    /** Whether the application answers SAML. */
    samlProviderEnabled: boolean;
    /** SAML settings. */
    samlConfig?: Record<string, any> | null;
    /** Whether the application answers plain OAuth 2.0. */
    oauthProviderEnabled: boolean;
    /** OAuth 2.0 settings. */
    oauthConfig?: Record<string, any> | null;
    /** Whether the application answers CAS. */
    casProviderEnabled: boolean;
    /** CAS settings. */
    casConfig?: Record<string, any> | null;
    /** Whether this application overrides the pool's branding. */
    customBrandingEnabled: boolean;
    /** Whether this application overrides the pool's security settings. */
    customSecurityEnabled: boolean;
    /** Template of the application. */
    template?: string | null;
}
/** The values of its fields. */
export declare const ApplicationDto: {
    readonly appType: {
        readonly web: "web";
        readonly spa: "spa";
        readonly native: "native";
        readonly api: "api";
        readonly mfa: "mfa";
        readonly "mini-program": "mini-program";
        readonly "gateway-app": "gateway-app";
        readonly "gateway-agent": "gateway-agent";
    };
    readonly defaultProtocol: {
        readonly oidc: "oidc";
        readonly oauth: "oauth";
        readonly saml: "saml";
        readonly cas: "cas";
        readonly asa: "asa";
    };
};
/** Sign-in settings of an application. */
export interface ApplicationLoginConfigDto {
    /** Whether sign-in and sign-up are one page. */
    mergeLoginAndRegisterPage: boolean;
    /** Sign-in methods that are on. */
    enabledBasicLoginMethods: BasicLoginMethod[];
    /** Sign-in method shown first. */
    defaultLoginMethod: ApplicationDefaultLoginMethod;
    /** External connections that are on. */
    enabledExtIdpConns: ApplicationEnabledExtIdpConnDto[];
    /** Whether the user is asked for consent. */
    showAuthorizationPage: boolean;
}
/** Sign-in method shown first. */
export interface ApplicationDefaultLoginMethod {
    /** Kind of the default sign-in method. */
    connectionType: DefaultConnectionType;
    /** Kind of QR code. */
    qrcodeType: QrcodeType;
    /** Connection id of the QR code used by default. */
    qrcodeExtIdpConnId: string;
    /** Connection id of the Active Directory used by default. */
    adExtIdpConnId: string;
    /** Connection id of the LDAP server used by default. */
    ldapExtIdpConnId: string;
}
/** The values of its fields. */
export declare const ApplicationDefaultLoginMethod: {
    readonly connectionType: {
        readonly PASSCODE: "PASSCODE";
        readonly PASSWORD: "PASSWORD";
        readonly QRCODE: "QRCODE";
        readonly LDAP: "LDAP";
        readonly AD: "AD";
    };
    readonly qrcodeType: {
        readonly SELF_BUILT_APP: "SELF_BUILT_APP";
        readonly WECHAT_OFFICIAL_ACCOUNT: "WECHAT_OFFICIAL_ACCOUNT";
        readonly WECHAT_MINI_PROGRAM: "WECHAT_MINI_PROGRAM";
    };
};
/** An external connection of an application. */
export interface ApplicationEnabledExtIdpConnDto {
    /** Whether the provider is a social one. */
    isSocial: boolean;
    /** External identity provider id. */
    extIdpId: string;
    /** Kind of the external identity provider. */
    extIdpType: Provider;
    /** Connection id. */
    extIdpConnId: string;
    /** Kind of the connection. */
    extIdpConnType: ConnectionType;
    /** Name of the connection. */
    extIdpConnIdentifier: string;
    /** Name of the connection for people. */
    extIdpConnDisplayName: string;
    /** Logo of the connection. */
    extIdpConnLogo: string;
    /** Whether it is on. */
    enabled?: boolean | null;
}
/** The values of its fields. */
export declare const ApplicationEnabledExtIdpConnDto: {
    readonly extIdpType: {
        readonly oidc: "oidc";
        readonly oauth2: "oauth2";
        readonly saml: "saml";
        readonly ldap: "ldap";
        readonly ad: "ad";
        readonly cas: "cas";
        readonly "azure-ad": "azure-ad";
        readonly wechat: "wechat";
        readonly google: "google";
        readonly qq: "qq";
        readonly wechatwork: "wechatwork";
        readonly dingtalk: "dingtalk";
        readonly weibo: "weibo";
        readonly github: "github";
        readonly alipay: "alipay";
        readonly apple: "apple";
        readonly baidu: "baidu";
        readonly lark: "lark";
        readonly gitlab: "gitlab";
        readonly twitter: "twitter";
        readonly facebook: "facebook";
        readonly slack: "slack";
        readonly linkedin: "linkedin";
        readonly yidun: "yidun";
        readonly qingcloud: "qingcloud";
        readonly gitee: "gitee";
        readonly instagram: "instagram";
        readonly welink: "welink";
        readonly huawei: "huawei";
        readonly honor: "honor";
        readonly xiaomi: "xiaomi";
        readonly oppo: "oppo";
        readonly aws: "aws";
        readonly amazon: "amazon";
        readonly douyin: "douyin";
        readonly kuaishou: "kuaishou";
        readonly line: "line";
        readonly sdbz: "sdbz";
        readonly zjzwfw: "zjzwfw";
        readonly zzding: "zzding";
        readonly seeyona8v5: "seeyona8v5";
    };
    readonly extIdpConnType: {
        readonly oidc: "oidc";
        readonly oauth: "oauth";
        readonly saml: "saml";
        readonly ldap: "ldap";
        readonly ad: "ad";
        readonly cas: "cas";
        readonly "azure-ad": "azure-ad";
        readonly alipay: "alipay";
        readonly facebook: "facebook";
        readonly "facebook:mobile": "facebook:mobile";
        readonly twitter: "twitter";
        readonly "google:mobile": "google:mobile";
        readonly google: "google";
        readonly "wechat:pc": "wechat:pc";
        readonly "wechat:mobile": "wechat:mobile";
        readonly "wechat:webpage-authorization": "wechat:webpage-authorization";
        readonly "wechatmp-qrcode": "wechatmp-qrcode";
        readonly "wechat:miniprogram:default": "wechat:miniprogram:default";
        readonly "wechat:miniprogram:qrconnect": "wechat:miniprogram:qrconnect";
        readonly "wechat:miniprogram:app-launch": "wechat:miniprogram:app-launch";
        readonly github: "github";
        readonly "github:mobile": "github:mobile";
        readonly qq: "qq";
        readonly "qq:mobile": "qq:mobile";
        readonly "wechatwork:corp:qrconnect": "wechatwork:corp:qrconnect";
        readonly "wechatwork:agency:qrconnect": "wechatwork:agency:qrconnect";
        readonly "wechatwork:service-provider:qrconnect": "wechatwork:service-provider:qrconnect";
        readonly "wechatwork:mobile": "wechatwork:mobile";
        readonly "wechatwork:agency:mobile": "wechatwork:agency:mobile";
        readonly dingtalk: "dingtalk";
        readonly "dingtalk:mobile": "dingtalk:mobile";
        readonly "dingtalk:provider": "dingtalk:provider";
        readonly weibo: "weibo";
        readonly "weibo:mobile": "weibo:mobile";
        readonly apple: "apple";
        readonly "apple:web": "apple:web";
        readonly baidu: "baidu";
        readonly "baidu:mobile": "baidu:mobile";
        readonly "lark-internal": "lark-internal";
        readonly "lark-public": "lark-public";
        readonly "lark-block": "lark-block";
        readonly gitlab: "gitlab";
        readonly "gitlab:mobile": "gitlab:mobile";
        readonly linkedin: "linkedin";
        readonly "linkedin:mobile": "linkedin:mobile";
        readonly slack: "slack";
        readonly "slack:mobile": "slack:mobile";
        readonly yidun: "yidun";
        readonly qingcloud: "qingcloud";
        readonly gitee: "gitee";
        readonly "gitee:mobile": "gitee:mobile";
        readonly instagram: "instagram";
        readonly welink: "welink";
        readonly "ad-kerberos": "ad-kerberos";
        readonly huawei: "huawei";
        readonly "huawei:mobile": "huawei:mobile";
        readonly honor: "honor";
        readonly xiaomi: "xiaomi";
        readonly "xiaomi:mobile": "xiaomi:mobile";
        readonly aws: "aws";
        readonly amazon: "amazon";
        readonly "amazon:mobile": "amazon:mobile";
        readonly "douyin:mobile": "douyin:mobile";
        readonly "douyin:miniprogram:default": "douyin:miniprogram:default";
        readonly "kuaishou:mobile": "kuaishou:mobile";
        readonly "line:mobile": "line:mobile";
        readonly "oppo:mobile": "oppo:mobile";
        readonly "wechatwork:qrconnect:of:genauth:agency": "wechatwork:qrconnect:of:genauth:agency";
        readonly sdbz: "sdbz";
        readonly "zjzwfw-qrcode": "zjzwfw-qrcode";
        readonly zzding: "zzding";
        readonly seeyona8v5: "seeyona8v5";
    };
};
/** Kind of a connection to an external identity provider. */
export declare const ConnectionType: {
    readonly oidc: "oidc";
    readonly oauth: "oauth";
    readonly saml: "saml";
    readonly ldap: "ldap";
    readonly ad: "ad";
    readonly cas: "cas";
    readonly "azure-ad": "azure-ad";
    readonly alipay: "alipay";
    readonly facebook: "facebook";
    readonly "facebook:mobile": "facebook:mobile";
    readonly twitter: "twitter";
    readonly "google:mobile": "google:mobile";
    readonly google: "google";
    readonly "wechat:pc": "wechat:pc";
    readonly "wechat:mobile": "wechat:mobile";
    readonly "wechat:webpage-authorization": "wechat:webpage-authorization";
    readonly "wechatmp-qrcode": "wechatmp-qrcode";
    readonly "wechat:miniprogram:default": "wechat:miniprogram:default";
    readonly "wechat:miniprogram:qrconnect": "wechat:miniprogram:qrconnect";
    readonly "wechat:miniprogram:app-launch": "wechat:miniprogram:app-launch";
    readonly github: "github";
    readonly "github:mobile": "github:mobile";
    readonly qq: "qq";
    readonly "qq:mobile": "qq:mobile";
    readonly "wechatwork:corp:qrconnect": "wechatwork:corp:qrconnect";
    readonly "wechatwork:agency:qrconnect": "wechatwork:agency:qrconnect";
    readonly "wechatwork:service-provider:qrconnect": "wechatwork:service-provider:qrconnect";
    readonly "wechatwork:mobile": "wechatwork:mobile";
    readonly "wechatwork:agency:mobile": "wechatwork:agency:mobile";
    readonly dingtalk: "dingtalk";
    readonly "dingtalk:mobile": "dingtalk:mobile";
    readonly "dingtalk:provider": "dingtalk:provider";
    readonly weibo: "weibo";
    readonly "weibo:mobile": "weibo:mobile";
    readonly apple: "apple";
    readonly "apple:web": "apple:web";
    readonly baidu: "baidu";
    readonly "baidu:mobile": "baidu:mobile";
    readonly "lark-internal": "lark-internal";
    readonly "lark-public": "lark-public";
    readonly "lark-block": "lark-block";
    readonly gitlab: "gitlab";
    readonly "gitlab:mobile": "gitlab:mobile";
    readonly linkedin: "linkedin";
    readonly "linkedin:mobile": "linkedin:mobile";
    readonly slack: "slack";
    readonly "slack:mobile": "slack:mobile";
    readonly yidun: "yidun";
    readonly qingcloud: "qingcloud";
    readonly gitee: "gitee";
    readonly "gitee:mobile": "gitee:mobile";
    readonly instagram: "instagram";
    readonly welink: "welink";
    readonly "ad-kerberos": "ad-kerberos";
    readonly huawei: "huawei";
    readonly "huawei:mobile": "huawei:mobile";
    readonly honor: "honor";
    readonly xiaomi: "xiaomi";
    readonly "xiaomi:mobile": "xiaomi:mobile";
    readonly aws: "aws";
    readonly amazon: "amazon";
    readonly "amazon:mobile": "amazon:mobile";
    readonly "douyin:mobile": "douyin:mobile";
    readonly "douyin:miniprogram:default": "douyin:miniprogram:default";
    readonly "kuaishou:mobile": "kuaishou:mobile";
    readonly "line:mobile": "line:mobile";
    readonly "oppo:mobile": "oppo:mobile";
    readonly "wechatwork:qrconnect:of:genauth:agency": "wechatwork:qrconnect:of:genauth:agency";
    readonly sdbz: "sdbz";
    readonly "zjzwfw-qrcode": "zjzwfw-qrcode";
    readonly zzding: "zzding";
    readonly seeyona8v5: "seeyona8v5";
};
/** Kind of a connection to an external identity provider. */
export type ConnectionType = (typeof ConnectionType)[keyof typeof ConnectionType];
/** How the hosted pages look. */
export interface ApplicationBrandingConfig {
    /** Whether the style sheet is used. */
    customCSSEnabled: boolean;
    /** Style sheet text. */
    customCSS?: string | null;
    /** Version of the sign-in widget. */
    guardVersion: GuardVersion;
    /** Picture shown while loading. */
    customLoadingImage?: string | null;
    /** Background of the page. */
    customBackground?: string | null;
    /** Whether the language can be changed. */
    showChangeLanguageButton: boolean;
    /** Language of the page. */
    defaultLanguage: Language;
    /** Whether the reset link is shown. */
    showForgetPasswordButton: boolean;
    /** Whether enterprise connections are shown. */
    showEnterpriseConnections: boolean;
    /** Whether social connections are shown. */
    showSocialConnections: boolean;
    /** Whether agreements are shown. */
    showAgreement: boolean;
    /** Agreements shown on the pages. */
    agreements: ApplicationAgreementDto[];
}
/** The values of its fields. */
export declare const ApplicationBrandingConfig: {
    readonly guardVersion: {
        readonly Advanced: "Advanced";
        readonly Classical: "Classical";
    };
    readonly defaultLanguage: {
        readonly "zh-CN": "zh-CN";
        readonly "en-US": "en-US";
        readonly "zh-TW": "zh-TW";
        readonly "ja-JP": "ja-JP";
    };
};
/** An agreement shown on the pages. */
export interface ApplicationAgreementDto {
    /** Pages that show the agreement. */
    displayAt: AgreementPage[];
    /** Whether the user must agree. */
    isRequired: boolean;
    /** Language. */
    lang: Language;
    /** Text or HTML of the agreement. */
    content: string;
}
/** The values of its fields. */
export declare const ApplicationAgreementDto: {
    readonly lang: {
        readonly "zh-CN": "zh-CN";
        readonly "en-US": "en-US";
        readonly "zh-TW": "zh-TW";
        readonly "ja-JP": "ja-JP";
    };
};
/** Page that shows an agreement. */
export declare const AgreementPage: {
    readonly LoginPage: "LoginPage";
    readonly RegisterPage: "RegisterPage";
};
/** Page that shows an agreement. */
export type AgreementPage = (typeof AgreementPage)[keyof typeof AgreementPage];
/** Get one application. */
export interface GetApplication {
    /** Application id. */
    appId: string;
}
/** List the applications of the pool, a page at a time. */
export interface ListApplications {
    /** Page number, from 1. */
    page?: number | null;
    /** Rows a page, 1 to 50; 10 when absent. */
    limit?: number | null;
    /** Only those of the application market; `false` is no filter. */
    isIntegrateApp?: boolean | null;
    /** Only self-built ones; `false` is no filter. */
    isSelfBuiltApp?: boolean | null;
    /** Only those with single sign-on; `false` is no filter. */
    ssoEnabled?: boolean | null;
    /** Part of the name. */
    keywords?: string | null;
    /** Whether to return all rows at once. */
    all?: boolean | null;
}
/** A page of applications. */
export interface ApplicationPaginatedDataDto {
    /** The rows. */
    list: ApplicationDto[];
    /** Rows in all pages. */
    totalCount: number;
}
/** Change an application; what is absent stays. */
export interface UpdateApplicationDto {
    /** Application id. */
    appId: string;
    /** Name of the application for people. */
    appName?: string | null;
    /** Data of the template. */
    templateData?: any;
    /** Name of the application inside the pool, unique, usable as a host label. */
    appIdentifier?: string | null;
    /** Address of the application's logo. */
    appLogo?: string | null;
    /** Description for people. */
    appDescription?: string | null;
    /** Protocol the application uses by default. */
    defaultProtocol?: Protocol | null;
    /** Addresses a sign-in may return to. */
    redirectUris?: string[] | null;
    /** Addresses a sign-out may return to. */
    logoutRedirectUris?: string[] | null;
    /** Where a sign-in begins. */
    initLoginUri?: string | null;
    /** Whether single sign-on is on. */
    ssoEnabled?: boolean | null;
    /** OpenID Connect settings. */
    oidcConfig?: OIDCConfig | null;
    /** Whether the application answers SAML. */
    samlProviderEnabled?: boolean | null;
    /** SAML settings. */
    samlConfig?: Record<string, any> | null;
    /** Whether the application answers plain OAuth 2.0. */
    oauthProviderEnabled?: boolean | null;
    /** OAuth 2.0 settings. */
    oauthConfig?: Record<string, any> | null;
    /** Whether the application answers CAS. */
    casProviderEnabled?: boolean | null;
    /** CAS settings. */
    casConfig?: Record<string, any> | null;
    /** Sign-in settings. */
    loginConfig?: UpdateApplicationLoginConfigInputDto | null;
    /** Sign-up settings. */
    registerConfig?: ApplicationRegisterConfig | null;
    /** How the hosted pages look. */
    brandingConfig?: ApplicationBrandingConfigInputDto | null;
    /** Whether the launchpad shows the application. */
    ssoShowLaunchpad?: boolean | null;
    /** Whether users may ask for access. */
    enablePermissionApply?: boolean | null;
}
/** The values of its fields. */
export declare const UpdateApplicationDto: {
    readonly defaultProtocol: {
        readonly oidc: "oidc";
        readonly oauth: "oauth";
        readonly saml: "saml";
        readonly cas: "cas";
        readonly asa: "asa";
    };
};
/** New sign-in settings of an application. */
export interface UpdateApplicationLoginConfigInputDto {
    /** Whether sign-in and sign-up are one page. */
    mergeLoginAndRegisterPage?: boolean | null;
    /** Sign-in methods that are on. */
    enabledBasicLoginMethods?: BasicLoginMethod[] | null;
    /** Sign-in method shown first. */
    defaultLoginMethod?: ApplicationDefaultLoginMethodInput | null;
    /** Whether the user is asked for consent. */
    showAuthorizationPage: boolean;
}
/** Delete an application and its sessions. */
export interface DeleteApplicationDto {
    /** Application id. */
    appId: string;
}
/** Get the secret of an application. */
export interface GetApplicationSecret {
    /** Application id. */
    appId: string;
}
/** Secret of an application. */
export interface GetApplicationSecretDataDto {
    /** The secret. */
    secret: string;
}
/** Replace the secret of an application at once. */
export interface RefreshApplicationSecretDto {
    /** Application id. */
    appId: string;
}
/** Exchange an access key for a management token. */
export interface GetManagementToken {
    /** Access key id; the id of the user pool for its own key. */
    accessKeyId: string;
    /** Access key secret. */
    accessKeySecret: string;
}
/** A management token. */
export interface ManagementToken {
    /** The token, a JWT with the claim `scoped_userpool_id`. */
    access_token: string;
    /** Its life, in seconds. */
    expires_in: number;
}
