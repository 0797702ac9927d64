// The conversation as the page holds it: what was said, what is on its way, what can be replied.

import { Refused, Unanswered, erase, get, post } from "./api";
import { newId } from "./ids";
import { Live, type Arrival } from "./live";
import type { Exchange, Message, Outgoing, Rating, Refusal, State } from "./messages";
import { NOTHING, fieldOf, offered, type Reply } from "./reply";

/** For how long the line is down before that is told, in milliseconds. */
const CUT_AFTER = 5000;
const GONE = "conversation_missing";
/** The chat page by itself. */
const ALONE = "/assistant";
const AUTHORS = { person: "Vous", bot: "AmeliBot", staff: "Une personne de l’équipe" };

/** A message that the server has not taken yet. */
export interface Pending {
  id: string;
  /** What is shown of it; "" for a notice that comes before anything is sent. */
  words: string;
  /** What is going on, or went wrong. */
  status: string;
  /** What can be done when it did not go. */
  remedy: { title: string; press: () => void } | null;
}

/** What the page is told. */
export interface Page {
  /** Something is to be drawn anew. */
  changed(): void;
  /** Say a sentence to screen readers. */
  announce(sentence: string): void;
  /** Bring new messages into sight, oldest first. */
  reveal(messages: Message[]): void;
  /** Bring the foot of the page into sight: something leaves. */
  sending(): void;
  /** The conversation is no more; `sentence` says why. */
  ended(sentence: string): void;
  /** The words of a message that was refused go back to the text box. */
  putBack(text: string): void;
}

/** How a message is sent: where, and what goes back to its author when it is refused. */
interface Way {
  path: string;
  words: string;
  field?: string | undefined;
  value?: string;
  written?: string;
}

type Body = Record<string, unknown> & { id: string };

/** Who wrote a message, as it is shown. */
export function authorOf({ author }: Message): string {
  return AUTHORS[author];
}

interface Opening {
  spoken: boolean;
  begun?: Promise<Response> | undefined;
}

export class Conversation {
  messages: Message[] = [];
  pending: Pending[] = [];
  state: State | null = null;
  reply: Reply = NOTHING;
  /** Why the card on show was refused, until something else is sent. */
  refusal: Refusal | null = null;
  /** An answer is awaited: nothing else can be sent. */
  busy = false;
  /** The live line stays down although the network is there: it ends and begins anew now and then. */
  cut = false;

  readonly #live: Live;
  readonly #unsent = new Set<string>();
  #arrived: Arrival[] = [];
  #cutting: ReturnType<typeof setTimeout> | undefined;

  readonly #page: Page;
  readonly #sorry: string;
  readonly #embedded: boolean;

