// The social-security number gets its groups while it is typed; what the server reads gets no remark.

import { describe, expect, test } from "vitest";

import { nir } from "../../../src/fields/nir";
import { erase, paste, said, type } from "./support";

const VENTURI = "1 62 12 2B 010 001";

test("typed at one go, it stands as on the card", () => {
  expect(type(nir, "162122b010001")).toBe(`${VENTURI}|`);
});

test("its key makes a last group", () => {
  expect(type(nir, "162122B01000103")).toBe(`${VENTURI} 03|`);
});

test("spaces that one types make no difference", () => {
  expect(type(nir, "1 62 12 2b 010 001 03")).toBe(`${VENTURI} 03|`);
});

test.each([
  "162122B010001",
  "1.62.12.2B.010.001",
  "1-62-12-2b-010-001",
  "1\u00a062\u200b12\u202f2B 010\u2011001",
  "１６２１２２Ｂ０１０００１",
  " 1 62 12 2B OlO 001".replace("l", "1"),
  "N°162122B010001.",
])("%s is pasted in its groups", (text) => {
  expect(paste(nir, text)).toBe(`${VENTURI}|`);
});

test.each(["1 62 12 2b 010 001 clé 03", "162 122B 010 001 (03)", "1 62 12 2B 010 001 cle : 03"])(
  "%s is pasted with its key",
  (text) => {
    expect(paste(nir, text)).toBe(`${VENTURI} 03|`);
  },
);

test("a letter O is a zero, the letters of Corsica stay", () => {
  expect(type(nir, "170112ao0402i".replace("i", "1"))).toBe("1 70 11 2A 004 021|");
});

test.each(["bonjour", "où le trouver ?", "je ne l’ai pas", "un soixante-deux", "c’est le 162122B010001"])(
  "“%s” is left as it is",
  (text) => {
    expect(type(nir, text)).toBe(`${text}|`);
  },
);

test("a key announced by its name is read as it is typed", () => {
  expect(type(nir, "1 62 12 2b 010 001 clé 03")).toBe(`${VENTURI} 03|`);
});

test("what is typed beyond the length stays", () => {
  expect(type(nir, "162122B01000103999")).toBe(`${VENTURI} 03 999|`);
});

describe("in the middle", () => {
  test("a missing digit is added where the caret is", () => {
    expect(type(nir, "2", "1 6|1 22 B0 100 01")).toBe(`1 62|${VENTURI.slice(4)}`);
  });

  test("a digit that begins a group leaves the caret in it", () => {
    expect(type(nir, "1", "1 62 |22 B0 100 01")).toBe("1 62 1|2 2B 010 001");
  });

  test("erasing a digit leaves the caret before the next", () => {
    expect(erase(nir, "1 62| 12 2B 010 001")).toBe("1 6|1 22 B0 100 01");
  });

  test("erasing a space steps over it", () => {
    expect(erase(nir, "1 62 |12 2B 010 001")).toBe("1 62| 12 2B 010 001");
  });

  test("all that is before the caret can be erased", () => {
    let typed = "1 62 12 2B| 010 001";
    for (let presses = 0; presses < 10; presses++) typed = erase(nir, typed);
    expect(typed).toBe("|0 10 00 1");
  });
});

test.each([
  "162122B010001",
  VENTURI,
  "mon numéro c'est le 1 62 12 2B 010 001 merci",
  "1 62 12 2b 010 001 03",
  "1 62 12 2B 010 001 clé 03",
  "162 122B 010 001 (03)",
  "un soixante-deux douze deux B zéro dix zéro zéro un",
  "l 62 l2 2B OlO OOl",
  "je suis né en 62, 1 62 12 2B 010 001",
  "N°162122B010001.",
  "228123181500110",
  "170112A004021",
  "162203B010001".replace("B", "1"),
  "1624263010001",
  "1625063010001",
  "1629963010001",
])("the server reads “%s”: no remark", (text) => {
  expect(said(nir, text)).toBeNull();
});

test.each([
  ["1 62 12", "Il manque 8 caractères : le numéro en compte 13, ou 15 avec la clé."],
  ["1 62 12 2B 010 00", "Il manque 1 caractère : le numéro en compte 13, ou 15 avec la clé."],
  ["1 62 12 63 010 001 1", "Il manque un chiffre à la clé, qui en compte deux. Vous pouvez aussi l’enlever."],
  ["16212630100010301", "Il y a 2 caractères de trop : le numéro en compte 13, ou 15 avec la clé."],
  [
    "1 62 12 2B 010 001 04",
    "La clé, les deux derniers chiffres, ne va pas avec le reste. Relisez le numéro.",
  ],
  ["162122A01000103", "La clé, les deux derniers chiffres, ne va pas avec le reste. Relisez le numéro."],
  ["7 62 12 63 010 001", "Ce numéro commence par 7 ou 8 : c’est un numéro provisoire."],
  ["3621263010001", "Un numéro de sécurité sociale commence par 1 ou 2."],
  ["0621263010001", "Un numéro de sécurité sociale commence par 1 ou 2."],
  ["16212A2010001", "Il n’y a de lettre que pour une naissance en Corse : 2A ou 2B, après le mois."],
  ["162121A010001", "Il n’y a de lettre que pour une naissance en Corse : 2A ou 2B, après le mois."],
])("“%s” gets a remark", (text, remark) => {
  expect(said(nir, text)).toBe(remark);
});

test.each(["1 62 00", "1620063010001", "1621363010001", "1621963010001", "1624363010001", "1624963010001"])(
  "the month of “%s” is to be looked at",
  (text) => {
    expect(said(nir, text)).toContain("quatrième et cinquième");
  },
);
