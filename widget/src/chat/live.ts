// Listens for messages that come from elsewhere: another tab, a member of staff.

import type { Message, State } from "./messages";

const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;

export interface Arrival {
  message: Message;
  state: State;
}

/** What a follower is told. */
export interface Listener {
  /** The query of the line: which conversation, after which message. */
  query: () => string;
  /** A message came, perhaps one that is known. */
  arrived: (arrival: Arrival) => void;
  /** Whether the line is up. */
  connected: (up: boolean) => void;
  /** The server gave no line; it is asked again later. */
  refused: () => void;
}

/** Follows the conversation while the page is seen. */
export class Live {
  #source: EventSource | null = null;
  #stopped = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = FIRST_PAUSE;

  readonly #listener: Listener;

  constructor(listener: Listener) {
    this.#listener = listener;
    // A hidden page gives its connection back: browsers allow only six to one server.
    document.addEventListener("visibilitychange", () => this.#reopen());
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.#reopen();
    });
    addEventListener("online", () => this.#reopen());
  }

  /** Follow from the newest message on, also after `stop`. */
  start(): void {
    this.#stopped = false;
    this.#pause = FIRST_PAUSE;
    this.#reopen();
  }

  stop(): void {
    this.#stopped = true;
    this.#close();
  }

  #reopen(): void {
    this.#close();
    this.#open();
  }

  #open(): void {
    if (this.#stopped || document.hidden) return;
    const source = new EventSource(`/chat/events?${this.#listener.query()}`);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#pause = FIRST_PAUSE;
      this.#listener.connected(true);
    });
    source.addEventListener("message", (event: MessageEvent<string>) => {
      this.#listener.arrived(JSON.parse(event.data) as Arrival);
    });
    source.addEventListener("error", () => {
      this.#listener.connected(false);
      // The browser reconnects by itself unless the server answered with an error.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#close();
      this.#listener.refused();
      this.#timer = setTimeout(() => this.#open(), this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    });
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}
