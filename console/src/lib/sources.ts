import { call } from "../api/call";
import type { ExtIdpConnTypeDto } from "../api/types";

let asked: Promise<ExtIdpConnTypeDto[]> | undefined;

/** What this server connects to, with the form of each. It is read once. */
export function connectionTypes(): Promise<ExtIdpConnTypeDto[]> {
  asked ??= call("getExtIdpConnTypes", {}).then(({ types }) => types);
  asked.catch(() => (asked = undefined));
  return asked;
}

/** The first type of each kind of source. */
export function providers(types: ExtIdpConnTypeDto[]): ExtIdpConnTypeDto[] {
  return types.filter((one, at) => types.findIndex(({ provider }) => provider === one.provider) === at);
}

/** What people call a kind of source. */
export function titleOf(types: ExtIdpConnTypeDto[], provider: string): string {
  return types.find((one) => one.provider === provider)?.title ?? provider;
}

/** Where the source sends browsers back to. */
export function callback(host: string, identifier: string, pool: string): string {
  return `${host}/connection/social/${identifier}/${pool}/callback`;
}
