export * from "./types/models.js";
