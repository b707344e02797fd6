// The one place that knows where the server is.
import { OPERATIONS } from "virtual:operations";
import { asQuery, pairs } from "../../../sdk/nodejs/src/query.js";
import { language } from "../i18n/index.svelte";
import { Refused, Unreached, type Envelope } from "./failure";

const ROOT = "/console/api/";
const OWN = { setup: "setup", signIn: "sign-in", signOut: "sign-out", stepUp: "step-up", session: "session", server: "server", sessions: "sessions", endSession: "sessions/end", operators: "operators", changePassword: "password", setOperatorPassword: "operators/password", createOperator: "operators/create", changeOperator: "operators/change", document: "openapi" } as const;
/** Calls of the console itself. */
export type Own = keyof typeof OWN;

export interface Answer extends Envelope {
  build: string | undefined;
}

export interface Place {
  pool: string | undefined;
  language: string;
  signal: AbortSignal | undefined;
}

async function answered(name: string, url: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, credentials: "same-origin", cache: "no-store" });
    text = await response.text();
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new Unreached(name, { cause });
  }
  const build = response.headers.get("x-cleat-build") ?? undefined;
  try {
    return { ...JSON.parse(text), build };
  } catch {
    throw new Unreached(`HTTP ${response.status}`);
  }
}

const HEADERS = { "content-type": "application/json", "x-cleat-console": "1" };
/** The language that refusals are told in. */
const LANGUAGE = "x-authing-lang";

/** Calls the console itself. */
export async function own(name: Own, body?: object): Promise<Answer> {
  const headers = { ...HEADERS, [LANGUAGE]: language.tag };
  const init: RequestInit = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
  const answer = await answered(name, ROOT + OWN[name], init);
  // The document comes bare.
  if (name === "document") return { statusCode: 200, message: "", build: answer.build, data: "openapi" in answer ? answer : answer.data };
  return answer;
}

/** Calls an operation of a pool. */
export function operate(id: string, request: object, place: Place): Promise<Answer> {
  const row = OPERATIONS[id];
  if (!row) throw new Refused({ statusCode: 404, message: id }, id);
  const headers: Record<string, string> = { ...HEADERS, [LANGUAGE]: place.language };
  if (place.pool) headers["x-authing-userpool-id"] = place.pool;
  const url = `${ROOT}v3/${row.path}`;
  const signal = place.signal ?? null;
  if (row.method === "POST") {
    return answered(id, url, { method: "POST", headers, body: JSON.stringify(request), signal });
  }
  const query = pairs(asQuery(request)).toString();
  return answered(id, query ? `${url}?${query}` : url, { headers, signal });
}
