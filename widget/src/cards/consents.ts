// The card of the consents: each a question with Oui and Non, none chosen beforehand.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";

import { unbroken } from "../base/french";
import type { Choice, Consent, ConsentsCard } from "../chat/messages";
import { CardElement } from "./card";

const ANSWERS: [Choice, string][] = [
  ["yes", "Oui"],
  ["no", "Non"],
];

const ERROR = "consents-error";

/** `bot-consents-card`. */
export class ConsentsCardElement extends CardElement<ConsentsCard> {
  static override properties = {
    ...CardElement.properties,
    choices: { state: true },
    tried: { state: true },
  };
  declare protected choices: Record<string, Choice>;
  /** Whether one tried to send: what has no answer is then told. */
  declare protected tried: boolean;

  constructor() {
    super();
    this.choices = {};
    this.tried = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has("refusal") && this.refusal !== null) this.#focusOn(this.card.lines[0]?.field);
  }

  protected override render(): TemplateResult {
    return html`<form class="card" novalidate aria-label="Vos choix" @submit=${this.#submit}>
      <p>Vous êtes libre de refuser&nbsp;: cela ne change rien à votre compte.</p>
      ${this.reasons(ERROR)} ${this.card.lines.map((line) => this.#question(line))}
      <div class="actions">
        <button type="submit" class="button" aria-disabled=${this.busy ? "true" : nothing}>
          Valider mes choix
        </button>
        ${this.why()}
      </div>
    </form>`;
  }

  #question({ field, label }: Consent): TemplateResult {
    const unanswered = this.tried && this.choices[field] === undefined;
    return html`<fieldset class="consent" aria-describedby=${unanswered ? `${field}-error` : ERROR}>
      <legend>${unbroken(label)}</legend>
      ${unanswered ? html`<p id="${field}-error" class="error">Choisissez Oui ou Non.</p>` : nothing}
      <div class="consent-choices">
        ${ANSWERS.map(([choice, title]) => this.#radio(field, choice, title))}
      </div>
    </fieldset>`;
  }

  #radio(field: string, choice: Choice, title: string): TemplateResult {
    return html`<label class="consent-choice"
      ><input
        type="radio"
        name=${field}
        value=${choice}
        required
        .checked=${this.choices[field] === choice}
        @change=${() => (this.choices = { ...this.choices, [field]: choice })}
      />${title}</label
    >`;
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const choices: Record<string, Choice> = {};
    for (const { field } of this.card.lines) {
      const choice = this.choices[field];
      if (choice === undefined) {
        this.tried = true;
        await this.updateComplete;
        this.#focusOn(field);
        return;
      }
      choices[field] = choice;
    }
    this.send({ kind: "consents", choices });
  };

  #focusOn(field: string | undefined): void {
    const answer = this.querySelector<HTMLInputElement>(`input[name="${field ?? ""}"]`);
    answer?.focus({ preventScroll: true });
    answer?.closest("fieldset")?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("bot-consents-card", ConsentsCardElement);
