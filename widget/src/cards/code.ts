// The card of the personal code: what is typed goes to the server by itself and is never a message.

import { html, nothing, type TemplateResult } from "lit";

import { action } from "../base/controls";
import type { Reason, SecureForm } from "../chat/messages";
import { LiveCode } from "../code/live";
import { normal } from "../code/rules";
import { CardElement } from "./card";

type Box = "code" | "confirmation";

const MISMATCH = "code_confirmation_mismatch";
const NAMES: Record<Box, string> = { code: "mon nouveau code", confirmation: "le code de la seconde case" };

/** `bot-code-card`. The codes stay in their boxes, which are emptied when the card goes. */
export class CodeCardElement extends CardElement<SecureForm> {
  static override properties = {
    ...CardElement.properties,
    shown: { state: true },
  };
  declare protected shown: Record<Box, boolean>;
  readonly #live = new LiveCode();

  constructor() {
    super();
    this.shown = { code: false, confirmation: false };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const input of this.querySelectorAll("input")) input.value = "";
    this.#live.stop();
    this.#hide();
  }

  protected override firstUpdated(): void {
    this.#live.follow(this.#input("code"));
    void this.#live.load();
  }

  protected override render(): TemplateResult {
    const reasons = this.refusal?.reasons ?? [];
    const live = this.#live;
    return html`<form
      class="card"
      novalidate
      aria-label="Choisir mon code personnel"
      @submit=${(event: Event) => {
        event.preventDefault();
        this.#submit();
      }}
    >
      <h3>Je choisis mon code personnel</h3>
      <p class="hint">
        Ne reprenez pas un code qui vous sert déjà sur un autre site. Il ne s’affiche jamais dans la
        discussion.
      </p>
      ${this.#box(
        "code",
        "Mon nouveau code",
        reasons.filter(({ reason }) => reason !== MISMATCH),
      )}
      <p class="label">Votre code doit&nbsp;:</p>
      ${live.rules} ${live.level} ${live.spoken}
      ${this.#box(
        "confirmation",
        "Le même code, une seconde fois",
        reasons.filter(({ reason }) => reason === MISMATCH),
      )}
      <div class="actions">
        <button type="submit" class="button" aria-disabled=${this.busy ? "true" : nothing}>
          Valider mon code
        </button>
        ${this.why()}
      </div>
    </form>`;
  }

  #box(id: Box, label: string, reasons: Reason[]): TemplateResult {
    const word = this.shown[id] ? "Masquer" : "Afficher";
    return html`<label for=${id}>${label}</label>
      <div id="${id}-error">
        ${
          reasons.length === 0
            ? nothing
            : html`<ul class="rules">
                ${reasons.map(({ message }) => html`<li class="error">${message}</li>`)}
              </ul>`
        }
      </div>
      <div class="secret-row form-row">
        <input
          id=${id}
          name=${id}
          type=${this.shown[id] ? "text" : "password"}
          required
          autocomplete="new-password"
          autocapitalize="none"
          autocorrect="off"
          spellcheck="false"
          aria-describedby=${id === "code" ? "code-error code-rules" : "confirmation-error"}
          aria-invalid=${reasons.length > 0 ? "true" : nothing}
        />
        ${action(word, () => (this.shown = { ...this.shown, [id]: !this.shown[id] }), {
          busy: false,
          label: `${word} ${NAMES[id]}`,
        })}
      </div>`;
  }

  #submit(): void {
    if (this.busy) return;
    this.#hide();
    const [code, confirmation] = [this.#input("code").value, this.#input("confirmation").value];
    const fault = faultOf(code, confirmation);
    this.refusal = fault && { reasons: [fault], value: "", captcha: null };
    if (fault === null) this.send({ kind: "code", code, confirmation });
  }

  // A box that shows what is typed may be kept by the browser as a plain field.
  #hide(): void {
    this.shown = { code: false, confirmation: false };
  }

  #input(id: Box): HTMLInputElement {
    const input = this.querySelector<HTMLInputElement>(`#${id}`);
    if (input === null) throw new TypeError(id);
    return input;
  }
}

// What needs no server; all else is judged there.
function faultOf(code: string, confirmation: string): Reason | null {
  if (code === "") {
    return {
      reason: "code_empty",
      message: "Cette case est vide. Choisissez un code de 8 caractères au moins.",
    };
  }
  if (confirmation === "") {
    return { reason: MISMATCH, message: "Cette case est vide. Écrivez le même code une seconde fois." };
  }
  if (normal(code) !== normal(confirmation)) {
    return { reason: MISMATCH, message: "Les deux codes ne sont pas les mêmes. Écrivez-les de nouveau." };
  }
  return null;
}

customElements.define("bot-code-card", CodeCardElement);
