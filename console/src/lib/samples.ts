import { OPERATIONS } from "virtual:operations";
import { asQuery, pairs } from "../../../sdk/nodejs/src/query.js";
import { isSecret, type Schema } from "./schema";

export const SAMPLES = ["curl", "TypeScript", "Python", "Rust"] as const;
export type Sample = (typeof SAMPLES)[number];

/** Secrets of free data, which no schema names. */
const SECRET = /secret|password|passwd|senderpass|apikey|privatekey|token$/i;

/** Names of the secrets of an operation: those of the document, and those of schemas in answers. */
export function secretsOf(id: string, answers: unknown[]): Set<string> {
  const found = new Set(OPERATIONS[id]?.secrets);
  const look = (value: unknown) => {
    if (value === null || typeof value !== "object") return;
    const properties = (value as { properties?: unknown }).properties;
    if (properties !== null && typeof properties === "object") {
      for (const [name, schema] of Object.entries(properties)) if (isSecret(schema as Schema)) found.add(name);
    }
    Object.values(value).forEach(look);
  };
  look(answers);
  return found;
}

/** A request or an answer without its secrets. */
export function masked(value: unknown, secrets: Set<string>, name = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => masked(one, secrets, name));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one, secrets, key)]));
  }
  return (secrets.has(name) || SECRET.test(name)) && typeof value === "string" && value ? "••••" : value;
}

const snake = (name: string) => name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
const json = (value: unknown) => JSON.stringify(value, null, 2);
const inset = (text: string, by: string) => text.replaceAll("\n", `\n${by}`);

function python(value: unknown): string {
  const text = json(value) ?? "None";
  return text.replace(/(?<=^\s*(?:"(?:[^"\\]|\\.)*": )?)(true|false|null)(?=,?$)/gm, (word) => ({ true: "True", false: "False", null: "None" })[word] ?? word);
}

/** The call in four languages. `host` is the server's public address. */
export function sample(kind: Sample, id: string, given: object, host: string, pool: string, secrets: Set<string>): string {
  const row = OPERATIONS[id];
  if (!row) return "";
  const request = masked(given, secrets) as Record<string, unknown>;
  const isEmpty = Object.keys(request).length === 0;
  const url = `${host}/api/v3/${row.path}`;
  switch (kind) {
    case "curl": {
      const lines = [`-H "authorization: Bearer $TOKEN"`, `-H "x-authing-userpool-id: ${pool}"`];
      const quoted = JSON.stringify(request).replaceAll("'", `'\\''`);
      if (row.method === "POST") lines.push(`-H "content-type: application/json"`, `-d '${quoted}'`);
      const query = row.method === "GET" ? pairs(asQuery(request)).toString() : "";
      return [`curl "${url}${query ? `?${query}` : ""}"`, ...lines].join(" \\\n  ");
    }
    case "TypeScript":
      return `import { ManagementClient } from "@cleat/nodejs";

const pool = new ManagementClient({
  host: "${host}",
  accessKeyId: "${pool}",
  accessKeySecret: process.env.CLEAT_SECRET,
});
const answer = await pool.${id}(${isEmpty ? "" : json(request)});`;
    case "Python": {
      const named = Object.entries(request).map(([name, value]) => `    ${snake(name)}=${inset(python(value), "    ")},`);
      if (!row.python) {
        const place = row.method === "GET" ? "params" : "json";
        const given = isEmpty ? "" : `\n    ${place}=${inset(python(request), "    ")},`;
        return `import os
import requests

answer = requests.${row.method.toLowerCase()}(
    "${url}",
    headers={"authorization": f"Bearer {os.environ['TOKEN']}"},${given}
)
print(answer.json())`;
      }
      return `import os
from genauth import ManagementClient

pool = ManagementClient(
    host="${host}",
    access_key_id="${pool}",
    access_key_secret=os.environ["CLEAT_SECRET"],
)
answer = pool.${snake(id)}(${isEmpty ? "" : `\n${named.join("\n")}\n`})`;
    }
    case "Rust":
      return `use cleat_client::api::${row.rust};
use cleat_client::{ManagementClient, ManagementOptions};

let pool = ManagementClient::new(ManagementOptions {
    host: "${host}".into(),
    access_key_id: "${pool}".into(),
    access_key_secret: std::env::var("CLEAT_SECRET")?.into(),
    ..ManagementOptions::default()
})?;
let request: ${row.rust.split("::").at(-1)} = serde_json::from_value(serde_json::json!(${inset(json(request), "")}))?;
let answer = pool.${snake(id)}(&request).await?;`;
  }
}
