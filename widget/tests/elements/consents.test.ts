// The card of the consents: nothing chosen beforehand, every question answered before it is sent.

import "../../src/styles/assistant.css";
import "../../src/styles/fields.css";
import "../../src/styles/site.css";

import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";

import { ConsentsCardElement } from "../../src/cards/consents";
import type { Outgoing } from "../../src/chat/messages";
import { expectNoFault } from "../support/look";

const MAIL = "Acceptez-vous des informations promotionnelles par e-mail ?";
const SMS = "Acceptez-vous des informations promotionnelles par SMS ?";

let card: ConsentsCardElement;
let sent: Outgoing[];

beforeEach(async () => {
  await page.viewport(390, 700);
  document.documentElement.lang = "fr";
  document.title = "Essai";
  document.body.innerHTML = "<main class='wrap'><h1>Essai</h1><div class='reply'></div></main>";
  card = new ConsentsCardElement();
  card.card = {
    type: "consents",
    lines: [
      { field: "consent_email", label: MAIL },
      { field: "consent_sms", label: SMS },
    ],
  };
  sent = [];
  card.addEventListener("send", (event) => sent.push((event as CustomEvent<Outgoing>).detail));
  document.querySelector(".reply")?.append(card);
  await card.updateComplete;
});

afterEach(() => card.remove());

const answer = (question: string, title: string) =>
  page.getByRole("group", { name: question }).getByRole("radio", { name: title });
const submit = page.getByRole("button", { name: "Valider mes choix" });

test("nothing is chosen beforehand", () => {
  expect(card.querySelectorAll("input:checked")).toHaveLength(0);
  expect(card.querySelectorAll("input[type=radio]")).toHaveLength(4);
});

test("it says that refusing changes nothing", () => {
  expect(card.textContent).toContain("Vous êtes libre de refuser\u00a0: cela ne change rien à votre compte.");
});

test("the choices are sent together", async () => {
  await answer(MAIL, "Non").click();
  await answer(SMS, "Oui").click();
  await submit.click();
  expect(sent).toEqual([{ kind: "consents", choices: { consent_email: "no", consent_sms: "yes" } }]);
});

test("the keyboard is enough", async () => {
  await userEvent.tab();
  await userEvent.keyboard(" ");
  await userEvent.tab();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(sent).toEqual([{ kind: "consents", choices: { consent_email: "yes", consent_sms: "no" } }]);
});

test("a question without answer is told, with the focus on it", async () => {
  await answer(MAIL, "Non").click();
  await submit.click();
  expect(sent).toEqual([]);
  await expect.element(answer(SMS, "Oui")).toHaveFocus();
  expect([...card.querySelectorAll(".error")].map((error) => error.textContent)).toEqual([
    "Choisissez Oui ou Non.",
  ]);
  await expect
    .element(page.getByRole("group", { name: SMS }))
    .toHaveAccessibleDescription(/Choisissez Oui ou Non\.$/);
  await expectNoFault();
});

test("its error goes with the answer", async () => {
  await submit.click();
  await answer(MAIL, "Oui").click();
  expect(card.querySelectorAll(".error")).toHaveLength(1);
});

test("choices survive a new rendering and the wait for the answer", async () => {
  await answer(MAIL, "Oui").click();
  card.busy = true;
  card.card = { type: "consents", lines: [...card.card.lines] };
  await card.updateComplete;
  await expect.element(answer(MAIL, "Oui")).toBeChecked();
  await submit.click({ force: true });
  expect(sent).toEqual([]);
});

test("a refusal of the server is shown with the focus on the first answer", async () => {
  card.refusal = {
    reasons: [{ reason: "unavailable", message: "Vos choix ne sont pas arrivés." }],
    value: "",
    captcha: null,
  };
  await card.updateComplete;
  expect(card.querySelector("#consents-error")?.textContent).toBe("Vos choix ne sont pas arrivés.");
  await expect.element(answer(MAIL, "Oui")).toHaveFocus();
});

test("a question that is no longer asked is not answered", async () => {
  await answer(MAIL, "Oui").click();
  await answer(SMS, "Non").click();
  card.card = { type: "consents", lines: card.card.lines.slice(1) };
  await card.updateComplete;
  await submit.click();
  expect(sent).toEqual([{ kind: "consents", choices: { consent_sms: "no" } }]);
});

test("one may ask why", async () => {
  await page.getByRole("button", { name: "Pourquoi cette question ?" }).click();
  expect(sent).toEqual([{ kind: "payload", payload: "/ask_why_field", title: "Pourquoi cette question ?" }]);
});

test("it has no fault in any state, at 320 pixels too", async () => {
  await expectNoFault();
  await page.viewport(320, 256);
  await submit.click();
  await expectNoFault();
  await answer(MAIL, "Oui").click();
  card.busy = true;
  await card.updateComplete;
  await expectNoFault();
});

test("every answer is large enough for a finger", () => {
  for (const choice of card.querySelectorAll("label")) {
    expect(choice.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
  }
});
