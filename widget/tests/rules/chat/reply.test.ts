// What can be replied, from the latest messages.

import { describe, expect, test } from "vitest";

import type { Card } from "../../../src/chat/messages";
import { NOTHING, change, fieldOf, offered } from "../../../src/chat/reply";
import { fieldCard, message, state } from "../../support/messages";

const consents: Card = { type: "consents", lines: [{ field: "consent_email", label: "Par e-mail ?" }] };
const recap: Card = { type: "recap", lines: [{ field: "nir", label: "Numéro", masked: "1 62 •••" }] };
const yes = { title: "Oui", payload: '/affirm{"field": "consent_email"}' };

describe("what the latest messages offer", () => {
  test("is the last card that takes an answer", () => {
    const messages = [message({ seq: 1, card: fieldCard() }), message({ seq: 2, card: consents })];
    expect(offered(messages, state(), NOTHING).form).toBe(consents);
  });

  test("is also what is shown above it", () => {
    const { form, shown } = offered([message({ seq: 1, card: recap })], state({ awaited: "recap" }), NOTHING);
    expect([form, shown]).toEqual([null, [recap]]);
  });

  test("stays when a question was answered and the same field is awaited", () => {
    const before = offered([message({ seq: 1, card: fieldCard() })], state(), NOTHING);
    expect(offered([message({ seq: 3 })], state(), before)).toBe(before);
  });

  test("goes when another field is awaited", () => {
    const before = offered([message({ seq: 1, card: fieldCard() })], state(), NOTHING);
    expect(offered([message({ seq: 3 })], state({ awaited: "birth_date" }), before).form).toBeNull();
  });

  test("is the same object when nothing changed, so that what is typed stays", () => {
    const messages = [message({ seq: 1, card: fieldCard() })];
    const before = offered(messages, state(), NOTHING);
    expect(offered(messages, state(), before)).toBe(before);
  });

  test("has no button for what the card does", () => {
    const other = { title: "Parler à une personne", payload: "/talk_to_human" };
    const modify = { title: "Modifier", payload: change("nir") };
    const messages = [message({ seq: 1, card: consents, buttons: [yes, other] })];
    expect(offered(messages, state({ awaited: "consent_email" }), NOTHING).buttons).toEqual([other]);
    const recapped = [message({ seq: 1, card: recap, buttons: [modify, other] })];
    expect(offered(recapped, state({ awaited: "recap" }), NOTHING).buttons).toEqual([other]);
  });

  test("has the answers yes and no where no card asks", () => {
    const messages = [message({ seq: 1, buttons: [yes] })];
    expect(offered(messages, state({ awaited: "consent_email" }), NOTHING).buttons).toEqual([yes]);
  });

  test("has each button once, links too", () => {
    const link = { title: "Me connecter", href: "/connexion" };
    const messages = [message({ seq: 1, buttons: [yes, link] }), message({ seq: 2, buttons: [link, yes] })];
    expect(offered(messages, state(), NOTHING).buttons).toEqual([yes, link]);
  });
});

test("each card that takes an answer names its field", () => {
  const cards: [Card | null, string | null][] = [
    [fieldCard({ field: "email" }), "email"],
    [{ type: "secure_form", form: "personal_code" }, "personal_code"],
    [{ type: "captcha", captcha: "id" }, "captcha"],
    [consents, "consent_email"],
    [recap, null],
    [null, null],
  ];
  for (const [card, field] of cards) expect(fieldOf(card)).toBe(field);
});
