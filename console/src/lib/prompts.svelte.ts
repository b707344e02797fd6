import type { Difference } from "./diff";

/** What is asked of the operator while a page waits. */
export type Question =
  | { kind: "sign-in" }
  | { kind: "step-up" }
  | { kind: "strand"; text: string }
  | { kind: "conflict"; text: string; changes: Difference[] }
  | { kind: "confirm"; title: string; text: string; action: string; word: string | undefined };

/** Questions whose answer holds for all who ask at once. */
const SHARED: readonly Question["kind"][] = ["sign-in", "step-up"];

/** Questions, one at a time. */
class Prompts {
  current = $state.raw<Question>();
  #answer: ((yes: boolean) => void) | undefined;
  #last: { kind: Question["kind"]; answer: Promise<boolean> } | undefined;

  #ask(question: Question): Promise<boolean> {
    const { kind } = question;
    if (this.#last?.kind === kind && SHARED.includes(kind)) return this.#last.answer;
    const before = this.#last?.answer ?? Promise.resolve(true);
    const answer = before.then(() => {
      this.current = question;
      return new Promise<boolean>((done) => (this.#answer = done));
    });
    const last = { kind, answer };
    this.#last = last;
    void answer.then(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return answer;
  }

  answer(yes: boolean) {
    this.current = undefined;
    this.#answer?.(yes);
  }

  signIn = () => this.#ask({ kind: "sign-in" });
  stepUp = () => this.#ask({ kind: "step-up" });
  strand = (text: string) => this.#ask({ kind: "strand", text });
  conflict = (text: string, changes: Difference[]) => this.#ask({ kind: "conflict", text, changes });
  confirm = (title: string, text: string, action: string, word?: string) => this.#ask({ kind: "confirm", title, text, action, word });
}

export const prompts = new Prompts();
