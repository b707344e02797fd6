import { Refused, type Failure } from "../api/failure";
import { t } from "../i18n/index.svelte";

/** A failure in words. */
export function told(failure: Failure): string {
  return failure instanceof Refused ? failure.message : t().unreached;
}