  constructor(page: Page, sorry: string, embedded: boolean) {
    this.#page = page;
    this.#sorry = sorry;
    this.#embedded = embedded;
    this.#live = new Live({
      query: () => `after=${this.#last}&conversation=${this.state?.conversation}`,
      arrived: (arrival) => this.#arrive(arrival),
      connected: (up) => this.#connected(up),
      refused: () => void this.#lookAgain(),
    });
  }

  /** Whether the conversation is on the screen. */
  get opened(): boolean {
    return this.state !== null;
  }

  /**
   * Open the conversation, or come back to it. `spoken`: its messages are read out; `begun`: the call, made already.
   * Returns what went wrong, or null.
   */
  async open({ spoken, begun }: Opening): Promise<string | null> {
    if (this.busy) return null;
    this.#work(true);
    try {
      const exchange = await post<Exchange>("/chat/conversation", this.#embedded ? { embedded: true } : {}, {
        begun,
      });
      this.#forget();
      this.#work(false);
      this.#receive(exchange, { spoken });
      this.#live.start();
      return null;
    } catch (error) {
      this.#work(false);
      return this.#sentence(error);
    }
  }

  /** Send what the person did. */
  send(outgoing: Outgoing): void {
    const [body, way] = departure(outgoing);
    if (!this.busy) void this.#deliver({ id: newId(), ...body }, way);
  }

  /** Send a message that the server has kept without an answer: it knows the words by the id. */
  sendAgain({ id, text }: Message): void {
    if (!this.busy && id !== null) void this.#deliver({ id, text }, { path: "/chat/messages", words: "" });
  }

  /** Say whether an answer helped; null takes it back. Returns what went wrong, or null. */
  async rate(message: Message, rating: Rating | null): Promise<string | null> {
    try {
      await post(`/chat/messages/${message.seq}/rating`, { rating });
      message.rating = rating;
      return null;
    } catch (error) {
      return this.#sentence(error);
    }
  }

  /** Erase the conversation. Returns what is said of it, and whether it is done. */
  async erase(): Promise<{ erased: boolean; sentence: string }> {
    if (this.busy) return { erased: false, sentence: "Attendez la réponse en cours, puis réessayez." };
    this.#work(true);
    try {
      const { message } = await erase<{ message: string }>("/chat/conversation");
      this.#live.stop();
      this.#forget();
      return { erased: true, sentence: message };
    } catch (error) {
      return { erased: false, sentence: this.#sentence(error) };
    } finally {
      this.#work(false);
    }
  }

  get #last(): number {
    return this.messages.at(-1)?.seq ?? 0;
  }

  get #sincePerson(): Message[] {
    const written = this.messages.findLastIndex(({ author, failed }) => author === "person" && !failed);
    return this.messages.slice(written + 1);
  }

  // Sending

  async #deliver(body: Body, way: Way): Promise<void> {
    const pending = this.#hold(body.id, way.words);
    this.#page.sending();
    await this.#attempt(pending, body, way);
  }

  #hold(id: string, words: string): Pending {
    const pending: Pending = { id, words, status: "", remedy: null };
    this.pending = [...this.pending, pending];
    return pending;
  }

  async #attempt(pending: Pending, body: Body, way: Way): Promise<void> {
    this.refusal = null;
    this.#work(true);
    this.#unsent.add(body.id);
    try {
      const exchange = await post<Exchange>(way.path, body, {
        onWait: () => {
          this.#tell(pending, "Pas encore envoyé, nouvel essai…");
        },
      });
      this.#work(false);
      this.#receive(exchange, { spoken: true, way });
    } catch (error) {
      this.#work(false);
      this.#failed(error, pending, body, way);
    }
  }

  #failed(error: unknown, pending: Pending, body: Body, way: Way): void {
    if (error instanceof Refused) this.#unsent.delete(body.id);
    if (error instanceof Refused && error.body.reason === GONE) {
      this.#putBack(way);
      this.#gone(pending);
    } else if (error instanceof Refused && way.field && way.field === fieldOf(this.reply.form)) {
      this.#drop(pending);
      const reasons = error.body.reasons ?? [{ reason: error.message, message: this.#sentence(error) }];
      this.#refuse({ reasons, value: way.value ?? "", captcha: error.body.captcha ?? null });
    } else if (error instanceof Refused) {
      this.#putBack(way);
      this.#tell(pending, this.#sentence(error), "Fermer", () => this.#drop(pending));
    } else {
      this.#tell(pending, `Message non envoyé. ${this.#sentence(error)}`, "Envoyer à nouveau", () => {
        if (this.busy) return;
        this.#tell(pending, "Envoi…");
        void this.#attempt(pending, body, way);
      });
    }
  }

  /** The conversation was erased elsewhere, or the browser keeps no cookie of a page in a frame. */
  #gone(pending: Pending): void {
    if (this.#embedded) {
      this.#tell(
        pending,
        "Cette discussion ne peut pas continuer ici.",
        "L’ouvrir dans un nouvel onglet",
        () => {
          window.open(ALONE, "_blank", "noopener");
        },
      );
    } else {
      const again = async () => {
        const trouble = await this.open({ spoken: true });
        if (trouble !== null) this.#tell(pending, trouble, "Réessayer", () => void again());
      };
      this.#tell(
        pending,
        "Cette discussion est fermée.",
        "Ouvrir une nouvelle discussion",
        () => void again(),
      );
    }
  }

  #tell(pending: Pending, status: string, title = "", press: () => void = () => undefined): void {
    pending.status = status;
    pending.remedy = title ? { title, press } : null;
    this.#page.changed();
  }

  #drop(pending: Pending): void {
    this.pending = this.pending.filter((other) => other !== pending);
    this.#page.changed();
  }

  #putBack({ written }: Way): void {
    if (written) this.#page.putBack(written);
  }

  #refuse(refusal: Refusal): void {
    this.refusal = refusal;
    this.#page.changed();
  }

  // Receiving

  #receive({ messages, state }: Exchange, { spoken, way }: { spoken: boolean; way?: Way }): void {
    if (this.state && this.state.conversation !== state.conversation) {
      void this.open({ spoken: true });
      return;
    }
    for (const { id } of messages.filter(({ failed }) => !failed)) {
      this.#unsent.delete(id ?? "");
      this.pending = this.pending.filter((other) => other.id !== id);
    }
    const fresh = this.#add(
      messages.filter(({ id, failed }) => !(failed && id !== null && this.#unsent.has(id))),
    );
    const whole = this.state === null;
    this.state = state;
    // Of a whole conversation, what came since the person's last message is the news.
    const news = whole ? fresh.slice(-(this.#sincePerson.length || 1)) : fresh;
    this.reply = offered(this.#sincePerson, state, this.reply);
    const answers = messages.filter(({ author }) => author !== "person");
    const again =
      way?.field !== undefined && way.field === state.awaited && way.field === fieldOf(this.reply.form);
    const refused = again ? answers[0] : undefined;
    // The focus on the error makes screen readers read it: it is not announced as well.
    if (spoken) this.#announce(news.filter((message) => message !== refused));
    if (refused) {
      this.#refuse({
        reasons: [{ reason: "", message: refused.text }],
        value: way?.value ?? "",
        captcha: null,
      });
    } else if (news.length > 0) {
      this.#page.reveal(news);
    }
    this.#page.changed();
  }

  /** Add the messages that are new, in their order; return these. */
  #add(messages: Message[]): Message[] {
    const known = new Map(this.messages.map((message) => [message.seq, message]));
    const fresh = messages.filter(({ seq }) => !known.has(seq));
    for (const message of messages) {
      const before = known.get(message.seq);
      if (!before || (before.failed && !message.failed)) known.set(message.seq, message);
    }
    this.messages = [...known.values()].sort((one, other) => one.seq - other.seq);
    return fresh.sort((one, other) => one.seq - other.seq);
  }

  #announce(messages: Message[]): void {
    for (const message of messages) {
      if (message.author !== "person" && message.text) {
        this.#page.announce(`${authorOf(message)} : ${message.text}`);
      }
    }
  }

  /** Take a message from elsewhere; while an answer is awaited it waits for its turn. */
  #arrive(arrival: Arrival): void {
    if (this.busy) this.#arrived.push(arrival);
    else this.#receive({ messages: [arrival.message], state: arrival.state }, { spoken: true });
  }

  #connected(up: boolean): void {
    if (up) {
      clearTimeout(this.#cutting);
      this.#cutting = undefined;
      this.cut = false;
    } else {
      this.#cutting ??= setTimeout(() => {
        this.cut = true;
        this.#page.changed();
      }, CUT_AFTER);
    }
    this.#page.changed();
  }

  /** Without a line, learn whether there still is a conversation. */
  async #lookAgain(): Promise<void> {
    try {
      const exchange = await get<Exchange>(`/chat/messages?after=${this.#last}`);
      if (!this.busy) this.#receive(exchange, { spoken: true });
    } catch (error) {
      const gone = error instanceof Refused && error.body.reason === GONE;
      if (!gone || this.busy || this.pending.length > 0) return;
      this.#live.stop();
      if (this.#embedded) {
        const notice = this.#hold(newId(), "");
        this.#connected(true);
        this.#gone(notice);
        this.#page.announce(notice.status);
      } else {
        this.#forget();
        this.#page.ended(this.#sentence(error));
      }
    }
  }

  #work(busy: boolean): void {
    this.busy = busy;
    this.#page.changed();
    if (!busy) queueMicrotask(() => this.#arrived.splice(0).forEach((arrival) => this.#arrive(arrival)));
  }

  #forget(): void {
    this.messages = [];
    this.pending = [];
    this.state = null;
    this.reply = NOTHING;
    this.refusal = null;
    this.#connected(true);
    this.#arrived = [];
    this.#unsent.clear();
  }

  #sentence(error: unknown): string {
    if (error instanceof Refused) return error.body.message ?? this.#sorry;
    if (error instanceof Unanswered) return error.message || this.#sorry;
    throw error;
  }
}

/** The call that takes `outgoing`, and what is shown of it meanwhile. */
function departure(outgoing: Outgoing): [object, Way] {
  switch (outgoing.kind) {
    case "text": {
      const { text, field } = outgoing;
      if (field === undefined) return [{ text }, { path: "/chat/messages", words: text, written: text }];
      const words = "Réponse donnée dans la case";
      return [
        { text, field },
        { path: "/chat/messages", words, field, value: text },
      ];
    }
    case "payload":
      return [{ payload: outgoing.payload }, { path: "/chat/messages", words: outgoing.title }];
    case "code": {
      const { code, confirmation } = outgoing;
      const words = "Code personnel donné dans la case";
      return [
        { code, confirmation },
        { path: "/chat/personal-code", words, field: "personal_code" },
      ];
    }
    case "captcha": {
      const { captcha, characters } = outgoing;
      return [
        { captcha, characters },
        { path: "/chat/captcha", words: "Caractères recopiés", field: "captcha" },
      ];
    }
    case "consents": {
      const { choices } = outgoing;
      const field = Object.keys(choices)[0];
      return [{ choices }, { path: "/chat/consents", words: "Choix donnés", field }];
    }
  }
}
