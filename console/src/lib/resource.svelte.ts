import type { Failure } from "../api/failure";

/** What is loaded, and loaded again when what it depends on changes. */
export class Resource<T> {
  data = $state.raw<T>();
  failure = $state.raw<Failure>();
  loading = $state(true);
  #again = $state(0);

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    $effect(() => {
      void this.#again;
      const stop = new AbortController();
      this.loading = true;
      load(stop.signal)
        .then((data) => {
          if (stop.signal.aborted) return;
          this.data = data;
          this.failure = undefined;
          this.loading = false;
        })
        .catch((failure: Failure) => {
          if (stop.signal.aborted) return;
          this.failure = failure;
          this.loading = false;
        });
      return () => stop.abort();
    });
  }

  reload() {
    this.#again += 1;
  }
}
