import { type Operation } from "./operation.js";
import { type Application } from "./proof.js";
/** What both clients need. */
export interface CoreOptions extends Application {
    /** Address of the server. */
    host?: string | undefined;
    accessKeyId?: string | undefined;
    accessKeySecret?: string | undefined;
    accessToken?: string | null | undefined;
    /** Address of the user a back end calls for. */
    clientIp?: string | undefined;
    /** Language of messages; zh-CN when absent. */
    lang?: string | undefined;
    /** Longest time for one try of a call, in milliseconds; 10000 when absent. */
    timeout?: number | undefined;
    /** How often reading is tried again when the server is not reached; 2 when absent. */
    retries?: number | undefined;
    /** The same, by its official name. */
    retryTimes?: number | undefined;
    /** `false` is refused for an address with `https`: certificates are always verified. */
    rejectUnauthorized?: boolean | undefined;
}
/** One call for every operation. */
export declare abstract class Core {
    #private;
    protected readonly host: string;
    protected accessToken: string | undefined;
    constructor(options: CoreOptions);
    /**
     * Sets the user's token for all calls that follow. In a process that serves more than one user, make a client for each
     * of them instead: `withAccessToken`.
     */
    setAccessToken(accessToken: string | null | undefined): void;
    /** Adds the method of an operation; `withToken` makes the user's token its last argument. */
    protected static method(operation: Operation, withToken: boolean): void;
    protected call(operation: Operation, request: object, accessToken?: string | undefined): Promise<any>;
}
