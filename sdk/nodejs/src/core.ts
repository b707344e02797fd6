import { address } from "./address.js";
import { AnswerError, OAuthError, OptionsError, TimedOutError, UnreachableError, ofCaller } from "./errors.js";
import type { CleatError } from "./errors.js";
import { type Operation, hasBody } from "./operation.js";
import { type Application, proofOf } from "./proof.js";
import { asJson, asQuery, pairs } from "./query.js";
import { signedHeaders } from "./signature.js";

/** What both clients need. */
export interface CoreOptions extends Application {
  /** Address of the server. */
  host?: string | undefined;
  accessKeyId?: string | undefined;
  accessKeySecret?: string | undefined;
  accessToken?: string | null | undefined;
  /** Address of the user a back end calls for. */
  clientIp?: string | undefined;
  /** Language of messages; zh-CN when absent. */
  lang?: string | undefined;
  /** Longest time for one try of a call, in milliseconds; 10000 when absent. */
  timeout?: number | undefined;
  /** How often reading is tried again when the server is not reached; 2 when absent. */
  retries?: number | undefined;
  /** The same, by its official name. */
  retryTimes?: number | undefined;
  /** `false` is refused for an address with `https`: certificates are always verified. */
  rejectUnauthorized?: boolean | undefined;
}

/** The first pause before another try, in milliseconds; each next one is twice as long. */
const PAUSE = 100;

/** One call for every operation. */
export abstract class Core {
  protected readonly host: string;
  protected accessToken: string | undefined;
  readonly #options: CoreOptions;

  constructor(options: CoreOptions) {
    this.host = addressOf(options);
    this.accessToken = options.accessToken ?? undefined;
    this.#options = options;
  }

  /**
   * Sets the user's token for all calls that follow. In a process that serves more than one user, make a client for each
   * of them instead: `withAccessToken`.
   */
  setAccessToken(accessToken: string | null | undefined): void {
    this.accessToken = accessToken ?? undefined;
  }

  /** Adds the method of an operation; `withToken` makes the user's token its last argument. */
  protected static method(operation: Operation, withToken: boolean): void {
    const { id, empty } = operation;
    const methods = {
      [id](this: Core, ...given: any[]): Promise<any> {
        const request = empty ? {} : (given.shift() ?? {});
        return this.call(operation, request, withToken ? given[0] : undefined);
      },
    };
    Object.defineProperty(this.prototype, id, { value: methods[id], writable: true, configurable: true });
  }

  protected async call(operation: Operation, request: object, accessToken = this.accessToken): Promise<any> {
    const { retries, retryTimes = 2 } = this.#options;
    let pause = PAUSE;
    for (let left = retries ?? retryTimes; ; left -= 1) {
      try {
        return await this.#once(operation, request, accessToken);
      } catch (error) {
        // Only what changes nothing may be done twice.
        const again = error instanceof UnreachableError || error instanceof TimedOutError;
        if (!again || operation.method !== "GET" || left <= 0) throw error;
      }
      await new Promise((done) => setTimeout(done, pause));
      pause *= 2;
    }
  }

  async #once(operation: Operation, request: object, accessToken: string | undefined): Promise<any> {
    const proof = proofOf(operation, this.#options, { ...request });
    const { path, params } = address(operation, { ...request, ...proof.fields });
    const isJson = hasBody(operation) && operation.wire !== "OAuth";
    const json = isJson ? asJson(params) : {};
    const query = isJson ? {} : asQuery(params);
    // What is sent is what is signed.
    const headers = await this.#headers(operation, path, { ...json, ...query }, accessToken);
    if (proof.authorization) headers["authorization"] = proof.authorization;
    const init: RequestInit = { method: operation.method, headers };
    let url = this.host + path;
    if (isJson) {
      headers["content-type"] = "application/json";
      init.body = JSON.stringify(json);
    } else if (hasBody(operation)) {
      init.body = pairs(query);
    } else if (Object.keys(query).length > 0) {
      url += `?${pairs(query)}`;
    }
    const { status, text } = await this.#fetch(url, init);
    return this.#answer(operation, status, text);
  }

  async #headers(operation: Operation, path: string, params: object, accessToken: string | undefined) {
    const { appId, appSecret, clientIp, accessKeyId, accessKeySecret, lang = "zh-CN" } = this.#options;
    if (operation.caller === "Management") {
      if (!accessKeyId || !accessKeySecret) {
        throw new OptionsError(`${operation.id} needs accessKeyId and accessKeySecret`);
      }
      return signedHeaders(operation.method, path, params, { accessKeyId, accessKeySecret, lang });
    }
    const headers: Record<string, string> = { "x-authing-lang": lang };
    if (appId) headers["x-authing-app-id"] = appId;
    if (clientIp) {
      headers["x-genauth-client-ip"] = clientIp;
      if (appSecret) headers["x-genauth-app-secret"] = appSecret;
    }
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
    if (operation.wire === "OAuth" && status === 200 && text === "") return true;
    let answer: any;
    try {
      answer = JSON.parse(text);
    } catch {
      throw new AnswerError(this.host, status, "it is not JSON");
    }
    if (operation.wire === "OAuth" && status >= 300) {
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

/** The address of the server, without a slash at its end. */
function addressOf({ host = "", rejectUnauthorized }: CoreOptions): string {
  let url: URL | undefined;
  try {
    url = new URL(host);
  } catch {
    // Said below.
  }
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    throw new OptionsError(`"${host}" is not the address of a server, such as https://id.example.com`);
  }
  if (rejectUnauthorized === false && url.protocol === "https:") {
    throw new OptionsError("certificates are always verified; name your own authority in NODE_EXTRA_CA_CERTS instead");
  }
  return host.replace(/\/+$/, "");
}
