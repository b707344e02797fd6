import { address } from "./address.js";
import { AnswerError, OAuthError, OptionsError, TimedOutError, UnreachableError, ofCaller } from "./errors.js";
import { hasBody } from "./operation.js";
import { signedHeaders } from "./signature.js";
const PAUSE = 100;
export class Core {
    host;
    accessToken;
    #options;
    constructor(options) {
        let url;
        try {
            url = new URL(options.host);
        }
        catch {
        }
        if (!url || !["http:", "https:"].includes(url.protocol)) {
            throw new OptionsError(`"${options.host}" is not the address of a server, such as https://id.example.com`);
        }
        this.host = options.host.replace(/\/+$/, "");
        this.accessToken = options.accessToken;
        this.#options = options;
    }
    setAccessToken(accessToken) {
        this.accessToken = accessToken;
    }
    static method(operation, withToken) {
        const { id, empty } = operation;
        const methods = {
            [id](...given) {
                const request = empty ? {} : (given.shift() ?? {});
                return this.call(operation, request, withToken ? given[0] : undefined);
            },
        };
        Object.defineProperty(this.prototype, id, { value: methods[id], writable: true, configurable: true });
    }
    async call(operation, request, accessToken = this.accessToken) {
        const set = Object.entries(request).filter(([, value]) => value !== undefined);
        const params = Object.fromEntries(set);
        let pause = PAUSE;
        for (let left = this.#options.retries ?? 2;; left -= 1) {
            try {
                return await this.#once(operation, params, accessToken);
            }
            catch (error) {
                const again = error instanceof UnreachableError || error instanceof TimedOutError;
                if (!again || operation.method !== "GET" || left <= 0)
                    throw error;
            }
            await new Promise((done) => setTimeout(done, pause));
            pause *= 2;
        }
    }
    async #once(operation, given, accessToken) {
        const { appId, appSecret } = this.#options;
        const proof = operation.provesApplication && {
            ...(appId && { client_id: appId }),
            ...(appSecret && { client_secret: appSecret }),
        };
        const { path, params } = address(operation, { ...proof, ...given });
        const headers = await this.#headers(operation, path, params, accessToken);
        const init = { method: operation.method, headers };
        let url = this.host + path;
        if (!hasBody(operation)) {
            const query = pairs(params).toString();
            if (query)
                url += `?${query}`;
        }
        else if (operation.wire === "OAuth") {
            init.body = pairs(params);
        }
        else {
            headers["content-type"] = "application/json";
            init.body = JSON.stringify(params);
        }
        const { status, text } = await this.#fetch(url, init);
        return this.#answer(operation, status, text);
    }
    async #headers(operation, path, params, accessToken) {
        const { appId, accessKeyId, accessKeySecret, lang = "zh-CN" } = this.#options;
        if (operation.caller === "Management") {
            if (!accessKeyId || !accessKeySecret) {
                throw new OptionsError(`${operation.id} needs accessKeyId and accessKeySecret`);
            }
            return signedHeaders(operation.method, path, params, { accessKeyId, accessKeySecret, lang });
        }
        const headers = { "x-authing-lang": lang };
        if (appId)
            headers["x-authing-app-id"] = appId;
        if (accessToken && operation.caller !== "Public")
            headers["authorization"] = `Bearer ${accessToken}`;
        return headers;
    }
    async #fetch(url, init) {
        const timeout = this.#options.timeout ?? 10_000;
        try {
            const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) });
            return { status: response.status, text: await response.text() };
        }
        catch (error) {
            if (error instanceof Error && error.name === "TimeoutError")
                throw new TimedOutError(this.host, timeout);
            throw new UnreachableError(this.host, error);
        }
    }
    #answer(operation, status, text) {
        if (operation.wire === "OAuth" && status === 200 && text === "")
            return undefined;
        let answer;
        try {
            answer = JSON.parse(text);
        }
        catch {
            throw new AnswerError(this.host, status, "it is not JSON");
        }
        if (operation.wire === "OAuth" && status !== 200) {
            if (typeof answer?.error !== "string")
                throw new AnswerError(this.host, status, "it has no error");
            throw new OAuthError(answer.error, String(answer.error_description ?? ""));
        }
        if (operation.wire !== "Envelope")
            return answer;
        if (typeof answer?.statusCode !== "number")
            throw new AnswerError(this.host, status, "it has no statusCode");
        const fault = answer.statusCode === 200 ? undefined : ofCaller(answer);
        if (fault)
            throw fault;
        return answer;
    }
}
function pairs(params) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(params)) {
        if (Array.isArray(value))
            value.forEach((item) => query.append(`${name}[]`, String(item)));
        else
            query.append(name, String(value));
    }
    return query;
}
