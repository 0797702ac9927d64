// The chat page: opens or resumes the conversation, shows it, says it to screen readers, takes what is typed.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";

import { action } from "../base/controls";
import { LightElement } from "../base/light";
import { embedded } from "../base/place";
import { Conversation, type Page } from "../chat/conversation";
import type { Message } from "../chat/messages";
import { log, pending } from "./log";
import { mailbox } from "./mailbox";
import "./own-conversation";
import { progress } from "./progress";
import { reply } from "./reply";

const SPOKEN_FOR = 20000;
const PERSON = "Parler à une personne";

export class AssistantElement extends LightElement implements Page {
  static override properties = {
    phone: {},
    resumes: { type: Boolean },
  };
  /** The number at which a person answers. */
  declare phone: string;
  /** The browser has a conversation already. */
  declare resumes: boolean;

  #conversation!: Conversation;
  /** Which part held the focus before this rendering, when what held it may go. */
  #held: string | null = null;

  constructor() {
    super();
    this.phone = "";
    this.resumes = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const sorry = `Nous n’arrivons pas à joindre le service. Réessayez, ou appelez le ${this.phone}.`;
    this.#conversation = new Conversation(this, sorry, embedded);
    part("open").addEventListener("click", () => void this.#open(true));
    this.addEventListener("tell", (event) => this.announce((event as CustomEvent<string>).detail));
    addEventListener("online", () => this.changed());
    addEventListener("offline", () => this.changed());
    if (embedded) this.#closeOnEscape();
    if (this.resumes || window.opening) void this.#open(!this.resumes);
  }

  protected override render(): TemplateResult {
    const conversation = this.#conversation;
    return html`${conversation.state ? this.#opened() : nothing}
      <div id="announcer" class="visually-hidden" aria-live="polite" aria-relevant="additions"></div>`;
  }

  // What the conversation tells

  changed(): void {
    this.requestUpdate();
  }

  announce(sentence: string): void {
    const said = document.createElement("p");
    said.textContent = sentence;
    part("announcer").append(said);
    setTimeout(() => said.remove(), SPOKEN_FOR);
  }

  /** Bring what the assistant said into sight, from its beginning, under the bar; never further than the foot. */
  reveal(messages: Message[]): void {
    void this.updateComplete.then(() => {
      const shown = messages.filter(({ text }) => text);
      const first = shown.find(({ author }) => author !== "person") ?? shown.at(-1);
      const top = topOf(this.querySelector(`[data-seq="${first?.seq}"]`));
      if (top !== null) scrollTo({ top: Math.min(top - part("bar").offsetHeight, foot()) });
    });
  }

  sending(): void {
    void this.updateComplete.then(() => scrollTo({ top: foot() }));
  }

  ended(sentence: string): void {
    part("announcer").replaceChildren();
    const [welcome, status] = [part("welcome"), part("opening-status")];
    welcome.hidden = false;
    welcome.focus({ preventScroll: true });
    status.textContent = sentence;
    status.scrollIntoView({ block: "nearest" });
    this.changed();
  }

  putBack(text: string): void {
    if (this.#box.value === "") this.#box.value = text;
  }

  // What is drawn

  #opened(): TemplateResult {
    const conversation = this.#conversation;
    const { busy, state } = conversation;
    if (!state) return html``;
    const person = () => conversation.send({ kind: "payload", payload: "/talk_to_human", title: PERSON });
    return html`<section id="conversation" aria-labelledby="conversation-title" tabindex="-1">
      <h2 id="conversation-title" class="visually-hidden">Conversation avec AmeliBot</h2>
      <div id="bar" class="bar">
        ${progress(state)} ${action("Une personne", person, { busy, label: PERSON })}
        <a class="button button-quiet" href="tel:${this.phone}"
          ><span aria-hidden="true" class="sign">☎</span
          ><span class="visually-hidden">Appeler le </span>${this.phone}</a
        >
      </div>
      ${log(conversation)} ${pending(conversation)}
      <p id="typing" class="typing" ?hidden=${!busy || conversation.pending.length === 0}>
        <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> AmeliBot écrit…
      </p>
      ${mailbox(state)} ${reply(conversation)}
      <div id="network" class="network" role="status">${this.#network()}</div>
      ${this.#composer(busy)}
      <bot-own-conversation .busy=${busy} .erase=${() => this.#erase()}></bot-own-conversation>
    </section>`;
  }

  #composer(busy: boolean): TemplateResult {
    const sent = (event: Event) => {
      event.preventDefault();
      this.#sendBox();
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Enter" && !event.shiftKey && !composing(event)) sent(event);
    };
    return html`<form id="composer" class="composer" autocomplete="off" @submit=${sent}>
      <label for="text">Votre message</label>
      <div class="composer-row">
        <textarea
          id="text"
          name="text"
          rows="1"
          enterkeyhint="send"
          aria-describedby="text-hint"
          @keydown=${pressed}
        ></textarea>
        <button type="submit" class="button" id="send" aria-disabled=${busy ? "true" : nothing}>
          Envoyer
        </button>
      </div>
      <p id="text-hint" class="visually-hidden">
        Entrée envoie le message, Majuscule et Entrée va à la ligne.
      </p>
    </form>`;
  }

