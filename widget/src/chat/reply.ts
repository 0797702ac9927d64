// What the latest messages offer to reply with: cards and quick replies.

import type { Button, Card, Message, State } from "./messages";

export interface Reply {
  /** Changes when something else is offered. */
  key: string;
  awaited: string | null;
  /** The card that takes an answer; the last one when there are several. */
  form: Card | null;
  /** What is shown above it. */
  shown: Card[];
  buttons: Button[];
}

export const NOTHING: Reply = { key: "", awaited: null, form: null, shown: [], buttons: [] };

const FORMS = new Set<Card["type"]>(["field", "iban_hint", "secure_form", "captcha", "consents"]);

/** The payload that asks to change `field`. */
export function change(field: string): string {
  return `/correct_field{"field": "${field}"}`;
}

/** The field that a card asks for; null for one that asks for none. */
export function fieldOf(card: Card | null): string | null {
  switch (card?.type) {
    case "field":
    case "iban_hint":
      return card.field;
    case "secure_form":
      return "personal_code";
    case "captcha":
      return "captcha";
    case "consents":
      return card.lines[0]?.field ?? null;
    default:
      return null;
  }
}

/**
 * What the messages since the person last wrote offer. When they offer nothing and the same field
 * is still awaited (a question was answered), what was there stays.
 */
export function offered(messages: Message[], state: State, before: Reply): Reply {
  const cards = messages.map(({ card }) => card).filter((card) => card !== null);
  const buttons = messages.flatMap((message) => message.buttons);
  const { awaited } = state;
  if (cards.length === 0 && buttons.length === 0 && awaited !== null && awaited === before.awaited) {
    return before;
  }
  const key = JSON.stringify([cards, buttons, messages.at(-1)?.seq]);
  if (key === before.key) return before;
  const form = cards.findLast(({ type }) => FORMS.has(type)) ?? null;
  const shown = cards.filter(({ type }) => !FORMS.has(type));
  return { key, awaited, form, shown, buttons: distinct(buttons, form, shown) };
}

/** The buttons, each once, without those whose work a card does. */
function distinct(buttons: Button[], form: Card | null, shown: Card[]): Button[] {
  const done = new Set(shown.flatMap((card) => ("lines" in card ? card.lines.map(changing) : [])));
  const byCard = (payload: string) => done.has(payload) || (form?.type === "consents" && chooses(payload));
  const kept = buttons.filter(({ payload }) => payload === undefined || !byCard(payload));
  return [...new Map(kept.map((button) => [button.payload ?? button.href, button])).values()];
}

function changing(line: object): string {
  return "field" in line ? change(String(line.field)) : "";
}

function chooses(payload: string): boolean {
  return /^\/(affirm|deny)\b/.test(payload);
}
