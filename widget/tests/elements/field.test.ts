// The card of a field in a real browser: typing, pasting, remarks, the calendar, refusals, sending.

import "../../src/styles/assistant.css";
import "../../src/styles/fields.css";
import "../../src/styles/site.css";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { FieldCardElement } from "../../src/cards/field";
import type { FieldCard, Outgoing, Refusal } from "../../src/chat/messages";
import { expectNoFault } from "../support/look";

const HINT = "FR64 2004 1••• ••01 3478 ____ ___";
const TEXTS = {
  nir: ["Numéro de sécurité sociale", "1 62 12 2B 010 001"],
  birth_date: ["Date de naissance", "18/12/1962 ou 18 décembre 1962"],
  iban_end: ["7 derniers caractères de l’IBAN", "0A12 345"],
  vitale_serial: ["11 derniers chiffres du numéro de série de la carte Vitale", "01 234 567 890"],
  email: ["Adresse e-mail", "prenom.nom@exemple.fr"],
  mobile: ["Numéro de téléphone portable", "06 39 98 01 23"],
} as const;

let card: FieldCardElement;
let sent: Outgoing[];

beforeEach(async () => {
  await page.viewport(390, 700);
  document.documentElement.lang = "fr";
  document.title = "Essai";
  sent = [];
});

afterEach(() => {
  card.remove();
  vi.useRealTimers();
});

function data(field: keyof typeof TEXTS, more: Partial<FieldCard> = {}): FieldCard {
  const [label, example] = TEXTS[field];
  return {
    type: field === "iban_end" ? "iban_hint" : "field",
    field,
    label,
    example,
    help: "Une aide.",
    inputmode: "text",
    autocomplete: "off",
    missing: null,
    ...(field === "iban_end" && { hint: HINT }),
    ...more,
  };
}

async function ask(field: keyof typeof TEXTS, more: Partial<FieldCard> = {}): Promise<void> {
  document.body.innerHTML = "<main class='wrap'><h1>Essai</h1><div class='reply'></div></main>";
  card = new FieldCardElement();
  card.card = data(field, more);
  card.addEventListener("send", (event) => sent.push((event as CustomEvent<Outgoing>).detail));
  document.querySelector(".reply")?.append(card);
  await card.updateComplete;
}

async function refuse(value: string, message: string): Promise<void> {
  card.refusal = { reasons: [{ reason: "refused", message }], value, captcha: null } satisfies Refusal;
  await card.updateComplete;
}

/** Put `text` in the clipboard, then paste it in the box. */
async function paste(text: string): Promise<void> {
  const source = document.createElement("textarea");
  source.value = text;
  document.body.append(source);
  source.select();
  await userEvent.copy();
  source.remove();
  box().focus();
  await userEvent.paste();
}

function box(): HTMLInputElement {
  const input = card.querySelector<HTMLInputElement>(`#field-${card.card.field}`);
  if (input === null) throw new Error("no box");
  return input;
}

function date(): HTMLInputElement {
  const input = card.querySelector<HTMLInputElement>("input[type=date]");
  if (input === null) throw new Error("no calendar");
  return input;
}

/** What stands in the box, with "|" where the caret is. */
function standing(): string {
  const { value, selectionStart } = box();
  return `${value.slice(0, selectionStart ?? 0)}|${value.slice(selectionStart ?? 0)}`;
}

function put(shown: string): void {
  const caret = shown.indexOf("|");
  box().setSelectionRange(caret, caret);
}

const remark = () => card.querySelector("[role=status]")?.textContent;
const pattern = () =>
  [...card.querySelectorAll(".pattern > span")].map((group) => group.textContent).join(" ");
const submit = page.getByRole("button", { name: "Valider" });

describe("its words", () => {
  test("the box bears the label and is described by the example", async () => {
    await ask("nir");
    expect(box().labels?.[0]?.textContent).toBe("Numéro de sécurité sociale");
    await expect.element(box()).toHaveAccessibleDescription(/^Exemple\s: 1 62 12 2B 010 001$/);
  });

  test("the keyboard suits the field", async () => {
    await ask("email", { inputmode: "email", autocomplete: "email" });
    expect(box().inputMode).toBe("email");
    expect(box().autocomplete).toBe("email");
    expect(box().autocapitalize).toBe("none");
    expect(box().enterKeyHint).toBe("send");
    expect(box().spellcheck).toBe(false);
  });

  test.each([
    ["nir", 1],
    ["iban_end", 1],
    ["vitale_serial", 2],
  ] as const)("where %s is found is drawn", async (field, count) => {
    await ask(field);
    await page.getByText(/Où le trouver/).click();
    const drawings = [...card.querySelectorAll("img")];
    expect(drawings).toHaveLength(count);
    for (const drawing of drawings) {
      await vi.waitFor(() => expect(drawing.naturalWidth).toBeGreaterThan(0));
      expect(drawing.alt).toMatch(/^Dessin .{40,}\.$/);
      expect(drawing.naturalHeight / drawing.naturalWidth).toBeCloseTo(
        Number(drawing.getAttribute("height")) / Number(drawing.getAttribute("width")),
      );
    }
  });

  test("a field without drawing has help in words", async () => {
    await ask("mobile");
    await expect.element(page.getByText(/Besoin d’aide/)).toBeVisible();
    expect(card.querySelector("img")).toBeNull();
  });
});

