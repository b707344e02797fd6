import { AnswerError, OAuthError, OptionsError, TimedOutError, UnreachableError, ofCaller } from "./errors.js";
import type { CleatError } from "./errors.js";
import { signedHeaders } from "./signature.js";

/** An operation as the generated methods name it. */
export interface Operation {
  id: string;
  method: "GET" | "POST";
  path: string;
  /** Who calls: anybody, an application, its user, or the user pool. */
  caller: "Public" | "Visitor" | "Client" | "User" | "Management";
  /** The envelope of V3, the bare answer, or OAuth 2.0. */
  wire: "Envelope" | "Bare" | "OAuth";
  /** Whether the application's id and secret go into the body. */
  provesApplication?: boolean;
}

/** What both clients need. */
export interface CoreOptions {
  /** Address of the server. */
  host: string;
  appId?: string | undefined;
  appSecret?: string | undefined;
  accessKeyId?: string | undefined;
  accessKeySecret?: string | undefined;
  accessToken?: string | undefined;
  /** Language of messages; zh-CN when absent. */
  lang?: string | undefined;
  /** Longest time for one try of a call, in milliseconds; 10000 when absent. */
  timeout?: number | undefined;
  /** How often reading is tried again when the server is not reached; 2 when absent. */
  retries?: number | undefined;
}

/** The first pause before another try, in milliseconds; each next one is twice as long. */
const PAUSE = 100;

/** One call for every operation. */
export abstract class Core {
  protected readonly host: string;
  protected accessToken: string | undefined;
  readonly #options: CoreOptions;

  constructor(options: CoreOptions) {
    let url: URL | undefined;
    try {
      url = new URL(options.host);
    } catch {
      // Said below.
    }
    if (!url || !["http:", "https:"].includes(url.protocol)) {
      throw new OptionsError(`"${options.host}" is not the address of a server, such as https://id.example.com`);
    }
    this.host = options.host.replace(/\/+$/, "");
    this.accessToken = options.accessToken;
    this.#options = options;
  }

  /** Sets the user's token for the calls that follow. */
  setAccessToken(accessToken: string): void {
    this.accessToken = accessToken;
  }

  protected async call(operation: Operation, request: object, accessToken = this.accessToken): Promise<any> {
    const set = Object.entries(request).filter(([, value]) => value !== undefined);
    const params: Record<string, unknown> = Object.fromEntries(set);
    let pause = PAUSE;
    for (let left = this.#options.retries ?? 2; ; left -= 1) {
      try {
        return await this.#once(operation, params, accessToken);
      } catch (error) {
        // Only what changes nothing may be done twice.
        const again = error instanceof UnreachableError || error instanceof TimedOutError;
        if (!again || operation.method !== "GET" || left <= 0) throw error;
      }
      await new Promise((done) => setTimeout(done, pause));
      pause *= 2;
    }
  }

  async #once(operation: Operation, params: Record<string, unknown>, accessToken: string | undefined): Promise<any> {
    const { appId, appSecret } = this.#options;
    if (operation.provesApplication) {
      params = { ...(appId && { client_id: appId }), ...(appSecret && { client_secret: appSecret }), ...params };
    }
    const init: RequestInit = { method: operation.method, headers: await this.#headers(operation, params, accessToken) };
    let url = this.host + operation.path;
    if (operation.method === "GET") {
      const query = pairs(params).toString();
      if (query) url += `?${query}`;
    } else if (operation.wire === "OAuth") {
      init.body = pairs(params);
    } else {
      (init.headers as Record<string, string>)["content-type"] = "application/json";
      init.body = JSON.stringify(params);
    }
    const { status, text } = await this.#fetch(url, init);
    return this.#answer(operation, status, text);
  }

  async #headers(operation: Operation, params: Record<string, unknown>, accessToken: string | undefined) {
    const { appId, accessKeyId, accessKeySecret, lang = "zh-CN" } = this.#options;
    if (operation.caller === "Management") {
      if (!accessKeyId || !accessKeySecret) {
        throw new OptionsError(`${operation.id} needs accessKeyId and accessKeySecret`);
      }
      return signedHeaders(operation, params, { accessKeyId, accessKeySecret, lang });
    }
    const headers: Record<string, string> = { "x-authing-lang": lang };
    if (appId) headers["x-authing-app-id"] = appId;
    if (accessToken && operation.caller !== "Public") headers["authorization"] = `Bearer ${accessToken}`;
    return headers;
  }

  async #fetch(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
    const timeout = this.#options.timeout ?? 10_000;
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") throw new TimedOutError(this.host, timeout);
      throw new UnreachableError(this.host, error);
    }
  }

  #answer(operation: Operation, status: number, text: string): any {
    if (operation.wire === "OAuth" && status === 200 && text === "") return undefined;
    let answer: any;
    try {
      answer = JSON.parse(text);
    } catch {
      throw new AnswerError(this.host, status, "it is not JSON");
    }
    if (operation.wire === "OAuth" && status !== 200) {
      if (typeof answer?.error !== "string") throw new AnswerError(this.host, status, "it has no error");
      throw new OAuthError(answer.error, String(answer.error_description ?? ""));
    }
    if (operation.wire !== "Envelope") return answer;
    if (typeof answer?.statusCode !== "number") throw new AnswerError(this.host, status, "it has no statusCode");
    const fault: CleatError | undefined = answer.statusCode === 200 ? undefined : ofCaller(answer);
    if (fault) throw fault;
    return answer;
  }
}

/** Parameters as pairs; a list repeats its name. */
function pairs(params: Record<string, unknown>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) value.forEach((item) => query.append(`${name}[]`, String(item)));
    else query.append(name, String(value));
  }
  return query;
}
