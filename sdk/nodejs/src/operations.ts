import { Core } from "./core.js";
import type { AuthenticationMethods, ManagementMethods } from "./methods.js";
import type { Operation } from "./operation.js";
import { TABLES } from "./tables.js";

function isOfPool(operation: Operation): boolean {
  return operation.caller === "Management" || operation.client === "Management";
}

export interface AuthenticationOperations extends AuthenticationMethods {}
/** The operations of an application and of its signed-in users. */
export abstract class AuthenticationOperations extends Core {
  static {
    for (const operation of TABLES.operations) {
      if (!isOfPool(operation)) this.method(operation, false);
    }
  }
}

export interface ManagementOperations extends ManagementMethods {}
/** The operations of the user pool; and those of a user, with the user's token. */
export abstract class ManagementOperations extends Core {
  static {
    for (const operation of TABLES.operations) {
      if (isOfPool(operation)) this.method(operation, false);
      else if (operation.caller === "User") this.method(operation, true);
    }
  }
}
