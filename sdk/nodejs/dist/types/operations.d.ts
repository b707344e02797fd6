import { Core } from "./core.js";
import type { AuthenticationMethods, ManagementMethods } from "./methods.js";
export interface AuthenticationOperations extends AuthenticationMethods {
}
/** The operations of an application and of its signed-in users. */
export declare abstract class AuthenticationOperations extends Core {
}
export interface ManagementOperations extends ManagementMethods {
}
/** The operations of the user pool; and those of a user, with the user's token. */
export declare abstract class ManagementOperations extends Core {
}