describe("typing", () => {
  test("the number gets its groups", async () => {
    await ask("nir");
    await userEvent.type(box(), "162122b010001");
    expect(standing()).toBe("1 62 12 2B 010 001|");
  });

  test("a digit is put right in the middle", async () => {
    await ask("nir");
    await userEvent.type(box(), "152122b010001");
    put("1 5|2 12 2B 010 001");
    await userEvent.keyboard("{Backspace}6");
    expect(standing()).toBe("1 6|2 12 2B 010 001");
  });

  test("erasing backwards goes over the spaces", async () => {
    await ask("nir");
    await userEvent.type(box(), "162122b010001");
    put("1 62 |12 2B 010 001");
    await userEvent.keyboard("{Backspace}");
    expect(standing()).toBe("1 62| 12 2B 010 001");
    await userEvent.keyboard("{Backspace}");
    expect(standing()).toBe("1 6|1 22 B0 100 01");
  });

  test("erasing forwards goes over the spaces", async () => {
    await ask("nir");
    await userEvent.type(box(), "162122b010001");
    put("1 62| 12 2B 010 001");
    await userEvent.keyboard("{Delete}");
    expect(standing()).toBe("1 62 |12 2B 010 001");
    await userEvent.keyboard("{Delete}");
    expect(standing()).toBe("1 62| 22 B0 100 01");
  });

  test("a number in any writing is pasted, more of it too", async () => {
    await ask("nir");
    await paste("1-62-12-2b-010-001");
    expect(standing()).toBe("1 62 12 2B 010 001|");
    await paste("03999");
    expect(standing()).toBe("1 62 12 2B 010 001 03 999|");
  });

  test("text under composition is left alone until its end", async () => {
    await ask("nir");
    const input = box();
    input.value = "162122b";
    input.dispatchEvent(new InputEvent("input", { isComposing: true }));
    expect(input.value).toBe("162122b");
    input.dispatchEvent(new CompositionEvent("compositionend"));
    expect(input.value).toBe("1 62 12 2B");
  });

  test("it survives a new rendering and the wait for the answer", async () => {
    await ask("nir");
    await userEvent.type(box(), "162");
    card.card = data("nir");
    card.busy = true;
    await card.updateComplete;
    expect(standing()).toBe("1 62|");
  });

  test("the end of the IBAN fills the IBAN on file", async () => {
    await ask("iban_end");
    await userEvent.type(box(), "0g0");
    expect(pattern()).toBe("FR64 2004 1••• ••01 3478 0G0_ ___");
    await expect
      .element(box())
      .toHaveAccessibleDescription(/FR64 2004 1 masqué 01 3478, puis les 7 caractères à donner\./);
  });

  test("a serial number stands in the whole number", async () => {
    await ask("vitale_serial");
    await userEvent.type(box(), "0467");
    expect(box().value).toBe("04 67");
    expect(pattern()).toBe("•••••••••• 04 67_ ___ ___");
  });
});

