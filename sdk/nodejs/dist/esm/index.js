export { AuthenticationClient } from "./AuthenticationClient.js";
export { ManagementClient } from "./ManagementClient.js";
export * from "./errors.js";
export * as Models from "./generated/models.js";
