"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TokenError = exports.OAuthError = exports.ClockSkewError = exports.CredentialsError = exports.AnswerError = exports.TimedOutError = exports.UnreachableError = exports.OptionsError = exports.CleatError = void 0;
exports.isError = isError;
exports.ofCaller = ofCaller;
const errors_js_1 = require("./generated/errors.js");
/** Why a call failed, and what to do. A refusal that an application expects is no error but an answer. */
class CleatError extends Error {
    constructor(message, options) {
        super(message, options);
        this.name = new.target.name;
    }
}
exports.CleatError = CleatError;
/** The client cannot be made with these options. */
class OptionsError extends CleatError {
}
exports.OptionsError = OptionsError;
/** The server was not reached. */
class UnreachableError extends CleatError {
    constructor(host, cause) {
        super(`${host} was not reached; check appHost and the network`, { cause });
    }
}
exports.UnreachableError = UnreachableError;
/** No answer came in time. A call that changes something may have done so. */
class TimedOutError extends CleatError {
    milliseconds;
    constructor(host, milliseconds) {
        super(`${host} did not answer within ${milliseconds} ms; raise \`timeout\` if it is slow`);
        this.milliseconds = milliseconds;
    }
}
exports.TimedOutError = TimedOutError;
/** The answer is not one of this API. */
class AnswerError extends CleatError {
    httpStatus;
    constructor(host, httpStatus, what) {
        super(`HTTP ${httpStatus} of ${host} is no answer of this API (${what}); check that appHost is the server's own address`);
        this.httpStatus = httpStatus;
    }
}
exports.AnswerError = AnswerError;
/** The application or the user pool is not known or did not prove itself. */
class CredentialsError extends CleatError {
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
exports.CredentialsError = CredentialsError;
/** A signed call carried a time too far from the server's. */
class ClockSkewError extends CredentialsError {
    constructor(refused) {
        super(refused, "set the clock of this machine, a signed call may be off by five minutes");
    }
}
exports.ClockSkewError = ClockSkewError;
/** An OAuth endpoint refused (RFC 6749 section 5.2). */
class OAuthError extends CleatError {
    error;
    errorDescription;
    constructor(error, errorDescription) {
        super(`${error}: ${errorDescription}`);
        this.error = error;
        this.errorDescription = errorDescription;
    }
}
exports.OAuthError = OAuthError;
/** A token did not verify. */
class TokenError extends CleatError {
}
exports.TokenError = TokenError;
/** Whether an answer is that refusal. */
function isError(answer, code) {
    return answer.statusCode === code.statusCode && answer.apiCode === code.apiCode;
}
/** The error that a refusal is when the caller itself is at fault; else nothing. */
function ofCaller(refused) {
    if (isError(refused, errors_js_1.ErrorCode.SignatureDateSkewed))
        return new ClockSkewError(refused);
    return errors_js_1.OF_CREDENTIALS.some((code) => isError(refused, code)) ? new CredentialsError(refused) : undefined;
}
