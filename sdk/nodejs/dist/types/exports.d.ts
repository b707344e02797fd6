export { AuthenticationClient } from "./AuthenticationClient.js";
export { ManagementClient } from "./ManagementClient.js";
export { AnswerError, ClockSkewError, CleatError, CredentialsError, ErrorCode, OAuthError, OptionsError, TimedOutError, TokenError, UnreachableError, isError, } from "./errors.js";
export type * from "./interfaces.js";
export type { Claims } from "./claims.js";
export type { JWKSObject } from "./jwks.js";
export * from "./options.js";
export * as Models from "./models.js";
