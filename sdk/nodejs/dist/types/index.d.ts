export { AuthenticationClient, type AuthenticationClientInitOptions } from "./AuthenticationClient.js";
export { ManagementClient, type ManagementClientInitOptions } from "./ManagementClient.js";
export { AnswerError, ClockSkewError, CleatError, CredentialsError, ErrorCode, OAuthError, OptionsError, TimedOutError, TokenError, UnreachableError, isError, } from "./errors.js";
export type { Claims } from "./jwks.js";
export * as Models from "./models.js";
