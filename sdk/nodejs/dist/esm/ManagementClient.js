import { ManagementOperations } from "./generated/management.js";
/** A user pool. Calls are signed; the operations of a user take the user's token as an argument. */
export class ManagementClient extends ManagementOperations {
    constructor(options) {
        super(options);
    }
}
