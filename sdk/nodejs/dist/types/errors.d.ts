import type { ErrorCodes } from "./error-codes.js";
import type { CommonResponseDto } from "./models.js";
/** An error as an answer tells it. */
export interface ErrorCode {
    statusCode: number;
    apiCode?: number;
}
/** Every error: `isError(answer, ErrorCode.PhoneTaken)`. */
export declare const ErrorCode: ErrorCodes;
/** Why a call failed, and what to do. A refusal that an application expects is no error but an answer. */
export declare class CleatError extends Error {
    constructor(message: string, options?: {
        cause?: unknown;
    });
}
/** The client cannot be made with these options. */
export declare class OptionsError extends CleatError {
}
/** The server was not reached. */
export declare class UnreachableError extends CleatError {
    constructor(host: string, cause: unknown);
}
/** No answer came in time. A call that changes something may have done so. */
export declare class TimedOutError extends CleatError {
    readonly milliseconds: number;
    constructor(host: string, milliseconds: number);
}
/** The answer is not one of this API. */
export declare class AnswerError extends CleatError {
    readonly httpStatus: number;
    constructor(host: string, httpStatus: number, what: string);
}
/** What the server says when it refuses. */
type Refused = CommonResponseDto;
/** The application or the user pool is not known or could not be authenticated. */
export declare class CredentialsError extends CleatError {
    readonly statusCode: number;
    readonly apiCode: number | undefined;
    readonly requestId: string | undefined;
    constructor(refused: Refused, advice?: string);
}
/** A signed call carried a time too far from the server's. */
export declare class ClockSkewError extends CredentialsError {
    constructor(refused: Refused);
}
/** An OAuth endpoint refused (RFC 6749 section 5.2). */
export declare class OAuthError extends CleatError {
    readonly error: string;
    readonly errorDescription: string;
    constructor(error: string, errorDescription: string);
}
/** A token did not verify. */
export declare class TokenError extends CleatError {
}
/** Whether an answer is that refusal. */
export declare function isError(answer: CommonResponseDto, code: ErrorCode): boolean;
/** The error that a refusal is when the caller itself is at fault; else nothing. */
export declare function ofCaller(refused: Refused): CredentialsError | undefined;
export {};
