// The card of the personal code: rules, strength, showing, refusals, and what it never lets out.

import "../../src/styles/site.css";

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import type { CodeCardElement } from "../../src/cards/code";
import type { Outgoing, Refusal } from "../../src/chat/messages";
import { expectNoFault } from "../support/look";

const CODE = "Vélo-Tandem-88";
const measureLoaded = () =>
  performance.getEntriesByType("resource").some(({ name }) => name.includes("/src/code/measure.ts"));
const imported = import("../../src/cards/code");
const loadedBeforeTheCard = imported.then(measureLoaded);

let card: CodeCardElement;
let sent: Outgoing[];

beforeEach(async () => {
  const { CodeCardElement } = await imported;
  await page.viewport(390, 700);
  document.documentElement.lang = "fr";
  document.title = "Essai";
  document.body.innerHTML =
    "<main class='wrap'><h1>Essai</h1><h2>Conversation</h2><div class='reply'></div></main>";
  card = new CodeCardElement();
  card.card = { type: "secure_form", form: "personal_code" };
  sent = [];
  card.addEventListener("send", (event) => sent.push((event as CustomEvent<Outgoing>).detail));
  document.querySelector(".reply")?.append(card);
  await card.updateComplete;
});

afterEach(() => {
  card.remove();
  vi.useRealTimers();
});

const code = page.getByLabelText("Mon nouveau code", { exact: true });
const confirmation = page.getByLabelText("Le même code, une seconde fois");
const submit = page.getByRole("button", { name: "Valider mon code" });
const standings = () => [...card.querySelectorAll("#code-rules li")].map((line) => line.className);