  #network(): string {
    if (!navigator.onLine) return "Vous êtes hors connexion. Votre message partira dès le retour du réseau.";
    return this.#conversation.cut ? "La connexion est coupée. Elle se rétablit d’elle-même…" : "";
  }

  // What the person does

  async #open(pressed: boolean): Promise<void> {
    if (this.#conversation.busy) return;
    const [welcome, status] = [part("welcome"), part("opening-status")];
    status.textContent = "Ouverture de la discussion…";
    const begun = window.opening;
    window.opening = undefined;
    const trouble = await this.#conversation.open({ spoken: pressed, begun });
    welcome.hidden = this.#conversation.opened;
    status.textContent = trouble ?? "";
    await this.updateComplete;
    if (pressed && trouble === null) part("conversation").focus({ preventScroll: true });
  }

  #sendBox(): void {
    const text = this.#box.value.trim();
    if (this.#conversation.busy || text === "") return;
    this.#box.value = "";
    this.#conversation.send({ kind: "text", text });
  }

  async #erase(): Promise<string | null> {
    const { erased, sentence } = await this.#conversation.erase();
    if (!erased) return sentence;
    this.ended(sentence);
    return null;
  }

  #closeOnEscape(): void {
    document.documentElement.classList.add("embedded");
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !composing(event))
        window.parent.postMessage({ type: "amelibot:close" }, "*");
    });
  }

  get #box(): HTMLTextAreaElement {
    return part("text") as HTMLTextAreaElement;
  }

  // The focus would fall back to the top of the page with the control that held it: it is kept here.

  protected override willUpdate(): void {
    this.#held =
      ["reply", "pending", "log"].find((id) => this.querySelector(`#${id}`)?.matches(":focus-within")) ??
      null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.#held === null || !this.#conversation.opened || document.activeElement !== document.body) return;
    const area = part("reply");
    const keeper = this.#held === "reply" && area.firstElementChild ? area : this.#box;
    keeper.focus({ preventScroll: true });
  }
}

/** Where the page is scrolled to when the text box stands at the foot of the window. */
function foot(): number {
  return part("composer").getBoundingClientRect().bottom + scrollY - innerHeight;
}

/** Whether a key belongs to an input method. */
function composing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari tells it by this code alone
  return event.isComposing || event.keyCode === 229;
}

function topOf(element: Element | null): number | null {
  return element && element.getBoundingClientRect().top + scrollY;
}

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id} in the page`);
  return found;
}

customElements.define("bot-assistant", AssistantElement);
