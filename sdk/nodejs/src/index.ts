export { AuthenticationClient, type AuthenticationClientInitOptions } from "./AuthenticationClient.js";
export { ManagementClient, type ManagementClientInitOptions } from "./ManagementClient.js";
export * from "./errors.js";
export type { Claims } from "./jwks.js";
export * as Models from "./generated/models.js";
