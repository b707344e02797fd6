/** What an answer is made of. */
export interface Envelope {
  statusCode: number;
  apiCode?: number;
  message: string;
  requestId?: string;
  data?: unknown;
}

/** The server was not reached: nothing is lost, and the call can be made again. */
export class Unreached extends Error {}

/** Fields that codes of the API are about. */
const FIELD_OF: Record<number, string> = { 2035: "phone", 2200: "email", 2034: "username", 2029: "password" };

/** The server refused. */
export class Refused extends Error {
  readonly status: number;
  readonly apiCode: number | undefined;
  readonly requestId: string | undefined;
  readonly data: unknown;
  /** The field at fault, and what is wrong with it. */
  readonly field: string | undefined;
  readonly why: string;

  constructor(answer: Envelope, readonly operation: string) {
    super(answer.message);
    this.status = answer.statusCode;
    this.apiCode = answer.apiCode;
    this.requestId = answer.requestId;
    this.data = answer.data;
    const [sentence = "", field, ...rest] = answer.message.split(": ");
    const named = field !== undefined && /^[a-zA-Z][\w.[\]-]*$/.test(field) ? field : undefined;
    this.field = named ?? FIELD_OF[answer.apiCode ?? 0];
    this.why = rest.length > 0 ? rest.join(": ") : sentence;
  }
}

export type Failure = Refused | Unreached;
