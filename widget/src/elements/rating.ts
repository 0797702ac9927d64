// "Utile" and "Pas utile" under an answer: one of them, or neither.

import { html, type TemplateResult } from "lit";

import type { Message, Rating } from "../chat/messages";
import { LightElement } from "../base/light";

const TITLES: [Rating, string][] = [
  ["helpful", "Utile"],
  ["not_helpful", "Pas utile"],
];
const LONGEST = 60;

/** The buttons of `message`, an answer; pressing the one that is pressed takes the rating back. */
export class RatingElement extends LightElement {
  static override properties = {
    message: { attribute: false },
    rate: { attribute: false },
    busy: { state: true },
    trouble: { state: true },
  };
  declare message: Message;
  /** Keeps a rating; returns what went wrong, or null. */
  declare rate: (message: Message, rating: Rating | null) => Promise<string | null>;
  declare busy: boolean;
  declare trouble: string;

  constructor() {
    super();
    this.busy = false;
    this.trouble = "";
  }

  protected override render(): TemplateResult {
    const about = shortened(this.message.text);
    return html`<div class="rating actions" role="group" aria-label="Votre avis sur la réponse : ${about}">
      ${TITLES.map(
        ([rating, title]) =>
          html`<button
            type="button"
            class="button button-quiet"
            aria-label="${title}, pour la réponse : ${about}"
            aria-pressed=${rating === this.message.rating ? "true" : "false"}
            aria-disabled=${this.busy ? "true" : "false"}
            @click=${() => this.#press(rating)}
          >
            ${title}
          </button>`,
      )}
      <p class="state" role="status">${this.trouble}</p>
    </div>`;
  }

  async #press(rating: Rating): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = "";
    this.trouble = (await this.rate(this.message, rating === this.message.rating ? null : rating)) ?? "";
    this.busy = false;
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()}…` : line;
}

customElements.define("bot-rating", RatingElement);
