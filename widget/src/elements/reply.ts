// The place under the messages where one replies: the cards and the quick replies of the latest answer.

import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";

import "../cards/captcha";
import "../cards/channels";
import "../cards/code";
import "../cards/consents";
import "../cards/field";
import "../cards/lines";
import type { Conversation } from "../chat/conversation";
import type { Button, Card, Outgoing, Refusal } from "../chat/messages";
import { fieldOf } from "../chat/reply";
import { action } from "../base/controls";
import { embedded } from "../base/place";

/** The reply area of a conversation. */
export function reply(conversation: Conversation): TemplateResult {
  const { reply, busy, refusal } = conversation;
  const send = (outgoing: Outgoing) => conversation.send(outgoing);
  const form = reply.form && keyed(fieldOf(reply.form), card(reply.form, busy, refusal));
  return html`<div
    id="reply"
    class="reply"
    role="group"
    aria-label="Pour répondre"
    tabindex="-1"
    @send=${(event: CustomEvent<Outgoing>) => send(event.detail)}
  >
    ${reply.shown.map((shown) => card(shown, busy, null))} ${form}
    ${reply.buttons.length > 0 ? choices(reply.buttons, busy, send) : nothing}
  </div>`;
}

function card(card: Card, busy: boolean, refusal: Refusal | null): TemplateResult {
  switch (card.type) {
    case "field":
    case "iban_hint":
      return html`<bot-field-card .card=${card} .busy=${busy} .refusal=${refusal}></bot-field-card>`;
    case "secure_form":
      return html`<bot-code-card .card=${card} .busy=${busy} .refusal=${refusal}></bot-code-card>`;
    case "captcha":
      return html`<bot-captcha-card .card=${card} .busy=${busy} .refusal=${refusal}></bot-captcha-card>`;
    case "consents":
      return html`<bot-consents-card .card=${card} .busy=${busy} .refusal=${refusal}></bot-consents-card>`;
    case "code_channels":
      return html`<bot-channels-card .card=${card} .busy=${busy}></bot-channels-card>`;
    case "recap":
    case "identity_review":
      return html`<bot-lines-card .card=${card} .busy=${busy}></bot-lines-card>`;
  }
}

function choices(buttons: Button[], busy: boolean, send: (outgoing: Outgoing) => void): TemplateResult {
  return html`<div class="choices" role="group" aria-label="Réponses proposées">
    ${buttons.map(({ title, payload, href }) =>
      payload === undefined
        ? html`<a class="button button-quiet" href=${href ?? "/"} target=${embedded ? "_blank" : nothing}
            >${title}</a
          >`
        : action(title, () => send({ kind: "payload", payload, title }), { busy }),
    )}
  </div>`;
}
