import { Core } from "./core.js";
import { TABLES } from "./tables.js";
function isOfPool(operation) {
    return operation.caller === "Management" || operation.client === "Management";
}
export class AuthenticationOperations extends Core {
    static {
        for (const operation of TABLES.operations) {
            if (!isOfPool(operation))
                this.method(operation, false);
        }
    }
}
export class ManagementOperations extends Core {
    static {
        for (const operation of TABLES.operations) {
            if (isOfPool(operation))
                this.method(operation, false);
            else if (operation.caller === "User")
                this.method(operation, true);
        }
    }
}
