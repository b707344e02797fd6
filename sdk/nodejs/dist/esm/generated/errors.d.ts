/** An error as an answer tells it. */
export interface ErrorCode {
    statusCode: number;
    apiCode?: number;
}
/** Every error: `isError(answer, ErrorCode.PhoneTaken)`. */
export declare const ErrorCode: {
    /** Invalid argument */
    InvalidArgument: {
        statusCode: number;
    };
    /** The request is too large */
    PayloadTooLarge: {
        statusCode: number;
    };
    /** Not signed in */
    NotSignedIn: {
        statusCode: number;
        apiCode: number;
    };
    /** The sign-in has expired */
    TokenExpired: {
        statusCode: number;
        apiCode: number;
    };
    /** The token is not valid */
    TokenInvalid: {
        statusCode: number;
        apiCode: number;
    };
    /** Application not found */
    AppNotFound: {
        statusCode: number;
        apiCode: number;
    };
    /** User pool not found */
    PoolNotFound: {
        statusCode: number;
        apiCode: number;
    };
    /** Too many requests, try again later */
    TooManyRequests: {
        statusCode: number;
    };
    /** The server failed; the request id is in its log */
    Internal: {
        statusCode: number;
    };
    /** The service is not available now, try again */
    Unavailable: {
        statusCode: number;
    };
    /** No such operation */
    RouteNotFound: {
        statusCode: number;
    };
    /** The application did not prove itself */
    ClientAuthFailed: {
        statusCode: number;
    };
    /** The signature is wrong */
    SignatureInvalid: {
        statusCode: number;
        apiCode: number;
    };
    /** The signature method must be HMAC-SHA1 */
    SignatureMethod: {
        statusCode: number;
        apiCode: number;
    };
    /** The signature version must be 1.0 */
    SignatureVersion: {
        statusCode: number;
        apiCode: number;
    };
    /** The date of the signature cannot be read */
    SignatureDateInvalid: {
        statusCode: number;
        apiCode: number;
    };
    /** The date header is missing */
    SignatureDateMissing: {
        statusCode: number;
        apiCode: number;
    };
    /** The date of the signature is more than 300 seconds off; check the clock */
    SignatureDateSkewed: {
        statusCode: number;
        apiCode: number;
    };
    /** The signature was used before */
    SignatureReplayed: {
        statusCode: number;
        apiCode: number;
    };
    /** Not allowed */
    PermissionDenied: {
        statusCode: number;
    };
    /** User not found */
    UserNotFound: {
        statusCode: number;
        apiCode: number;
    };
    /** The user already exists */
    UserExists: {
        statusCode: number;
        apiCode: number;
    };
    /** The account is not active */
    UserDisabled: {
        statusCode: number;
        apiCode: number;
    };
    /** The account is locked after too many failures, try again later */
    AccountLocked: {
        statusCode: number;
        apiCode: number;
    };
    /** Wrong user name or password */
    InvalidCredentials: {
        statusCode: number;
        apiCode: number;
    };
    /** The e-mail address is not verified */
    EmailNotVerified: {
        statusCode: number;
        apiCode: number;
    };
    /** Signing up is disabled */
    RegisterDisabled: {
        statusCode: number;
        apiCode: number;
    };
    /** Too many sign-ups from this address, try again later */
    RegisterTooOften: {
        statusCode: number;
        apiCode: number;
    };
    /** This way of signing in is off for the application */
    LoginMethodDisabled: {
        statusCode: number;
    };
    /** This method is not supported here */
    MethodUnsupported: {
        statusCode: number;
    };
    /** The verification code is wrong */
    CodeWrong: {
        statusCode: number;
        apiCode: number;
    };
    /** The verification code was used before */
    CodeUsed: {
        statusCode: number;
        apiCode: number;
    };
    /** Too many wrong tries; ask for a new verification code */
    CodeExhausted: {
        statusCode: number;
        apiCode: number;
    };
    /** The verification code has expired */
    CodeExpired: {
        statusCode: number;
        apiCode: number;
    };
    /** A verification code was sent less than a minute ago */
    CodeSentRecently: {
        statusCode: number;
        apiCode: number;
    };
    /** No SMS service is configured */
    SmsUnavailable: {
        statusCode: number;
    };
    /** International numbers need an international SMS service, and none is configured */
    InternationalSmsUnavailable: {
        statusCode: number;
    };
    /** No e-mail service is configured */
    EmailUnavailable: {
        statusCode: number;
    };
    /** The phone number belongs to another user */
    PhoneTaken: {
        statusCode: number;
        apiCode: number;
    };
    /** A phone is bound already; use updatePhone to change it */
    PhoneAlreadyBound: {
        statusCode: number;
        apiCode: number;
    };
    /** No phone is bound */
    PhoneNotBound: {
        statusCode: number;
    };
    /** The old phone number and its code are needed */
    OldPhoneRequired: {
        statusCode: number;
        apiCode: number;
    };
    /** The old phone number is not the bound one */
    OldPhoneMismatch: {
        statusCode: number;
        apiCode: number;
    };
    /** The new phone number is the bound one */
    SamePhone: {
        statusCode: number;
        apiCode: number;
    };
    /** The e-mail address belongs to another user */
    EmailTaken: {
        statusCode: number;
        apiCode: number;
    };
    /** An e-mail address is bound already; use updateEmail to change it */
    EmailAlreadyBound: {
        statusCode: number;
        apiCode: number;
    };
    /** No e-mail address is bound */
    EmailNotBound: {
        statusCode: number;
        apiCode: number;
    };
    /** The old e-mail address and its code are needed */
    OldEmailRequired: {
        statusCode: number;
        apiCode: number;
    };
    /** The old e-mail address is not the bound one */
    OldEmailMismatch: {
        statusCode: number;
        apiCode: number;
    };
    /** The new e-mail address is the bound one */
    SameEmail: {
        statusCode: number;
        apiCode: number;
    };
    /** This is the last way to sign in and cannot be removed; bind another one first */
    LastLoginMethod: {
        statusCode: number;
        apiCode: number;
    };
    /** The user name is taken */
    UsernameTaken: {
        statusCode: number;
        apiCode: number;
    };
    /** The external id is taken */
    ExternalIdTaken: {
        statusCode: number;
    };
    /** The external identity is linked to another user */
    IdentityTaken: {
        statusCode: number;
        apiCode: number;
    };
    /** No such external identity is linked */
    IdentityNotFound: {
        statusCode: number;
        apiCode: number;
    };
    /** The one-time token is wrong, used or expired; prove the request again */
    GrantInvalid: {
        statusCode: number;
    };
    /** The present password is needed */
    OldPasswordRequired: {
        statusCode: number;
        apiCode: number;
    };
    /** The present password is wrong */
    OldPasswordWrong: {
        statusCode: number;
        apiCode: number;
    };
    /** The password must have 6 to 128 characters */
    PasswordTooWeak: {
        statusCode: number;
        apiCode: number;
    };
    /** The password could not be decrypted */
    PasswordDecryptFailed: {
        statusCode: number;
        apiCode: number;
    };
    /** Prove the request by a code to the bound phone or e-mail address */
    DeleteByPasswordRefused: {
        statusCode: number;
    };
    /** That is taken */
    Conflict: {
        statusCode: number;
    };
    /** The last application of a pool cannot be deleted */
    AppIsLast: {
        statusCode: number;
    };
    /** The grant type is not supported */
    UnsupportedGrant: {
        statusCode: number;
    };
    /** The grant is wrong, used, expired or of another client */
    InvalidGrant: {
        statusCode: number;
    };
    /** The scope must contain openid */
    InvalidScope: {
        statusCode: number;
    };
};
/** Those that are the fault of the caller's id or secret. */
export declare const OF_CREDENTIALS: ErrorCode[];
