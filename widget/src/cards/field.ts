// The card that asks for one field: label, example, where to find it, remarks while typing, why it was refused.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";

import { action } from "../base/controls";
import { unbroken } from "../base/french";
import type { FieldCard, Refusal } from "../chat/messages";
import { isoDate, oldestDate, written } from "../fields/birth-date";
import type { Habit, Pattern, Remark } from "../fields/habit";
import { habitOf } from "../fields/habits";
import { CardElement } from "./card";
import { drawingsOf } from "./field-drawings";

/** How long one stops typing before a remark is shown, in milliseconds. */
const PAUSE = 1200;
const EMPTY = "empty";

/** `bot-field-card`, of one field: what is typed stays in its box. */
export class FieldCardElement extends CardElement<FieldCard> {
  static override properties = {
    ...CardElement.properties,
    typed: { state: true },
    remark: { state: true },
    dateShown: { state: true },
  };
  declare protected typed: string;
  declare protected remark: Remark | null;
  /** Whether the calendar's own box is shown, as no button can open it. */
  declare protected dateShown: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pressing = false;
  /** What the box held when it was refused: that gets no remark on top. */
  #refused = "";

  constructor() {
    super();
    this.typed = "";
    this.remark = null;
    // On iOS the calendar's button would do nothing, without an error.
    this.dateShown =
      !("showPicker" in HTMLInputElement.prototype) || CSS.supports("-webkit-touch-callout", "none");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("pointerdown", this.#press);
    addEventListener("pointerup", this.#release);
    addEventListener("pointercancel", this.#release);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    removeEventListener("pointerdown", this.#press);
    removeEventListener("pointerup", this.#release);
    removeEventListener("pointercancel", this.#release);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("refusal") && this.refusal !== null) {
      this.#put(this.refusal.value);
      this.#refused = this.typed;
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#box.value !== this.typed) this.#box.value = this.typed;
    super.updated(changed);
    if (changed.has("refusal") && this.refusal !== null) this.#box.select();
  }

  protected override render(): TemplateResult {
    const { field, label, example, help, missing, inputmode, autocomplete } = this.card;
    const id = `field-${field}`;
    const pattern = this.#habit.pattern?.(this.typed, this.card.hint ?? "");
    const parts = ["example", "error", ...(pattern ? ["pattern"] : []), "remark"];
    return html`<form class="card" novalidate autocomplete="on" aria-label=${label} @submit=${this.#submit}>
      <label for=${id}>${label}</label>
      <p id="${id}-example" class="hint">Exemple&nbsp;: ${example}</p>
      ${pattern ? shown(pattern, `${id}-pattern`, field) : nothing} ${this.reasons(`${id}-error`)}
      <div class="secret-row">
        <input
          id=${id}
          name=${field}
          type="text"
          required
          inputmode=${inputmode}
          autocomplete=${autocomplete}
          autocapitalize=${inputmode === "email" ? "none" : "characters"}
          autocorrect="off"
          spellcheck="false"
          enterkeyhint="send"
          aria-invalid=${this.refusal ? "true" : nothing}
          aria-describedby=${parts.map((part) => `${id}-${part}`).join(" ")}
          @input=${this.#typing}
          @compositionend=${this.#typing}
          @blur=${this.#left}
        />
        <button type="submit" class="button" aria-disabled=${this.busy ? "true" : nothing}>Valider</button>
      </div>
      ${field === "birth_date" ? this.#calendar() : nothing}
      <div class=${this.remark ? "remark" : nothing}>
        <p id="${id}-remark" class="remark-text" role="status">${unbroken(this.remark?.text ?? "")}</p>
        ${this.#proposal()}
      </div>
      ${help ? finding(field, help) : nothing}
      <div class="actions">
        ${missing?.payload === undefined ? nothing : this.#missing(missing.title, missing.payload)}
        ${this.why()}
      </div>
    </form>`;
  }

  #missing(title: string, payload: string): TemplateResult {
    return action(title, () => this.send({ kind: "payload", payload, title }), { busy: this.busy });
  }

  /** The button that takes what the remark proposes. */
  #proposal(): TemplateResult | typeof nothing {
    const fix = this.remark?.fix;
    if (fix === undefined) return nothing;
    const take = () => {
      this.#put(fix);
      this.#box.focus();
    };
    return action("Corriger ainsi", take, { busy: false, label: `Corriger ainsi : ${fix}` });
  }

  #calendar(): TemplateResult {
    const today = todayHere();
    const date = html`<input
      id="field-birth_date-calendar"
      type="date"
      min=${oldestDate(today)}
      max=${today}
      tabindex=${this.dateShown ? nothing : "-1"}
      aria-hidden=${this.dateShown ? nothing : "true"}
      @change=${this.#picked}
    />`;
    return this.dateShown
      ? html`<div class="calendar">
          <label for="field-birth_date-calendar">Ou choisissez-la ici</label>${date}
        </div>`
      : html`<p class="calendar">
          ${date}${action("Choisir dans un calendrier", this.#pick, { busy: false })}
        </p>`;
  }

  readonly #pick = (): void => {
    this.#date.value = isoDate(this.typed);
    try {
      this.#date.showPicker();
    } catch {
      // A page of another origin that shows the chat forbids it: the calendar's box is then shown.
      this.dateShown = true;
      void this.updateComplete.then(() => this.#date.focus());
    }
  };

  readonly #picked = (): void => {
    if (this.#date.value === "") return;
    this.#put(written(this.#date.value));
    this.remark = { text: `Date choisie : ${this.typed}.` };
  };

  readonly #typing = (event: Event): void => {
    const { isComposing, inputType } = event as InputEvent;
    if (!isComposing) this.#format(inputType === "deleteContentForward");
    this.typed = this.#box.value;
    if (this.refusal?.reasons[0]?.reason === EMPTY) this.refusal = null;
    if (this.remark && this.#checked()?.text !== this.remark.text) this.remark = null;
    this.#remarkAfter(PAUSE);
  };

  #format(forwards: boolean): void {
    const box = this.#box;
    const { text, caret } = this.#habit.format({
      text: box.value,
      caret: box.selectionStart ?? box.value.length,
    });
    if (text === box.value) return;
    // Deleting forwards what parts two groups only steps over it.
    const place = forwards && text === this.typed ? caret + 1 : caret;
    box.value = text;
    box.setSelectionRange(place, place);
  }

  readonly #left = (): void => {
    if (this.#timer !== undefined) this.#remarkAfter(0);
  };

  #remarkAfter(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Nothing may move under the finger that presses a button.
      if (this.#pressing) {
        this.#remarkAfter(PAUSE);
        return;
      }
      this.#timer = undefined;
      this.remark = this.#checked();
    }, pause);
  }

  #checked(): Remark | null {
    if (this.typed.trim() === "" || this.typed === this.#refused) return null;
    return this.#habit.check(this.typed, { today: todayHere(), hint: this.card.hint ?? "" });
  }

  #put(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.typed = this.#habit.format({ text, caret: 0 }).text;
    this.remark = null;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.busy) return;
    const text = this.#box.value;
    if (text.trim() === "") this.refusal = empty(this.card.example);
    else this.send({ kind: "text", text: this.#habit.sent?.(text) ?? text, field: this.card.field });
  };

  readonly #press = (): void => {
    this.#pressing = true;
  };

  readonly #release = (): void => {
    this.#pressing = false;
  };

  get #habit(): Habit {
    return habitOf(this.card.field);
  }

  get #box(): HTMLInputElement {
    return this.#input("text");
  }

  get #date(): HTMLInputElement {
    return this.#input("date");
  }

  #input(type: "text" | "date"): HTMLInputElement {
    const box = this.querySelector<HTMLInputElement>(`input[type="${type}"]`);
    if (box === null) throw new Error(`The card has no box of type ${type}.`);
    return box;
  }
}

