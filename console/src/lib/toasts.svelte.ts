import type { Failure } from "../api/failure";
import { told } from "./told";

interface Toast {
  text: string;
  isFault: boolean;
}

/** What the page says in passing. */
class Toasts {
  list = $state.raw<Toast[]>([]);

  say(text: string, isFault = false) {
    const toast = { text, isFault };
    this.list = [...this.list, toast];
    setTimeout(() => (this.list = this.list.filter((other) => other !== toast)), isFault ? 12_000 : 4_000);
  }

  fault(failure: Failure) {
    this.say(told(failure), true);
  }
}

export const toasts = new Toasts();
