// What was said, oldest first, then what is on its way.

import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";

import { authorOf, type Conversation, type Pending } from "../chat/conversation";
import type { Message } from "../chat/messages";
import { action } from "../base/controls";
import "./rating";
import { answered, typed } from "./text";

/** The messages of a conversation. */
export function log(conversation: Conversation): TemplateResult {
  const shown = conversation.messages.filter(({ text }) => text);
  return html`<div id="log" class="log" role="log" aria-live="off" aria-label="Messages">
    ${shown.map((message) => keyed(message.seq, said(message, conversation)))}
  </div>`;
}

/** The messages that the server has not taken yet. */
export function pending({ pending, busy }: Conversation): TemplateResult {
  return html`<div id="pending">${pending.map((message) => keyed(message.id, leaving(message, busy)))}</div>`;
}

function said(message: Message, conversation: Conversation): TemplateResult {
  const words = message.author === "person" ? typed(message.text) : answered(message.text);
  return html`<div class="message message-${message.author}" data-seq=${message.seq}>
    <p class="author">
      <strong>${authorOf(message)}</strong><span class="visually-hidden">, </span>
      <time datetime=${message.at}>${hour(message.at)}</time><span class="visually-hidden"> : </span>
    </p>
    <div class="bubble"><span class="words">${words}</span></div>
    ${
      message.answer
        ? html`<bot-rating .message=${message} .rate=${conversation.rate.bind(conversation)}></bot-rating>`
        : nothing
    }
    ${message.failed && !conversation.pending.some(({ id }) => id === message.id) ? undone(message, conversation) : nothing}
  </div>`;
}

function undone(message: Message, conversation: Conversation): TemplateResult {
  return html`<div class="undone actions">
    <p class="state error">Ce message n’a pas reçu de réponse.</p>
    ${action("Envoyer à nouveau", () => conversation.sendAgain(message), { busy: conversation.busy })}
  </div>`;
}

function leaving({ words, status, remedy }: Pending, busy: boolean): TemplateResult {
  return html`<div class="message message-person message-pending">
    ${
      words
        ? html`<p class="author"><strong>Vous</strong></p>
            <div class="bubble"><span class="words">${words}</span></div>`
        : nothing
    }
    <p class=${remedy ? "state error" : "state"} role="status">${status}</p>
    ${remedy ? html`<div class="actions">${action(remedy.title, remedy.press, { busy })}</div>` : nothing}
  </div>`;
}

function hour(at: string): string {
  return new Date(at).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
}
