// The time that one request has, as a signal. It stands still while a person is asked.

export class Deadline {
  readonly #controller = new AbortController();
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param ms starts to run now */
  constructor(ms: number) {
    this.#left = ms;
    this.#run();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async suspendedFor<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#since;
    try {
      return await work();
    } finally {
      this.#run();
    }
  }

  /** Nobody is bound by it any more: what listens to the signal is let go. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #run(): void {
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#controller.abort(new Error('deadline')), Math.max(0, this.#left));
    // Waiting for the deadline alone is no reason to go on.
    this.#timer.unref();
  }
}
