import { TABLES } from "./tables.js";
export const ErrorCode = TABLES.errors;
export class CleatError extends Error {
    constructor(message, options) {
        super(message, options);
        this.name = new.target.name;
    }
}
export class OptionsError extends CleatError {
}
export class UnreachableError extends CleatError {
    constructor(host, cause) {
        super(`${host} was not reached; check appHost and the network`, { cause });
    }
}
export class TimedOutError extends CleatError {
    milliseconds;
    constructor(host, milliseconds) {
        super(`${host} did not answer within ${milliseconds} ms; raise \`timeout\` if it is slow`);
        this.milliseconds = milliseconds;
    }
}
export class AnswerError extends CleatError {
    httpStatus;
    constructor(host, httpStatus, what) {
        super(`HTTP ${httpStatus} of ${host} is no answer of this API (${what}); check that appHost is the server's own address`);
        this.httpStatus = httpStatus;
    }
}
export class CredentialsError extends CleatError {
    statusCode;
    apiCode;
    requestId;
    constructor(refused, advice = "check the id and the secret of the application or the user pool") {
        super(`${refused.message}; ${advice}`);
        this.statusCode = refused.statusCode;
        this.apiCode = refused.apiCode;
        this.requestId = refused.requestId;
    }
}
export class ClockSkewError extends CredentialsError {
    constructor(refused) {
        super(refused, "set the clock of this machine, a signed call may be off by five minutes");
    }
}
export class OAuthError extends CleatError {
    error;
    errorDescription;
    constructor(error, errorDescription) {
        super(`${error}: ${errorDescription}`);
        this.error = error;
        this.errorDescription = errorDescription;
    }
}
export class TokenError extends CleatError {
}
export function isError(answer, code) {
    return answer.statusCode === code.statusCode && answer.apiCode === code.apiCode;
}
export function ofCaller(refused) {
    if (isError(refused, ErrorCode.SignatureDateSkewed))
        return new ClockSkewError(refused);
    return TABLES.ofCredentials.some((name) => isError(refused, ErrorCode[name])) ? new CredentialsError(refused) : undefined;
}
