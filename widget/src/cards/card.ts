// What every card shares: its data, whether an answer is awaited, why it was refused, and sending.

import { html, type PropertyValues, type TemplateResult } from "lit";

import type { Outgoing, Reason, Refusal } from "../chat/messages";
import { action } from "../base/controls";
import { LightElement } from "../base/light";

const WHY = "Pourquoi cette question ?";

/**
 * A card of the reply area. A new `refusal` gives the focus to the first control that its
 * rendering marks `aria-invalid="true"`.
 */
export abstract class CardElement<Data> extends LightElement {
  static override properties = {
    card: { attribute: false },
    busy: { type: Boolean },
    refusal: { attribute: false },
  };
  declare card: Data;
  declare busy: boolean;
  declare refusal: Refusal | null;

  constructor() {
    super();
    this.busy = false;
    this.refusal = null;
  }

  /** Hand what the person does to the conversation; nothing happens while it is busy. */
  protected send(outgoing: Outgoing): void {
    if (!this.busy) this.dispatchEvent(new CustomEvent("send", { detail: outgoing, bubbles: true }));
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("refusal") || this.refusal === null) return;
    const control = this.querySelector<HTMLElement>('[aria-invalid="true"]');
    // The focus has the reason read, unless it is there already.
    if (control === document.activeElement) this.#tell(this.refusal.reasons);
    else control?.focus({ preventScroll: true });
    this.scrollIntoView({ block: "start" });
  }

  #tell(reasons: Reason[]): void {
    const detail = reasons.map(({ message }) => message).join(" ");
    this.dispatchEvent(new CustomEvent("tell", { detail, bubbles: true }));
  }

  /** The button by which one asks why something is asked. */
  protected why(): TemplateResult {
    return action(WHY, () => this.send({ kind: "payload", payload: "/ask_why_field", title: WHY }), {
      busy: this.busy,
    });
  }

  /** The reasons of the refusal, in the element of that id that describes the control. */
  protected reasons(id: string): TemplateResult {
    const reasons = this.refusal?.reasons ?? [];
    return html`<div id=${id}>${reasons.map(({ message }) => html`<p class="error">${message}</p>`)}</div>`;
  }
}
