// Messages and states for the tests.

import type { FieldCard, Message, State } from "../../src/chat/messages";

export function message(given: Partial<Message> & { seq: number }): Message {
  return {
    id: null,
    author: "bot",
    text: `Message ${given.seq}`,
    buttons: [],
    card: null,
    failed: false,
    answer: false,
    rating: null,
    at: "2026-03-02T09:00:00+00:00",
    ...given,
  };
}

export function state(given: Partial<State> = {}): State {
  return {
    conversation: "one",
    status: "open",
    road: "enrolment",
    cause: null,
    awaited: "nir",
    step: 1,
    steps: 6,
    open: true,
    mailbox: null,
    ...given,
  };
}

export function fieldCard(given: Partial<FieldCard> = {}): FieldCard {
  return {
    type: "field",
    field: "nir",
    label: "Numéro de sécurité sociale",
    example: "1 62 12 2B 010 001",
    help: "Il est écrit sur votre carte Vitale.",
    inputmode: "text",
    autocomplete: "off",
    missing: null,
    ...given,
  };
}
