import type { Operation } from "./operation.js";
/** How an application proves who it is (RFC 6749 section 2.3), as its own settings say. */
export type AuthMethod = "client_secret_post" | "client_secret_basic" | "none";
/** An application, and how it proves itself at each endpoint. */
export interface Application {
    appId?: string | undefined;
    appSecret?: string | undefined;
    /** Where tokens are issued; `client_secret_post` when absent. */
    tokenEndPointAuthMethod?: AuthMethod | undefined;
    /** Where tokens are asked about; `client_secret_post` when absent. */
    introspectionEndPointAuthMethod?: AuthMethod | undefined;
    /** Where tokens are revoked; `client_secret_post` when absent. */
    revocationEndPointAuthMethod?: AuthMethod | undefined;
}
/** What a call carries as proof: fields, or a header. */
export interface Proof {
    fields: Record<string, string>;
    authorization?: string;
}
/** The application's proof; none of its own where the call names a client already, for two are refused. */
export declare function proofOf(operation: Operation, app: Application, given: Record<string, unknown>): Proof;