customElements.define("bot-field-card", FieldCardElement);

function empty(example: string): Refusal {
  return {
    reasons: [{ reason: EMPTY, message: `Cette case est vide. Exemple : ${example}.` }],
    value: "",
    captcha: null,
  };
}

function todayHere(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function shown({ groups, spoken }: Pattern, id: string, field: string): TemplateResult {
  return html`<div id=${id}>
    <p class="hint">
      ${field === "iban_end" ? "Complétez l’IBAN que nous connaissons\u00a0:" : "Dans le numéro entier\u00a0:"}
      <span class="visually-hidden">${spoken}</span>
    </p>
    <p class="pattern" aria-hidden="true">
      ${groups.map(({ known, typed, blank }) => html`<span>${known}<b>${typed}</b><i>${blank}</i></span>`)}
    </p>
  </div>`;
}

function finding(field: string, help: string): TemplateResult {
  const drawings = drawingsOf(field);
  return html`<details>
    <summary>${drawings.length > 0 ? "Où le trouver\u00a0?" : "Besoin d’aide\u00a0?"}</summary>
    <p>${unbroken(help)}</p>
    ${drawings.map(
      ({ url, height, alt }) =>
        html`<img class="drawing" src=${url} width="320" height=${height} loading="lazy" alt=${alt} />`,
    )}
  </details>`;
}
