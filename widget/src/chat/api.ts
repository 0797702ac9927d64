// Calls the public API; a call that met no answer is made again with the same id.

import type { Reason } from "./messages";

const PAUSES = [1000, 2000, 4000, 8000];
const PATIENCE = 40000;
const PASSING = new Set([409, 502, 503, 504]);

/** What the server says when it refuses a call. */
export interface Refusing {
  reason?: string;
  message?: string;
  reasons?: Reason[];
  captcha?: string;
}

/** The server refused the call. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: Refusing,
  ) {
    super(body.reason ?? String(status));
  }
}

/** No answer came, after every new try. `message` is for the person, when the server gave one. */
export class Unanswered extends Error {}

/** How a call is made: `onWait` is called before each new try; `begun` is the first try, made already. */
interface Way {
  onWait?: () => void;
  begun?: Promise<Response> | undefined;
}

/** GET what is at `path`, once. Throws Refused, Unanswered, or what `fetch` throws. */
export function get<Answer>(path: string): Promise<Answer> {
  return read(ask(path, { method: "GET" }));
}

/** POST `body` and return the answer. Throws Refused or Unanswered. */
export function post<Answer>(path: string, body: unknown, way?: Way): Promise<Answer> {
  const headers = { "Content-Type": "application/json" };
  return insist(path, { method: "POST", headers, body: JSON.stringify(body) }, way);
}

/** DELETE what is at `path` and return the answer. Throws Refused or Unanswered. */
export function erase<Answer>(path: string): Promise<Answer> {
  return insist(path, { method: "DELETE" });
}

async function insist<Answer>(
  path: string,
  options: RequestInit,
  { onWait, begun }: Way = {},
): Promise<Answer> {
  let apology = "";
  let response = begun ?? ask(path, options);
  for (const pause of [...PAUSES, null]) {
    try {
      return await read<Answer>(response);
    } catch (error) {
      if (error instanceof Refused) {
        if (!PASSING.has(error.status)) throw error;
        apology = error.body.message ?? "";
      }
      if (pause === null) break;
      onWait?.();
      await online();
      await new Promise((resolve) => setTimeout(resolve, pause));
      response = ask(path, options);
    }
  }
  throw new Unanswered(apology);
}

function ask(path: string, options: RequestInit): Promise<Response> {
  // Browsers of before 2022 do not know it, and wait.
  const signal = (AbortSignal as Partial<typeof AbortSignal>).timeout?.(PATIENCE) ?? null;
  return fetch(path, { ...options, credentials: "same-origin", signal });
}

async function read<Answer>(asked: Promise<Response>): Promise<Answer> {
  const response = await asked;
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, body ?? {});
  if (body === null) throw new Unanswered();
  return body as Answer;
}

function online(): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => addEventListener("online", () => resolve(), { once: true }));
}
