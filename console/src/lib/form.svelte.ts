import { tick } from "svelte";
import { Refused, Unreached, type Failure } from "../api/failure";
import { t } from "../i18n/index.svelte";
import { mayWrite, type Read } from "./meanwhile";
import { router } from "./router.svelte";
import { session } from "./session.svelte";
import { toasts } from "./toasts.svelte";

/** A form that is sent: what is wrong stands beside the field, and what was typed stays. */
export class Form {
  failure = $state.raw<Failure>();
  busy = $state(false);
  errors = $derived<Record<string, string>>(
    this.failure instanceof Refused && this.failure.field ? { [this.failure.field]: this.failure.why } : {},
  );

  /** Something was typed. */
  touch = () => {
    router.unsaved = true;
  };

  #since = session.now();

  /** Sends it; what it writes over is read again before, where the form says how. */
  async send<T>(work: () => Promise<T>, said: string | undefined = t().saved, read?: Read): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    try {
      if (read && !(await mayWrite(read, this.#since))) return undefined;
      const done = await work();
      this.#since = session.now();
      this.failure = undefined;
      router.unsaved = false;
      if (said) toasts.say(said);
      return done;
    } catch (failure) {
      if (!(failure instanceof Refused || failure instanceof Unreached)) throw failure;
      this.failure = failure;
      await tick();
      document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
