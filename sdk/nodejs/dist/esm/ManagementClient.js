import { ManagementOperations } from "./operations.js";
export class ManagementClient extends ManagementOperations {
    constructor(options) {
        super(options);
    }
}
