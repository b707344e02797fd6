import type { Answer } from "../api/wire";

export interface Made {
  id: string;
  request: object;
  answer: Answer;
  milliseconds: number;
}

/** The calls of the page that is shown, newest last. */
class Calls {
  list = $state.raw<Made[]>([]);

  add(made: Made) {
    this.list = [...this.list.slice(-19), made];
  }

  forget() {
    this.list = [];
  }
}

export const calls = new Calls();
