// The recap and the identity review: each value masked, each with its way to change it.

import { html, type TemplateResult } from "lit";

import type { LinesCard, RecapLine } from "../chat/messages";
import { change } from "../chat/reply";
import { action } from "../base/controls";
import { CardElement } from "./card";

const TITLES = { recap: "Vos réponses", identity_review: "Ce que vous avez donné" };

export class LinesCardElement extends CardElement<LinesCard> {
  protected override render(): TemplateResult {
    return html`<div class="card">
      <h3>${TITLES[this.card.type]}</h3>
      <dl class="lines">${this.card.lines.map((line) => this.#line(line))}</dl>
    </div>`;
  }

  #line({ field, label, masked }: RecapLine): TemplateResult {
    const title = `Modifier : ${label}`;
    const press = () => this.send({ kind: "payload", payload: change(field), title });
    return html`<div class="line">
      <dt>${label}</dt>
      <dd>${masked || "non renseigné"}</dd>
      <dd>${action("Modifier", press, { busy: this.busy, label: title })}</dd>
    </div>`;
  }
}

customElements.define("bot-lines-card", LinesCardElement);
