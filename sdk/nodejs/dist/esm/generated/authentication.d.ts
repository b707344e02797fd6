import { Core } from "../core.js";
import type * as Models from "./models.js";
/** The operations of an application and of its signed-in users. */
export declare abstract class AuthenticationOperations extends Core {
    /**
     * Send a code by SMS, once a minute for a number and channel.
     *
     * `POST /api/v3/send-sms`
     */
    sendSms(request: Models.SendSMSDto): Promise<Models.CommonResponseDto>;
    /**
     * Ask whether a code would be accepted. Spends a try and does not use the code up.
     *
     * `POST /api/v3/pre-check-code`
     */
    preCheckCode(request: Models.PreCheckCodeDto): Promise<Models.ResponseDto<Models.PreCheckCodeDataDto>>;
    /**
     * Bind a phone to the signed-in user, who must not have one; `updatePhone` changes one.
     *
     * `POST /api/v3/bind-phone`
     */
    bindPhone(request: Models.BindPhoneDto): Promise<Models.CommonResponseDto>;
    /**
     * Unbind the phone of the signed-in user; refused when no other way in would remain.
     *
     * `POST /api/v3/unbind-phone`
     */
    unbindPhone(request: Models.UnbindPhoneDto): Promise<Models.CommonResponseDto>;
    /**
     * Prove who asks to change the phone: the new number, and the old one when the pool says so. Then `updatePhone` changes it.
     *
     * `POST /api/v3/verify-update-phone-request`
     */
    verifyUpdatePhoneRequest(request: Models.VerifyUpdatePhoneRequestDto): Promise<Models.ResponseDto<Models.VerifyUpdatePhoneRequestData>>;
    /**
     * Change the phone of the signed-in user, with the token of `verifyUpdatePhoneRequest`.
     *
     * `POST /api/v3/update-phone`
     */
    updatePhone(request: Models.UpdatePhoneDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Send a code by e-mail, once a minute for an address and channel.
     *
     * `POST /api/v3/send-email`
     */
    sendEmail(request: Models.SendEmailDto): Promise<Models.CommonResponseDto>;
    /**
     * Bind an e-mail address to the signed-in user, who must not have one.
     *
     * `POST /api/v3/bind-email`
     */
    bindEmail(request: Models.BindEmailDto): Promise<Models.CommonResponseDto>;
    /**
     * Unbind the e-mail address of the signed-in user; refused when no other way in would remain.
     *
     * `POST /api/v3/unbind-email`
     */
    unbindEmail(request: Models.UnbindEmailDto): Promise<Models.CommonResponseDto>;
    /**
     * Prove who asks to change the e-mail address: the new one, and the old one when the pool says so. Then `updateEmail` changes it.
     *
     * `POST /api/v3/verify-update-email-request`
     */
    verifyUpdateEmailRequest(request: Models.VerifyUpdateEmailRequestDto): Promise<Models.ResponseDto<Models.VerifyUpdateEmailRequestData>>;
    /**
     * Change the e-mail address of the signed-in user, with the token of `verifyUpdateEmailRequest`.
     *
     * `POST /api/v3/update-email`
     */
    updateEmail(request: Models.UpdateEmailDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Create an account by code or by password.
     *
     * `POST /api/v3/signup`
     */
    signUp(request: Models.SignUpDto): Promise<Models.ResponseDto<Models.UserDto>>;
    /**
     * Sign in by password or by code and receive tokens.
     *
     * `POST /api/v3/signin`
     */
    signInByCredentials(request: Models.SigninByCredentialsDto): Promise<Models.ResponseDto<Models.LoginTokenResponseDataDto>>;
    /**
     * Get the metadata of the provider (OpenID Connect Discovery 1.0 section 3).
     *
     * `GET /oidc/.well-known/openid-configuration`
     */
    getOpenIdConfiguration(): Promise<Record<string, any>>;
    /**
     * Get the public keys that verify tokens (RFC 7517 section 5).
     *
     * `GET /oidc/.well-known/jwks.json`
     */
    fetchJWKS(): Promise<Models.JwkSet>;
    /**
     * Exchange a refresh token or client credentials for tokens (RFC 6749 sections 4.4 and 6).
     *
     * `POST /oidc/token`
     */
    exchangeToken(request: Models.ExchangeToken): Promise<Models.TokenResponse>;
    /**
     * Ask whether a token stands (RFC 7662 section 2.1).
     *
     * `POST /oidc/token/introspection`
     */
    introspectToken(request: Models.IntrospectToken): Promise<Models.Introspection>;
    /**
     * End a token (RFC 7009 section 2.1). A refresh token ends its session with it.
     *
     * `POST /oidc/token/revocation`
     */
    revokeToken(request: Models.RevokeToken): Promise<void>;
    /**
     * Get claims about the user, as the scope allows (OpenID Connect Core 1.0 section 5.3).
     *
     * `GET /oidc/me`
     */
    getUserInfo(): Promise<Record<string, any>>;
    /**
     * Get claims about the user, as the scope allows (OpenID Connect Core 1.0 section 5.3).
     *
     * `POST /oidc/me`
     */
    postUserInfo(): Promise<Record<string, any>>;
    /**
     * Get the profile of the signed-in user.
     *
     * `GET /api/v3/get-profile`
     */
    getProfile(request?: Models.GetProfile): Promise<Models.ResponseDto<Models.UserDto>>;
    /**
     * Change the profile of the signed-in user; phone, e-mail and password have operations of their own.
     *
     * `POST /api/v3/update-profile`
     */
    updateProfile(request?: Models.UpdateUserProfileDto): Promise<Models.ResponseDto<Models.UserDto>>;
    /**
     * Ask how well the account of the signed-in user is protected.
     *
     * `GET /api/v3/get-security-info`
     */
    getSecurityLevel(): Promise<Models.ResponseDto<Models.GetSecurityInfoDto>>;
    /**
     * Prove who asks to delete the account, before `deleteAccount`.
     *
     * `POST /api/v3/verify-delete-account-request`
     */
    verifyDeleteAccountRequest(request: Models.VerifyDeleteAccountRequestDto): Promise<Models.ResponseDto<Models.VerifyDeleteAccountRequestDataDto>>;
    /**
     * Delete the account of the signed-in user, with the token of `verifyDeleteAccountRequest`.
     *
     * `POST /api/v3/delete-account`
     */
    deleteAccount(request: Models.DeleteAccounDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * List the sign-ins of the signed-in user, newest first.
     *
     * `GET /api/v3/get-my-login-history`
     */
    getLoginHistory(request?: Models.GetLoginHistory): Promise<Models.ResponseDto<Models.LoginHistoryPaginatedRespDto>>;
    /**
     * List the applications the user is signed in to.
     *
     * `GET /api/v3/get-my-logged-in-apps`
     */
    getLoggedInApps(): Promise<Models.ResponseDto<Models.LoggedInAppsDto[]>>;
    /**
     * List all countries with their calling codes.
     *
     * `GET /api/v3/get-country-list`
     */
    getCountryList(): Promise<Models.ResponseDto<Models.CountryDetailInfo[]>>;
    /**
     * Change or set the password of the signed-in user.
     *
     * `POST /api/v3/update-password`
     */
    updatePassword(request: Models.UpdatePasswordDto): Promise<Models.CommonResponseDto>;
    /**
     * Ask whether a password is right. Counts as a try at signing in.
     *
     * `POST /api/v3/validate-password`
     */
    validatePassword(request?: Models.ValidatePasswordDto): Promise<Models.ResponseDto<Models.ValidatePasswordResultDto>>;
    /**
     * Prove who asks to reset the password, before `resetPassword`.
     *
     * `POST /api/v3/verify-reset-password-request`
     */
    verifyResetPasswordRequest(request: Models.VerifyResetPasswordRequestDto): Promise<Models.ResponseDto<Models.ResetPasswordVerify>>;
    /**
     * Set a new password, with the token of `verifyResetPasswordRequest`; all sessions end.
     *
     * `POST /api/v3/reset-password`
     */
    resetPassword(request: Models.ResetPasswordDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * List the external identities of the signed-in user.
     *
     * `GET /api/v3/get-identities`
     */
    getIdentities(): Promise<Models.ResponseDto<Models.IdentityDto[]>>;
    /**
     * Unlink an external identity of the signed-in user; refused when no other way in would remain.
     *
     * `POST /api/v3/unlink-extidp`
     */
    unlinkExtIdp(request: Models.UnlinkExtIdpDto): Promise<Models.CommonResponseDto>;
    /**
     * Get the public keys for password encryption, versions and addresses. Answers without an envelope.
     *
     * `GET /api/v3/system`
     */
    getSystemInfo(): Promise<Models.SystemInfoResp>;
}
