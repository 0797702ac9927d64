// "Ma conversation": to take it away, or to erase it, which is asked twice.

import { html, nothing, type TemplateResult } from "lit";

import { action } from "../base/controls";
import { LightElement } from "../base/light";

export class OwnConversationElement extends LightElement {
  static override properties = {
    busy: { type: Boolean },
    erase: { attribute: false },
    asking: { state: true },
    status: { state: true },
  };
  declare busy: boolean;
  /** Erases the conversation; returns what went wrong, or null when it is done. */
  declare erase: () => Promise<string | null>;
  declare asking: boolean;
  declare status: string;

  constructor() {
    super();
    this.busy = false;
    this.asking = false;
    this.status = "";
  }

  protected override render(): TemplateResult {
    return html`<details id="own" class="own">
      <summary>Ma conversation</summary>
      <p>
        Elle est gardée 30 jours après votre dernier message. Vous pouvez en garder une copie, ou l’effacer
        dès maintenant.
      </p>
      <p class="actions">
        <a class="button button-quiet" href="/chat/transcript" download>Télécharger ma conversation</a>
        ${action("Effacer ma conversation", () => void this.#ask(), { busy: false })}
      </p>
      ${this.asking ? this.#question() : nothing}
      <p id="own-status" role="status">${this.status}</p>
    </details>`;
  }

  #question(): TemplateResult {
    return html`<div
      id="erase-question"
      class="notice notice-warning"
      role="group"
      aria-labelledby="erase-title"
      aria-describedby="erase-text"
      tabindex="-1"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        void this.#keep();
      }}
    >
      <h3 id="erase-title">Effacer toute la conversation ?</h3>
      <p id="erase-text">
        Tout ce que vous avez écrit ici sera effacé tout de suite, et la demande en cours sera annulée. Un
        compte déjà créé ne sera pas fermé.
      </p>
      <p class="actions">
        ${action("Oui, tout effacer", () => void this.#confirm(), { busy: this.busy, quiet: false })}
        ${action("Non, garder", () => void this.#keep(), { busy: false })}
      </p>
    </div>`;
  }

  async #ask(): Promise<void> {
    this.status = "";
    this.asking = true;
    await this.updateComplete;
    const question = this.querySelector<HTMLElement>("#erase-question");
    question?.focus({ preventScroll: true });
    question?.scrollIntoView({ block: "nearest" });
  }

  async #keep(): Promise<void> {
    this.asking = false;
    this.status = "";
    await this.updateComplete;
    this.querySelector<HTMLElement>("button")?.focus();
  }

  async #confirm(): Promise<void> {
    this.status = "Votre conversation est en train d’être effacée…";
    const trouble = await this.erase();
    this.status = trouble ?? "";
    if (trouble !== null) return;
    this.asking = false;
    this.querySelector("details")?.removeAttribute("open");
  }
}

customElements.define("bot-own-conversation", OwnConversationElement);
