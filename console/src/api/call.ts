import { untrack } from "svelte";
import { OPERATIONS } from "virtual:operations";
import { language, t } from "../i18n/index.svelte";
import { calls } from "../lib/calls.svelte";
import { prompts } from "../lib/prompts.svelte";
import { session } from "../lib/session.svelte";
import { Refused } from "./failure";
import type { Data, Id, Request } from "./types";
import { operate, own, type Answer, type Own } from "./wire";

/** Code of the refusal that asks for the password again. */
const STEP_UP = 2120403;

/** Whether the server refuses since users would lose their last login method. */
export function strands(error: unknown): error is Refused {
  if (!(error instanceof Refused) || !OPERATIONS[error.operation]?.strands) return false;
  return error.status === 422 && error.apiCode === undefined && /\d/.test(error.message);
}

async function once(id: string, request: object, signal?: AbortSignal, of?: string): Promise<Answer> {
  const began = performance.now();
  const answer = await operate(id, request, untrack(() => ({ pool: of ?? session.pool, language: language.tag, signal })));
  session.sawBuild(answer.build);
  calls.add({ id, request, answer, milliseconds: Math.round(performance.now() - began) });
  return answer;
}

/** Asks for what the server asks for, and then calls again. */
async function persistent(id: string, work: () => Promise<Answer>): Promise<unknown> {
  for (;;) {
    const answer = await work();
    if (answer.statusCode === 200) return answer.data;
    if (answer.statusCode === 401 && (await prompts.signIn())) continue;
    if (answer.apiCode === STEP_UP && (await prompts.stepUp())) continue;
    throw new Refused(answer, id);
  }
}

/** Calls an operation by its name, in the pool that is looked at if no other is named. */
export function callAny(id: string, request: object, signal?: AbortSignal, pool?: string): Promise<unknown> {
  return persistent(id, () => once(id, request, signal, pool));
}

/** Calls the console itself. */
export async function callOwn<T>(name: Own, body?: object): Promise<T> {
  return (await persistent(name, () => own(name, body))) as T;
}

/** Calls an operation. */
export async function call<I extends Id>(id: I, request: Request<I>, signal?: AbortSignal, pool?: string): Promise<Data<I>> {
  return (await callAny(id, request as object, signal, pool)) as Data<I>;
}

/** Rows of one page of {@link everything}. */
const ROWS = 50;

/** Every row of a list, page by page. */
export async function everything<T>(list: (page: { page: number; limit: number }) => Promise<{ totalCount: number; list: T[] }>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const { totalCount, list: rows } = await list({ page, limit: ROWS });
    all.push(...rows);
    if (rows.length === 0 || all.length >= totalCount) return all;
  }
}

/** Signs users out of every application. */
export async function kick(userIds: string[]): Promise<void> {
  const applications = await everything((page) => call("listApplications", page));
  const appIds = applications.map(({ appId }) => appId);
  for (const userId of userIds) await call("kickUsers", { userId, appIds });
}

/** Does what may strand users: the refusal is shown, and `force` needs a typed word. */
export async function guarded<T>(work: (force: true | undefined) => Promise<T>): Promise<T> {
  try {
    return await work(undefined);
  } catch (error) {
    if (!strands(error)) throw error;
    const [count = ""] = /\d+/.exec(error.why) ?? [];
    const text = t().strandText(new Intl.NumberFormat(language.tag).format(Number(count)), Number(count), /more than/.test(error.why));
    if (!(await prompts.strand(text))) throw error;
    return await work(true);
  }
}
