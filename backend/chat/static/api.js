// Calls the public API; a call that met no answer is made again with the same id.

const PAUSES = [1000, 2000, 4000, 8000];
const PATIENCE = 40000;
const PASSING = new Set([409, 502, 503, 504]);

/** The server refused the call: `status`, and `body` = {reason, message, reasons?}. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.reason ?? String(status));
    this.status = status;
    this.body = body;
  }
}

/** No answer came, after every new try. `message` is for the person, when the server gave one. */
export class Unanswered extends Error {}

/** A new id for a message, or for whatever is sent once. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * POST `body` and return the answer's JSON. `onWait` is called before each new try.
 * Throws Refused or Unanswered.
 */
export function post(path, body, onWait = () => {}) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  return insist(path, options, onWait);
}

/** DELETE what is at `path` and return the answer's JSON. Throws Refused or Unanswered. */
export function erase(path) {
  return insist(path, { method: "DELETE" }, () => {});
}

async function insist(path, options, onWait) {
  let apology = "";
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call(path, options);
    } catch (error) {
      if (error instanceof Refused && !PASSING.has(error.status)) throw error;
      if (error instanceof Refused) apology = error.body.message ?? "";
      if (attempt === PAUSES.length) throw new Unanswered(apology);
      onWait();
      await online();
      await pause(PAUSES[attempt]);
    }
  }
}

async function call(path, options) {
  const response = await fetch(path, {
    ...options,
    credentials: "same-origin",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function online() {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => addEventListener("online", resolve, { once: true }));
}
