import { call } from "../api/call";
import type { Id } from "../api/types";
import { t } from "../i18n/index.svelte";
import { differences } from "./diff";
import { ago } from "./format";
import { prompts } from "./prompts.svelte";
import { session } from "./session.svelte";

/** What a form writes over: as it was read, and how it is read again. */
export interface Read {
  /** The operation that writes it. */
  operation: Id;
  before: object;
  again: () => Promise<object>;
}

/** Who wrote by that operation since then, where it was one alone; and when. */
async function writer(operation: Id, since: number): Promise<{ who: string; when: string } | undefined> {
  if (!session.allows("getAdminAuditLogs")) return undefined;
  const { list } = await call("getAdminAuditLogs", { success: true, start: since, pagination: { page: 1, limit: 50 } });
  const [last, ...others] = list.filter(({ operationParam }) => operationParam === operation);
  if (!last || others.some(({ adminUserId }) => adminUserId !== last.adminUserId)) return undefined;
  const isMe = last.adminUserId === session.data?.operator.userId;
  return { who: isMe ? t().conflict.you : last.adminUserDisplayName, when: ago(last.timestamp, session.now()) };
}

/** Whether a form may write: what somebody else changed since it was read is shown first. */
export async function mayWrite({ operation, before, again }: Read, since: number): Promise<boolean> {
  const now = await again();
  const changes = differences(JSON.stringify(before), JSON.stringify(now));
  if (changes.length === 0) return true;
  const by = await writer(operation, since).catch(() => undefined);
  return prompts.conflict(by ? t().conflict.by(by.who, by.when) : t().conflict.bySomebody, changes);
}

/** Some fields of an object. */
export function part<T extends object>(of: T, names: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(names.map((name) => [name, of[name]])) as Partial<T>;
}
