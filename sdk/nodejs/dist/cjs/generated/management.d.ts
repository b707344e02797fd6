import { Core } from "../core.js";
import type * as Models from "./models.js";
/** The operations of the user pool; and those of a user, with the user's token. */
export declare abstract class ManagementOperations extends Core {
    /**
     * Bind a phone to the signed-in user, who must not have one; `updatePhone` changes one.
     *
     * `POST /api/v3/bind-phone`
     */
    bindPhone(request: Models.BindPhoneDto, accessToken: string): Promise<Models.CommonResponseDto>;
    /**
     * Unbind the phone of the signed-in user; refused when no other way in would remain.
     *
     * `POST /api/v3/unbind-phone`
     */
    unbindPhone(request: Models.UnbindPhoneDto, accessToken: string): Promise<Models.CommonResponseDto>;
    /**
     * Prove who asks to change the phone: the new number, and the old one when the pool says so. Then `updatePhone` changes it.
     *
     * `POST /api/v3/verify-update-phone-request`
     */
    verifyUpdatePhoneRequest(request: Models.VerifyUpdatePhoneRequestDto, accessToken: string): Promise<Models.ResponseDto<Models.VerifyUpdatePhoneRequestData>>;
    /**
     * Change the phone of the signed-in user, with the token of `verifyUpdatePhoneRequest`.
     *
     * `POST /api/v3/update-phone`
     */
    updatePhone(request: Models.UpdatePhoneDto, accessToken: string): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Bind an e-mail address to the signed-in user, who must not have one.
     *
     * `POST /api/v3/bind-email`
     */
    bindEmail(request: Models.BindEmailDto, accessToken: string): Promise<Models.CommonResponseDto>;
    /**
     * Unbind the e-mail address of the signed-in user; refused when no other way in would remain.
     *
     * `POST /api/v3/unbind-email`
     */
    unbindEmail(request: Models.UnbindEmailDto, accessToken: string): Promise<Models.CommonResponseDto>;
    /**
     * Prove who asks to change the e-mail address: the new one, and the old one when the pool says so. Then `updateEmail` changes it.
     *
     * `POST /api/v3/verify-update-email-request`
     */
    verifyUpdateEmailRequest(request: Models.VerifyUpdateEmailRequestDto, accessToken: string): Promise<Models.ResponseDto<Models.VerifyUpdateEmailRequestData>>;
    /**
     * Change the e-mail address of the signed-in user, with the token of `verifyUpdateEmailRequest`.
     *
     * `POST /api/v3/update-email`
     */
    updateEmail(request: Models.UpdateEmailDto, accessToken: string): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Get claims about the user, as the scope allows (OpenID Connect Core 1.0 section 5.3).
     *
     * `GET /oidc/me`
     */
    getUserInfo(accessToken: string): Promise<Record<string, any>>;
    /**
     * Get claims about the user, as the scope allows (OpenID Connect Core 1.0 section 5.3).
     *
     * `POST /oidc/me`
     */
    postUserInfo(accessToken: string): Promise<Record<string, any>>;
    /**
     * Get the profile of the signed-in user.
     *
     * `GET /api/v3/get-profile`
     */
    getProfile(request: Models.GetProfile, accessToken: string): Promise<Models.ResponseDto<Models.UserDto>>;
    /**
     * Change the profile of the signed-in user; phone, e-mail and password have operations of their own.
     *
     * `POST /api/v3/update-profile`
     */
    updateProfile(request: Models.UpdateUserProfileDto, accessToken: string): Promise<Models.ResponseDto<Models.UserDto>>;
    /**
     * Ask how well the account of the signed-in user is protected.
     *
     * `GET /api/v3/get-security-info`
     */
    getSecurityLevel(accessToken: string): Promise<Models.ResponseDto<Models.GetSecurityInfoDto>>;
    /**
     * Prove who asks to delete the account, before `deleteAccount`.
     *
     * `POST /api/v3/verify-delete-account-request`
     */
    verifyDeleteAccountRequest(request: Models.VerifyDeleteAccountRequestDto, accessToken: string): Promise<Models.ResponseDto<Models.VerifyDeleteAccountRequestDataDto>>;
    /**
     * Delete the account of the signed-in user, with the token of `verifyDeleteAccountRequest`.
     *
     * `POST /api/v3/delete-account`
     */
    deleteAccount(request: Models.DeleteAccounDto, accessToken: string): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * List the sign-ins of the signed-in user, newest first.
     *
     * `GET /api/v3/get-my-login-history`
     */
    getLoginHistory(request: Models.GetLoginHistory, accessToken: string): Promise<Models.ResponseDto<Models.LoginHistoryPaginatedRespDto>>;
    /**
     * List the applications the user is signed in to.
     *
     * `GET /api/v3/get-my-logged-in-apps`
     */
    getLoggedInApps(accessToken: string): Promise<Models.ResponseDto<Models.LoggedInAppsDto[]>>;
    /**
     * Change or set the password of the signed-in user.
     *
     * `POST /api/v3/update-password`
     */
    updatePassword(request: Models.UpdatePasswordDto, accessToken: string): Promise<Models.CommonResponseDto>;
    /**
     * List the external identities of the signed-in user.
     *
     * `GET /api/v3/get-identities`
     */
    getIdentities(accessToken: string): Promise<Models.ResponseDto<Models.IdentityDto[]>>;
    /**
     * Unlink an external identity of the signed-in user; refused when no other way in would remain.
     *
     * `POST /api/v3/unlink-extidp`
     */
    unlinkExtIdp(request: Models.UnlinkExtIdpDto, accessToken: string): Promise<Models.CommonResponseDto>;
    /**
     * Link an external identity to a user.
     *
     * `POST /api/v3/link-identity`
     */
    linkIdentity(request: Models.LinkIdentityDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Unlink an external identity from a user; refused when no other way in would remain.
     *
     * `POST /api/v3/unlink-identity`
     */
    unlinkIdentity(request: Models.UnlinkIdentity): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * List the external identities of a user.
     *
     * `GET /api/v3/get-user-identities`
     */
    getUserIdentities(request: Models.GetUserIdentities): Promise<Models.ResponseDto<Models.IdentityDto[]>>;
    /**
     * Create a user; no code is needed.
     *
     * `POST /api/v3/create-user`
     */
    createUser(request?: Models.CreateUserReqDto): Promise<Models.ResponseDto<Models.UserDto>>;
    /**
     * Create up to 50 users, all or none.
     *
     * `POST /api/v3/create-users-batch`
     */
    createUsersBatch(request: Models.CreateUserBatchReqDto): Promise<Models.ResponseDto<Models.UserDto[]>>;
    /**
     * Get one user.
     *
     * `GET /api/v3/get-user`
     */
    getUser(request: Models.GetUser): Promise<Models.ResponseDto<Models.UserDto>>;
    /**
     * Get up to 50 users; unknown ids are left out.
     *
     * `GET /api/v3/get-user-batch`
     */
    getUserBatch(request: Models.GetUserBatch): Promise<Models.ResponseDto<Models.UserDto[]>>;
    /**
     * List users, a page at a time.
     *
     * `POST /api/v3/list-users`
     */
    listUsers(request?: Models.ListUsersRequestDto): Promise<Models.ResponseDto<Models.UserPagingDto>>;
    /**
     * Change a user; no code is needed. A value of `null` clears phone, e-mail, user name or external id.
     *
     * `POST /api/v3/update-user`
     */
    updateUser(request: Models.UpdateUserReqDto): Promise<Models.ResponseDto<Models.UserDto>>;
    /**
     * Change up to 50 users, all or none.
     *
     * `POST /api/v3/update-user-batch`
     */
    updateUserBatch(request: Models.UpdateUserBatchReqDto): Promise<Models.ResponseDto<Models.UserDto[]>>;
    /**
     * Delete up to 50 users for good.
     *
     * `POST /api/v3/delete-users-batch`
     */
    deleteUsersBatch(request: Models.DeleteUsersBatchDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Ask whether a user with any of these exists.
     *
     * `POST /api/v3/is-user-exists`
     */
    isUserExists(request?: Models.IsUserExistsReqDto): Promise<Models.ResponseDto<Models.IsUserExistsDto>>;
    /**
     * End the sessions of a user in some applications.
     *
     * `POST /api/v3/kick-users`
     */
    kickUsers(request: Models.KickUsersDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Get the security settings of the pool.
     *
     * `GET /api/v3/get-security-settings`
     */
    getSecuritySettings(): Promise<Models.ResponseDto<Models.SecuritySettingsDto>>;
    /**
     * Change security settings; what is absent stays.
     *
     * `POST /api/v3/update-security-settings`
     */
    updateSecuritySettings(request?: Models.UpdateSecuritySettingsDto): Promise<Models.ResponseDto<Models.SecuritySettingsDto>>;
    /**
     * List what users did.
     *
     * `POST /api/v3/get-user-action-logs`
     */
    getUserActionLogs(request?: Models.GetUserActionLogsDto): Promise<Models.ResponseDto<Models.UserActionLogRespData>>;
    /**
     * List the sign-ins of a user, newest first.
     *
     * `GET /api/v3/get-user-login-history`
     */
    getUserLoginHistory(request: Models.GetUserLoginHistory): Promise<Models.ResponseDto<Models.UserLoginHistoryPagingDto>>;
    /**
     * Create an application.
     *
     * `POST /api/v3/create-application`
     */
    createApplication(request: Models.CreateApplicationDto): Promise<Models.ResponseDto<Models.ApplicationDto>>;
    /**
     * Get one application.
     *
     * `GET /api/v3/get-application`
     */
    getApplication(request: Models.GetApplication): Promise<Models.ResponseDto<Models.ApplicationDto>>;
    /**
     * List the applications of the pool, a page at a time.
     *
     * `GET /api/v3/list-applications`
     */
    listApplications(request?: Models.ListApplications): Promise<Models.ResponseDto<Models.ApplicationPaginatedDataDto>>;
    /**
     * Change an application; what is absent stays.
     *
     * `POST /api/v3/update-application`
     */
    updateApplication(request: Models.UpdateApplicationDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Delete an application and its sessions.
     *
     * `POST /api/v3/delete-application`
     */
    deleteApplication(request: Models.DeleteApplicationDto): Promise<Models.ResponseDto<Models.IsSuccessDto>>;
    /**
     * Get the secret of an application.
     *
     * `GET /api/v3/get-application-secret`
     */
    getApplicationSecret(request: Models.GetApplicationSecret): Promise<Models.ResponseDto<Models.GetApplicationSecretDataDto>>;
    /**
     * Replace the secret of an application at once.
     *
     * `POST /api/v3/refresh-application-secret`
     */
    refreshApplicationSecret(request: Models.RefreshApplicationSecretDto): Promise<Models.ResponseDto<Models.GetApplicationSecretDataDto>>;
    /**
     * Exchange an access key for a management token.
     *
     * `POST /api/v3/get-management-token`
     */
    getManagementToken(request: Models.GetManagementToken): Promise<Models.ResponseDto<Models.ManagementToken>>;
}
