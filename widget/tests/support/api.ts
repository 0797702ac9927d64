// A public API for the tests: it answers in turn what it was given, and notes what it was asked.

import { vi } from "vitest";

import type { Exchange, Message } from "../../src/chat/messages";

type Answer = { status?: number; body: unknown } | "lost" | "never";

export class FakeApi {
  readonly asked: { path: string; method: string; body: unknown }[] = [];
  private readonly answers: Answer[] = [];

  constructor() {
    vi.stubGlobal("fetch", (path: string, { method, body }: { method: string; body?: string }) => {
      this.asked.push({ path, method, body: body === undefined ? null : JSON.parse(body) });
      const answer = this.answers.shift();
      if (answer === undefined) throw new Error(`nothing to answer to ${path}`);
      if (answer === "never") return new Promise(() => undefined);
      if (answer === "lost") return Promise.reject(new TypeError("network"));
      const { status = 200 } = answer;
      const json = named(answer.body, this.asked.at(-1)?.body);
      // Not a Response: reading one takes real time, and the tests hold the clock.
      return Promise.resolve({ ok: status < 400, status, json: () => Promise.resolve(json) });
    });
  }

  /** Answer the next calls, in this order. */
  will(...answers: Answer[]): void {
    this.answers.push(...answers);
  }
}

/** The answer as the server gives it: the person's message bears the id of the call. */
function named(answer: unknown, asked: unknown): unknown {
  const { messages } = (answer ?? {}) as Partial<Exchange>;
  const { id = null } = (asked ?? {}) as { id?: string };
  if (!messages) return answer;
  const own = (one: Message) => (one.author === "person" ? { ...one, id: one.id ?? id } : one);
  return { ...(answer as Exchange), messages: messages.map(own) };
}

/** Live events for the tests: the page's line, that a test can cut, mend and speak through. */
export class FakeLine extends EventTarget {
  static readonly CLOSED = 2;
  static open: FakeLine[] = [];
  readyState = 1;

  constructor(readonly url: string) {
    super();
    FakeLine.open.push(this);
  }

  static get latest(): FakeLine {
    const line = FakeLine.open.at(-1);
    if (!line) throw new Error("no line is open");
    return line;
  }

  say(event: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(event) }));
  }

  /** Answer with an error, after which a browser does not connect again by itself. */
  refuse(): void {
    this.readyState = FakeLine.CLOSED;
    this.dispatchEvent(new Event("error"));
  }

  close(): void {
    FakeLine.open = FakeLine.open.filter((line) => line !== this);
  }
}
