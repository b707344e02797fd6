import type { ErrorCodes } from "./error-codes.js";
import type { CommonResponseDto } from "./models.js";
import { TABLES } from "./tables.js";

/** An error as an answer tells it. */
export interface ErrorCode {
  statusCode: number;
  apiCode?: number;
}

/** Every error: `isError(answer, ErrorCode.PhoneTaken)`. */
export const ErrorCode: ErrorCodes = TABLES.errors;

/** Why a call failed, and what to do. A refusal that an application expects is no error but an answer. */
export class CleatError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The client cannot be made with these options. */
export class OptionsError extends CleatError {}

/** The server was not reached. */
export class UnreachableError extends CleatError {
  constructor(host: string, cause: unknown) {
    super(`${host} was not reached; check appHost and the network`, { cause });
  }
}

/** No answer came in time. A call that changes something may have done so. */
export class TimedOutError extends CleatError {
  constructor(host: string, readonly milliseconds: number) {
    super(`${host} did not answer within ${milliseconds} ms; raise \`timeout\` if it is slow`);
  }
}

/** The answer is not one of this API. */
export class AnswerError extends CleatError {
  constructor(host: string, readonly httpStatus: number, what: string) {
    super(`HTTP ${httpStatus} of ${host} is no answer of this API (${what}); check that appHost is the server's own address`);
  }
}

/** What the server says when it refuses. */
type Refused = CommonResponseDto;

/** The application or the user pool is not known or could not be authenticated. */
export class CredentialsError extends CleatError {
  readonly statusCode: number;
  readonly apiCode: number | undefined;
  readonly requestId: string | undefined;

  constructor(refused: Refused, advice = "check the id and the secret of the application or the user pool") {
    super(`${refused.message}; ${advice}`);
    this.statusCode = refused.statusCode;
    this.apiCode = refused.apiCode;
    this.requestId = refused.requestId;
  }
}

/** A signed call carried a time too far from the server's. */
export class ClockSkewError extends CredentialsError {
  constructor(refused: Refused) {
    super(refused, "set the clock of this machine, a signed call may be off by five minutes");
  }
}

/** An OAuth endpoint refused (RFC 6749 section 5.2). */
export class OAuthError extends CleatError {
  constructor(readonly error: string, readonly errorDescription: string) {
    super(`${error}: ${errorDescription}`);
  }
}

/** A token did not verify. */
export class TokenError extends CleatError {}

/** Whether an answer is that refusal. */
export function isError(answer: CommonResponseDto, code: ErrorCode): boolean {
  return answer.statusCode === code.statusCode && answer.apiCode === code.apiCode;
}

/** The error that a refusal is when the caller itself is at fault; else nothing. */
export function ofCaller(refused: Refused): CredentialsError | undefined {
  if (isError(refused, ErrorCode.SignatureDateSkewed)) return new ClockSkewError(refused);
  return TABLES.ofCredentials.some((name) => isError(refused, ErrorCode[name])) ? new CredentialsError(refused) : undefined;
}
