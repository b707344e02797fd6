// Generated beside the built client.
export * from "../dist/types/models.js";
