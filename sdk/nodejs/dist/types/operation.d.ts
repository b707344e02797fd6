/** Fields of a request. */
export type Params = Record<string, unknown>;
/** An operation, a row of the generated table. */
export interface Operation {
    id: string;
    method: "GET" | "POST" | "PUT" | "DELETE";
    /** Path; a segment `{name}` holds the field of that name. */
    path: string;
    /** Who calls: anybody, an application, its user, or the user pool. */
    caller: "Public" | "Visitor" | "Client" | "User" | "Management";
    /** The envelope of V3, the bare answer, or OAuth 2.0. */
    wire: "Envelope" | "Bare" | "OAuth";
    /** Whose client has it, where the caller does not tell. */
    client?: "Management";
    /** Whether the application's id and secret go into the body. */
    provesApplication?: boolean;
    /** Whether its request has no fields. */
    empty?: boolean;
}
/** Whether the request travels in a body; if not, in a query. */
export declare function hasBody(operation: Operation): boolean;
