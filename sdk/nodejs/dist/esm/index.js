export { AuthenticationClient } from "./AuthenticationClient.js";
export { ManagementClient } from "./ManagementClient.js";
export { AnswerError, ClockSkewError, CleatError, CredentialsError, OAuthError, OptionsError, TimedOutError, TokenError, UnreachableError, isError, } from "./errors.js";
export { ErrorCode } from "./generated/errors.js";
export * as Models from "./generated/models.js";
