declare module "virtual:operations" {
  /** An operation of a pool. */
  export interface Row {
    method: "GET" | "POST";
    /** Path behind the prefix of the API. */
    path: string;
    tag: string;
    /** Type of the request in the Rust client. */
    rust: string;
    /** Whether the official client for Python has a method for it. */
    python: boolean;
    /** Names of its fields that are secrets. */
    secrets: string[];
    /** Whether it is refused where users would lose their last login method. */
    strands: boolean;
  }
  export const OPERATIONS: Record<string, Row>;
}

declare module "virtual:schema/*" {
  const schema: import("../lib/schema").Schema;
  export default schema;
}
