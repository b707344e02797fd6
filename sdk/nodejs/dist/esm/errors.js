import { ErrorCode, OF_CREDENTIALS } from "./generated/errors.js";
/** Why a call failed, and what to do. A refusal that an application expects is no error but an answer. */
export class CleatError extends Error {
    constructor(message, options) {
        super(message, options);
        this.name = new.target.name;
    }
}
/** The client cannot be made with these options. */
export class OptionsError extends CleatError {
}
/** The server was not reached. */
export class UnreachableError extends CleatError {
    constructor(host, cause) {
        super(`${host} was not reached; check appHost and the network`, { cause });
    }
}
/** No answer came in time. A call that changes something may have done so. */
export class TimedOutError extends CleatError {
    milliseconds;
    constructor(host, milliseconds) {
        super(`${host} did not answer within ${milliseconds} ms; raise \`timeout\` if it is slow`);
        this.milliseconds = milliseconds;
    }
}
/** The answer is not one of this API. */
export class AnswerError extends CleatError {
    httpStatus;
    constructor(host, httpStatus, what) {
        super(`HTTP ${httpStatus} of ${host} is no answer of this API (${what}); check that appHost is the server's own address`);
        this.httpStatus = httpStatus;
    }
}
/** The application or the user pool is not known or did not prove itself. */
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
/** A signed call carried a time too far from the server's. */
export class ClockSkewError extends CredentialsError {
    constructor(refused) {
        super(refused, "set the clock of this machine, a signed call may be off by five minutes");
    }
}
/** An OAuth endpoint refused (RFC 6749 section 5.2). */
export class OAuthError extends CleatError {
    error;
    errorDescription;
    constructor(error, errorDescription) {
        super(`${error}: ${errorDescription}`);
        this.error = error;
        this.errorDescription = errorDescription;
    }
}
/** A token did not verify. */
export class TokenError extends CleatError {
}
/** Whether an answer is that refusal. */
export function isError(answer, code) {
    return answer.statusCode === code.statusCode && answer.apiCode === code.apiCode;
}
/** The error that a refusal is when the caller itself is at fault; else nothing. */
export function ofCaller(refused) {
    if (isError(refused, ErrorCode.SignatureDateSkewed))
        return new ClockSkewError(refused);
    return OF_CREDENTIALS.some((code) => isError(refused, code)) ? new CredentialsError(refused) : undefined;
}
