export { AuthenticationClient, type AuthenticationClientInitOptions } from "./AuthenticationClient.js";
export { ManagementClient, type ManagementClientInitOptions } from "./ManagementClient.js";
export { AnswerError, ClockSkewError, CleatError, CredentialsError, OAuthError, OptionsError, TimedOutError, TokenError, UnreachableError, isError, } from "./errors.js";
export { ErrorCode } from "./generated/errors.js";
export type { Claims } from "./jwks.js";
export * as Models from "./generated/models.js";
