// Generated beside the built client.
export * from "../dist/types/error-codes.js";
