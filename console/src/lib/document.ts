import { callOwn } from "../api/call";
import type { Schema } from "./schema";

export interface Described {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: { name: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: { "application/json"?: { schema: Schema; example?: unknown } } };
  externalDocs?: { url: string };
  "x-caller": string;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

let asked: Promise<Document> | undefined;

/** The document of the API, as the server has it. It is read once. */
export function apiDocument(): Promise<Document> {
  asked ??= callOwn<Document>("document");
  asked.catch(() => (asked = undefined));
  return asked;
}

export function described(document: Document): Described[] {
  return Object.values(document.paths).flatMap((methods) => Object.values(methods));
}

/** The request of an operation as one object. */
export function requestSchema(of: Described, document: Document): Schema {
  const components = document.components;
  const body = of.requestBody?.content["application/json"]?.schema;
  if (body) return { ...body, components };
  const parameters = of.parameters ?? [];
  return {
    type: "object",
    components,
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(parameters.map(({ name, schema, description }) => [name, { ...schema, ...(description && { description }) }])),
  };
}