/** The text of an element as one reads it: each space is one space. */
function words(selector: string): string {
  return (card.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
}

function refusal(...reasons: [reason: string, message: string][]): Refusal {
  return {
    reasons: reasons.map(([reason, message]) => ({ reason, message })),
    value: "",
    captcha: null,
  };
}

test("the measure is loaded with the card, not before", async () => {
  expect(await loadedBeforeTheCard).toBe(false);
  await vi.waitFor(() => expect(measureLoaded()).toBe(true));
});

test("the empty card has no fault", async () => {
  await expect.element(page.getByRole("heading", { name: "Je choisis mon code personnel" })).toBeVisible();
  await expectNoFault();
});

test("the boxes are told to be for a new code", () => {
  for (const box of card.querySelectorAll("input")) {
    expect(box.type).toBe("password");
    expect(box.autocomplete).toBe("new-password");
    expect(box.getAttribute("value")).toBeNull();
  }
});

test("each rule changes its mark and its words while one types", async () => {
  expect(standings()).toEqual(["missing", "missing", "missing", "missing", "missing", "unknown"]);
  await userEvent.type(code, "zk Q");
  expect(standings()).toEqual(["missing", "kept", "kept", "missing", "broken", "unknown"]);
  const rule = (index: number) => words(`#code-rules li:nth-child(${index})`);
  expect(rule(1)).toBe("○avoir entre 8 et 50 caractères : pas encore respecté");
  expect(rule(2)).toBe("✓contenir une lettre minuscule : respecté");
  expect(rule(5)).toMatch(/^✕.* À enlever : espace : à corriger$/);
  await expectNoFault();
});

test("the meter has a word, and advice for a weak code", async () => {
  await vi.waitFor(() => expect(measureLoaded()).toBe(true));
  expect(words(".strength")).toBe("Niveau indicatif de sécurité : –");
  await userEvent.fill(code, "Nathalie");
  await expect.poll(() => words(".strength")).toMatch(/très faible$/);
  expect(card.querySelector("meter")?.value).toBe(0);
  expect(words(".level .hint")).toMatch(/^Ce code est très utilisé\. Ajoutez un ou deux mots/);
  await expectNoFault();
  await userEvent.fill(code, CODE);
  expect(words(".strength")).toMatch(/très élevé$/);
  expect(card.querySelector("meter")?.value).toBe(4);
  expect(words(".level .hint")).toBe("");
});

test("a pause in typing is spoken", async () => {
  await userEvent.type(code, "zkqwvpt7");
  expect(words("[role=status]")).toBe("");
  const missing =
    /^Votre code doit encore contenir une lettre majuscule\. Niveau indicatif de sécurité : \S+\./;
  await expect.poll(() => words("[role=status]")).toMatch(missing);
  await userEvent.fill(code, CODE);
  await expect
    .poll(() => words("[role=status]"))
    .toMatch(/^Les règles vérifiables ici sont respectées\. Niveau/);
});

test("pasting works in both boxes", async () => {
  for (const box of [code, confirmation]) {
    await box.click();
    const data = new DataTransfer();
    data.setData("text/plain", CODE);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    expect(box.element().dispatchEvent(event)).toBe(true);
  }
});

test("a box is shown and hidden by its own button", async () => {
  await userEvent.fill(code, CODE);
  const show = page.getByRole("button", { name: "Afficher mon nouveau code" });
  await show.click();
  expect((code.element() as HTMLInputElement).type).toBe("text");
  expect((confirmation.element() as HTMLInputElement).type).toBe("password");
  const hide = page.getByRole("button", { name: "Masquer mon nouveau code" });
  expect(document.activeElement).toBe(hide.element());
  await expectNoFault();
  await hide.click();
  expect((code.element() as HTMLInputElement).type).toBe("password");
  await expect
    .element(page.getByRole("button", { name: "Afficher le code de la seconde case" }))
    .toBeVisible();
});

test("the keyboard alone is enough", async () => {
  code.element().focus();
  await userEvent.keyboard(CODE);
  await userEvent.tab();
  await expect.element(page.getByRole("button", { name: "Afficher mon nouveau code" })).toHaveFocus();
  await userEvent.tab();
  await expect.element(confirmation).toHaveFocus();
  await userEvent.keyboard(`${CODE}{Enter}`);
  expect(sent).toEqual([{ kind: "code", code: CODE, confirmation: CODE }]);
});

test("the boxes are hidden when they are sent", async () => {
  await userEvent.fill(code, CODE);
  await userEvent.fill(confirmation, CODE);
  await page.getByRole("button", { name: "Afficher mon nouveau code" }).click();
  await submit.click();
  await card.updateComplete;
  expect((code.element() as HTMLInputElement).type).toBe("password");
});

test("two writings of the same code are the same", async () => {
  await userEvent.fill(code, CODE);
  await userEvent.fill(confirmation, CODE.normalize("NFD"));
  await submit.click();
  expect(sent).toHaveLength(1);
});

test("an empty box is not sent, and gets the focus", async () => {
  await submit.click();
  await expect.element(code).toHaveFocus();
  await expect.element(code).toHaveAttribute("aria-invalid", "true");
  await expect.element(code).toHaveAccessibleDescription(/Cette case est vide\. Choisissez un code/);
  expect(sent).toEqual([]);
  await expectNoFault();
});

test("an empty second box is not sent, and gets the focus", async () => {
  await userEvent.fill(code, CODE);
  await submit.click();
  await expect.element(confirmation).toHaveFocus();
  await expect.element(confirmation).toHaveAccessibleDescription(/une seconde fois/);
  expect(sent).toEqual([]);
});

test("two different codes are not sent; the second box has the focus", async () => {
  await userEvent.fill(code, CODE);
  await userEvent.fill(confirmation, "autre chose");
  await submit.click();
  await expect.element(confirmation).toHaveFocus();
  await expect.element(confirmation).toHaveAccessibleDescription(/ne sont pas les mêmes/);
  await expect.element(code).not.toHaveAttribute("aria-invalid");
  expect(sent).toEqual([]);
  await expectNoFault();
});

test("what was wrong goes once it is put right and sent", async () => {
  await submit.click();
  await userEvent.fill(code, CODE);
  await userEvent.fill(confirmation, CODE);
  await submit.click();
  await expect.element(code).not.toHaveAttribute("aria-invalid");
  expect(sent).toHaveLength(1);
});

test("every reason of a refusal is listed, with the focus on its box", async () => {
  await userEvent.fill(code, CODE);
  card.refusal = refusal(["code_too_short", "Il est trop court."], ["code_common", "Il est trop courant."]);
  await expect.element(code).toHaveFocus();
  expect([...card.querySelectorAll("#code-error li")].map(({ textContent }) => textContent)).toEqual([
    "Il est trop court.",
    "Il est trop courant.",
  ]);
  expect(card.querySelector("#confirmation-error")?.textContent.trim()).toBe("");
  await expect.element(code).toHaveValue(CODE);
  await expectNoFault();
});

test("a mismatch that the server found belongs to the second box", async () => {
  card.refusal = refusal(["code_confirmation_mismatch", "Les deux codes sont différents."]);
  await expect.element(confirmation).toHaveFocus();
  await expect.element(code).not.toHaveAttribute("aria-invalid");
  expect(card.querySelector("#confirmation-error li")?.textContent).toBe("Les deux codes sont différents.");
});

test("nothing is sent while an answer is awaited", async () => {
  card.busy = true;
  await submit.click({ force: true });
  await card.updateComplete;
  await expect.element(code).not.toHaveAttribute("aria-invalid");
  await userEvent.fill(code, CODE);
  await userEvent.fill(confirmation, CODE);
  await userEvent.keyboard("{Enter}");
  await expect.element(submit).toHaveAttribute("aria-disabled", "true");
  expect(sent).toEqual([]);
  await expectNoFault();
});

test("one can ask why", async () => {
  await page.getByRole("button", { name: "Pourquoi cette question ?" }).click();
  expect(sent).toEqual([{ kind: "payload", payload: "/ask_why_field", title: "Pourquoi cette question ?" }]);
});

test("the code stands nowhere in the page, shown or hidden, valid or refused", async () => {
  await userEvent.fill(code, CODE);
  await userEvent.fill(confirmation, `${CODE}9`);
  await page.getByRole("button", { name: "Afficher mon nouveau code" }).click();
  await submit.click();
  await card.updateComplete;
  expect(document.documentElement.outerHTML).not.toContain(CODE);
  expect(JSON.stringify([sessionStorage, localStorage])).not.toContain(CODE);
});

test("the boxes are emptied when the card goes", async () => {
  await userEvent.fill(code, CODE);
  await userEvent.fill(confirmation, CODE);
  const boxes = [...card.querySelectorAll("input")];
  card.remove();
  expect(boxes.map(({ value }) => value)).toEqual(["", ""]);
  expect(standings()).not.toContain("kept");
});
