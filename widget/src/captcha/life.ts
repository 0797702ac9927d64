// How long the characters to copy can be used: told before it is over, so that others can be asked for.

/** Milliseconds, as on the server (backend/captcha/service.py). */
const VALID_FOR = 5 * 60_000;
const WARNED_BEFORE = 60_000;

export const ENDS_SOON =
  "Ces caractères ne servent plus qu’une minute. Pour avoir plus de temps, demandez de nouveaux caractères.";
export const OVER = "Ces caractères ne sont plus valables. Demandez de nouveaux caractères.";

/** Tells by `tell` when the characters shown since `start` are about to be over, then that they are. */
export class Life {
  #timers: number[] = [];

  readonly #tell: (words: string) => void;

  constructor(tell: (words: string) => void) {
    this.#tell = tell;
  }

  /** New characters are shown. */
  start(): void {
    this.stop();
    this.#timers = [
      window.setTimeout(() => this.#tell(ENDS_SOON), VALID_FOR - WARNED_BEFORE),
      window.setTimeout(() => this.#tell(OVER), VALID_FOR),
    ];
  }

  stop(): void {
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }
}
