"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TokenError = exports.OAuthError = exports.ClockSkewError = exports.CredentialsError = exports.AnswerError = exports.TimedOutError = exports.UnreachableError = exports.OptionsError = exports.CleatError = exports.ErrorCode = void 0;
exports.isError = isError;
exports.ofCaller = ofCaller;
const tables_js_1 = require("./tables.js");
exports.ErrorCode = tables_js_1.TABLES.errors;
class CleatError extends Error {
    constructor(message, options) {
        super(message, options);
        this.name = new.target.name;
    }
}
exports.CleatError = CleatError;
class OptionsError extends CleatError {
}
exports.OptionsError = OptionsError;
class UnreachableError extends CleatError {
    constructor(host, cause) {
        super(`${host} was not reached; check appHost and the network`, { cause });
    }
}
exports.UnreachableError = UnreachableError;
class TimedOutError extends CleatError {
    milliseconds;
    constructor(host, milliseconds) {
        super(`${host} did not answer within ${milliseconds} ms; raise \`timeout\` if it is slow`);
        this.milliseconds = milliseconds;
    }
}
exports.TimedOutError = TimedOutError;
class AnswerError extends CleatError {
    httpStatus;
    constructor(host, httpStatus, what) {
        super(`HTTP ${httpStatus} of ${host} is no answer of this API (${what}); check that appHost is the server's own address`);
        this.httpStatus = httpStatus;
    }
}
exports.AnswerError = AnswerError;
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
class ClockSkewError extends CredentialsError {
    constructor(refused) {
        super(refused, "set the clock of this machine, a signed call may be off by five minutes");
    }
}
exports.ClockSkewError = ClockSkewError;
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
class TokenError extends CleatError {
}
exports.TokenError = TokenError;
function isError(answer, code) {
    return answer.statusCode === code.statusCode && answer.apiCode === code.apiCode;
}
function ofCaller(refused) {
    if (isError(refused, exports.ErrorCode.SignatureDateSkewed))
        return new ClockSkewError(refused);
    return tables_js_1.TABLES.ofCredentials.some((name) => isError(refused, exports.ErrorCode[name])) ? new CredentialsError(refused) : undefined;
}
