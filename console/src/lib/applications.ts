import { call } from "../api/call";
import type { ApplicationDto } from "../api/types";
import { part, type Read } from "./meanwhile";

/** That a form writes over these fields of an application. */
export function writesOver(app: ApplicationDto, names: readonly (keyof ApplicationDto)[]): Read {
  return { operation: "updateApplication", before: part(app, names), again: async () => part(await call("getApplication", { appId: app.appId }), names) };
}