describe("remarks", () => {
  test("one comes after a pause, not while one types", async () => {
    await ask("nir");
    vi.useFakeTimers();
    box().value = "1621";
    box().dispatchEvent(new InputEvent("input"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(remark()).toBe("");
    await vi.advanceTimersByTimeAsync(300);
    expect(remark()).toContain("Il manque 9 caractères");
  });

  test("one comes when the box is left", async () => {
    await ask("nir");
    await userEvent.type(box(), "1621");
    await userEvent.tab();
    await vi.waitFor(() => expect(remark()).toContain("Il manque 9 caractères"), { timeout: 500 });
  });

  test("it goes as soon as it is no longer true", async () => {
    await ask("mobile");
    await userEvent.type(box(), "063998012");
    await userEvent.tab();
    await vi.waitFor(() => expect(remark()).toContain("Il manque"));
    await userEvent.type(box(), "3");
    expect(remark()).toBe("");
  });

  test("it blocks nothing", async () => {
    await ask("nir");
    await userEvent.type(box(), "1621");
    await userEvent.tab();
    await vi.waitFor(() => expect(remark()).toContain("Il manque"));
    await submit.click();
    expect(sent).toEqual([{ kind: "text", text: "1621", field: "nir" }]);
  });

  test("none comes while a button is pressed", async () => {
    await ask("nir");
    await userEvent.type(box(), "1621");
    submit.element().dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    box().blur();
    await new Promise((done) => setTimeout(done, 100));
    expect(remark()).toBe("");
    submit.element().dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    await vi.waitFor(() => expect(remark()).toContain("Il manque"), { timeout: 2000 });
  });

  test("what it proposes is taken by a button, then the box has the focus", async () => {
    await ask("email", { inputmode: "email" });
    await userEvent.type(box(), "marie@gmail.con");
    await userEvent.tab();
    await page.getByRole("button", { name: "Corriger ainsi : marie@gmail.com" }).click();
    expect(standing()).toBe("marie@gmail.com|");
    expect(document.activeElement).toBe(box());
    await vi.waitFor(() => expect(remark()).toBe(""));
    expect(page.getByRole("button", { name: /Corriger/ }).elements()).toHaveLength(0);
  });

  test("a proposal that is not taken blocks nothing", async () => {
    await ask("email", { inputmode: "email" });
    await userEvent.type(box(), "marie@gmail.con{Enter}");
    expect(sent).toEqual([{ kind: "text", text: "marie@gmail.con", field: "email" }]);
  });
});

describe("the calendar", () => {
  test("its button opens it at the date that is typed", async () => {
    await ask("birth_date");
    const open = vi.spyOn(HTMLInputElement.prototype, "showPicker").mockImplementation(() => undefined);
    await userEvent.type(box(), "18121962");
    await page.getByRole("button", { name: "Choisir dans un calendrier" }).click();
    expect(open).toHaveBeenCalledOnce();
    expect(date().value).toBe("1962-12-18");
    open.mockRestore();
  });

  test("where the browser can open it, its box stays hidden", async () => {
    await ask("birth_date");
    await page.getByRole("button", { name: "Choisir dans un calendrier" }).click();
    await userEvent.keyboard("{Escape}");
    await card.updateComplete;
    expect(date().getAttribute("aria-hidden")).toBe("true");
    expect(page.getByLabelText("Ou choisissez-la ici").elements()).toHaveLength(0);
  });

  test("the date chosen fills the box and is told", async () => {
    await ask("birth_date");
    date().value = "1962-12-18";
    date().dispatchEvent(new Event("change"));
    await card.updateComplete;
    expect(box().value).toBe("18/12/1962");
    expect(remark()).toBe("Date choisie\u00a0: 18/12/1962.");
  });

  test("it goes from 120 years ago to today", async () => {
    await ask("birth_date");
    const year = new Date().getFullYear();
    expect(date().min).toMatch(new RegExp(`^${year - 120}-`));
    expect(date().max).toMatch(new RegExp(`^${year}-`));
  });

  test("where it cannot be opened its own box is shown, labelled, with the focus", async () => {
    await ask("birth_date");
    vi.spyOn(HTMLInputElement.prototype, "showPicker").mockImplementationOnce(() => {
      throw new DOMException("", "SecurityError");
    });
    await page.getByRole("button", { name: "Choisir dans un calendrier" }).click();
    await vi.waitFor(() => expect(document.activeElement).toBe(date()));
    await expect.element(page.getByLabelText("Ou choisissez-la ici")).toBeVisible();
    expect(date().clientHeight).toBeGreaterThanOrEqual(42);
    await expectNoFault();
  });

  test("its hidden box is out of the way of the keyboard", async () => {
    await ask("birth_date");
    box().focus();
    await userEvent.tab();
    await userEvent.tab();
    expect(document.activeElement?.textContent.trim()).toBe("Choisir dans un calendrier");
  });
});

describe("a refusal", () => {
  test("is told when the focus is in the box already: nothing else would have it read", async () => {
    await ask("nir");
    const told: string[] = [];
    card.addEventListener("tell", (event) => told.push((event as CustomEvent<string>).detail));
    box().focus();
    await refuse("162", "Il manque des chiffres.");
    expect(told).toEqual(["Il manque des chiffres."]);
    box().blur();
    await refuse("163", "Il manque des chiffres.");
    expect(told).toHaveLength(1);
    expect(document.activeElement).toBe(box());
  });

  test("of an empty box goes when something is typed", async () => {
    await ask("nir");
    await userEvent.click(box());
    await userEvent.keyboard("{Enter}");
    await expect.element(box()).toHaveAttribute("aria-invalid", "true");
    await userEvent.keyboard("1");
    await expect.element(box()).not.toHaveAttribute("aria-invalid");
  });

  test("the reason stands by the box, which has the focus and its text selected", async () => {
    await ask("mobile");
    await userEvent.type(box(), "0473123456");
    await refuse("0473123456", "Ce numéro n’est pas celui d’un portable, par exemple 06 39 98 01 23.");
    expect(card.querySelector("#field-mobile-error")?.textContent).toContain("pas celui d’un portable");
    expect(box().getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(box());
    expect(box().value).toBe("04 73 12 34 56");
    expect([box().selectionStart, box().selectionEnd]).toEqual([0, 14]);
    await expect
      .element(box())
      .toHaveAccessibleDescription(/Exemple\s: 06 39 98 01 23 .*pas celui d’un portable/);
  });

  test("after a reload the box holds again what was refused", async () => {
    await ask("nir");
    await refuse("162122B01", "Ce numéro n’a pas la bonne longueur.");
    expect(box().value).toBe("1 62 12 2B 01");
  });

  test("what was refused gets no remark on top", async () => {
    await ask("mobile");
    await refuse("0473123456", "Ce numéro n’est pas celui d’un portable.");
    await userEvent.keyboard("{End}1");
    await userEvent.tab();
    await vi.waitFor(() => expect(remark()).toContain("1 chiffre de trop"));
    await userEvent.type(box(), "{Backspace}");
    await userEvent.tab();
    await new Promise((done) => setTimeout(done, 50));
    expect(remark()).toBe("");
  });

  test("an empty box is refused on the spot, with an example", async () => {
    await ask("mobile");
    await submit.click();
    await card.updateComplete;
    expect(sent).toEqual([]);
    expect(card.querySelector("#field-mobile-error")?.textContent).toBe(
      "Cette case est vide. Exemple : 06 39 98 01 23.",
    );
    expect(document.activeElement).toBe(box());
  });
});

describe("sending", () => {
  test("Enter sends the number without its spaces, with its field", async () => {
    await ask("nir");
    await userEvent.type(box(), "162122b010001{Enter}");
    expect(sent).toEqual([{ kind: "text", text: "162122B010001", field: "nir" }]);
  });

  test("a sentence is sent as it is", async () => {
    await ask("iban_end");
    await userEvent.type(box(), "où est mon RIB ?{Enter}");
    expect(sent).toEqual([{ kind: "text", text: "où est mon RIB ?", field: "iban_end" }]);
  });

  test("nothing leaves while an answer is awaited", async () => {
    await ask("nir", { missing: { title: "Je ne l’ai pas", payload: "/skip" } });
    card.busy = true;
    await userEvent.type(box(), "1{Enter}");
    await page.getByRole("button", { name: "Je ne l’ai pas" }).click({ force: true });
    expect(sent).toEqual([]);
    expect(submit.element().getAttribute("aria-disabled")).toBe("true");
  });

  test("one may not have it, or ask why", async () => {
    await ask("nir", { missing: { title: "Je ne l’ai pas", payload: "/skip" } });
    await page.getByRole("button", { name: "Je ne l’ai pas" }).click();
    await page.getByRole("button", { name: "Pourquoi cette question ?" }).click();
    expect(sent).toEqual([
      { kind: "payload", payload: "/skip", title: "Je ne l’ai pas" },
      { kind: "payload", payload: "/ask_why_field", title: "Pourquoi cette question ?" },
    ]);
  });
});

describe("for everyone", () => {
  test.each(["nir", "birth_date", "iban_end", "vitale_serial", "email", "mobile"] as const)(
    "%s has no fault in any state, and no sideways scroll at 320 pixels",
    async (field) => {
      await page.viewport(320, 256);
      await ask(field, { missing: { title: "Je n’ai pas ce numéro sous la main", payload: "/skip" } });
      await expectNoFault();
      await userEvent.type(box(), field === "email" ? "marie-antoinette.dupont-durand@gmail.con" : "0213");
      await userEvent.tab();
      await vi.waitFor(() => expect(remark()).not.toBe(""));
      for (const details of card.querySelectorAll("details")) details.open = true;
      await expectNoFault();
      await refuse("0213", "Ce n’est pas le bon nombre de chiffres.");
      await expectNoFault();
      card.busy = true;
      await card.updateComplete;
      await expectNoFault();
    },
  );

  test("every control is large enough for a finger", async () => {
    await ask("birth_date", { missing: { title: "Passer", payload: "/skip" } });
    for (const control of card.querySelectorAll("button, summary, input:not([aria-hidden])")) {
      expect(control.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
    }
  });
});
