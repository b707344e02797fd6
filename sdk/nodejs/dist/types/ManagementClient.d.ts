import { ManagementOperations } from "./operations.js";
import type { ManagementClientOptions } from "./options.js";
/** A user pool. Calls are signed; the operations of a user take the user's token as an argument. */
export declare class ManagementClient extends ManagementOperations {
    constructor(options: ManagementClientOptions);
    /** A signed call of any path: `params` go into the query of a GET, `data` into the body of a POST. */
    makeRequest(config: {
        method?: string;
        url?: string;
        params?: object;
        data?: object;
    }): Promise<any>;
}
