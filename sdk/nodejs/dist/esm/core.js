import { address } from "./address.js";
import { AnswerError, OAuthError, OptionsError, TimedOutError, UnreachableError, ofCaller } from "./errors.js";
import { hasBody } from "./operation.js";
import { proofOf } from "./proof.js";
import { asJson, asQuery, pairs } from "./query.js";
import { signedHeaders } from "./signature.js";
const PAUSE = 100;
export class Core {
    host;
    accessToken;
    #options;
    constructor(options) {
        this.host = addressOf(options);
        this.accessToken = options.accessToken ?? undefined;
        this.#options = options;
    }
    setAccessToken(accessToken) {
        this.accessToken = accessToken ?? undefined;
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
        const { retries, retryTimes = 2 } = this.#options;
        let pause = PAUSE;
        for (let left = retries ?? retryTimes;; left -= 1) {
            try {
                return await this.#once(operation, request, accessToken);
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
    async #once(operation, request, accessToken) {
        const proof = proofOf(operation, this.#options, { ...request });
        const { path, params } = address(operation, { ...request, ...proof.fields });
        const isJson = hasBody(operation) && operation.wire !== "OAuth";
        const json = isJson ? asJson(params) : {};
        const query = isJson ? {} : asQuery(params);
        const headers = await this.#headers(operation, path, { ...json, ...query }, accessToken);
        if (proof.authorization)
            headers["authorization"] = proof.authorization;
        const init = { method: operation.method, headers };
        let url = this.host + path;
        if (isJson) {
            headers["content-type"] = "application/json";
            init.body = JSON.stringify(json);
        }
        else if (hasBody(operation)) {
            init.body = pairs(query);
        }
        else if (Object.keys(query).length > 0) {
            url += `?${pairs(query)}`;
        }
        const { status, text } = await this.#fetch(url, init);
        return this.#answer(operation, status, text);
    }
    async #headers(operation, path, params, accessToken) {
        const { appId, appSecret, clientIp, accessKeyId, accessKeySecret, lang = "zh-CN" } = this.#options;
        if (operation.caller === "Management") {
            if (!accessKeyId || !accessKeySecret) {
                throw new OptionsError(`${operation.id} needs accessKeyId and accessKeySecret`);
            }
            return signedHeaders(operation.method, path, params, { accessKeyId, accessKeySecret, lang });
        }
        const headers = { "x-authing-lang": lang };
        if (appId)
            headers["x-authing-app-id"] = appId;
        if (clientIp) {
            headers["x-genauth-client-ip"] = clientIp;
            if (appSecret)
                headers["x-genauth-app-secret"] = appSecret;
        }
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
            return true;
        let answer;
        try {
            answer = JSON.parse(text);
        }
        catch {
            throw new AnswerError(this.host, status, "it is not JSON");
        }
        if (operation.wire === "OAuth" && status >= 300) {
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
function addressOf({ host = "", rejectUnauthorized }) {
    let url;
    try {
        url = new URL(host);
    }
    catch {
    }
    if (!url || !["http:", "https:"].includes(url.protocol)) {
        throw new OptionsError(`"${host}" is not the address of a server, such as https://id.example.com`);
    }
    if (rejectUnauthorized === false && url.protocol === "https:") {
        throw new OptionsError("certificates are always verified; name your own authority in NODE_EXTRA_CA_CERTS instead");
    }
    return host.replace(/\/+$/, "");
}
