import { ManagementOperations } from "./operations.js";
/** Options of {@link ManagementClient}. */
export interface ManagementClientInitOptions {
    /** Access key id: the id of the user pool. */
    accessKeyId: string;
    /** Access key secret: the secret of the user pool. Never in a browser. */
    accessKeySecret: string;
    /** Address of the server. */
    host: string;
    /** Language of messages; zh-CN when absent. */
    lang?: string;
    /** Longest time for one try of a call, in milliseconds; 10000 when absent. */
    timeout?: number;
    /** How often reading is tried again when the server is not reached; 2 when absent. */
    retries?: number;
}
/** A user pool. Calls are signed; the operations of a user take the user's token as an argument. */
export declare class ManagementClient extends ManagementOperations {
    constructor(options: ManagementClientInitOptions);
}
