// Where a provisional code can be sent, each place partly masked; the buttons under it choose.

import { html, type TemplateResult } from "lit";

import type { ChannelsCard } from "../chat/messages";
import { CardElement } from "./card";

export class ChannelsCardElement extends CardElement<ChannelsCard> {
  protected override render(): TemplateResult {
    return html`<div class="card">
      <h3>Votre code peut arriver</h3>
      <ul>
        ${this.card.lines.map(({ text }) => html`<li>${text}</li>`)}
      </ul>
    </div>`;
  }
}

customElements.define("bot-channels-card", ChannelsCardElement);
