// How strong a code is: what the measure finds, in words, and the estimate that stands in for it.

import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";

import { measure } from "../../../src/code/measure";
import { estimate, loadMeasure, strengthOf } from "../../../src/code/strength";

afterEach(() => {
  vi.doUnmock("../../../src/code/measure");
  vi.resetModules();
});

test.each([
  ["Azerty123!", 1],
  ["MotDePasse1", 1],
  ["P@ssw0rd", 0],
  ["Aaaaaaa1", 1],
  ["Doudou2024", 1],
  ["Elodie1987", 1],
  ["Élodie1987", 1],
  ["Ameli2026", 1],
  ["Zkqwvpt7", 2],
  ["Robert*123_A", 3],
  ["Vélo-Tandem-88", 4],
  ["Girafe-Canapé-Tempête-7", 4],
])("%s is of level %i", (code, score) => {
  expect(measure(code).score).toBe(score);
});

test.each([
  ["Azertyuiop1", /très utilisé|clavier/],
  ["Zzzzzzzzz1", /répété/],
  ["Abcabcabc1", /répété/],
  ["18/12/1962", /date/],
  ["Nathalie", /prénom|utilisé/],
  ["Amelibot", /service/],
])("the advice on %s says why", (code, why) => {
  expect(measure(code).advice.join(" ")).toMatch(why);
});

test("a weak code gets one or two short sentences, a strong one none", () => {
  expect(measure("Soleil2024").advice.at(-1)).toBe(
    "Ajoutez un ou deux mots peu courants, sans lien entre eux.",
  );
  expect(measure("Vélo-Tandem-88").advice).toEqual([]);
});

test("every code can be measured, its advice being whole sentences", { timeout: 30_000 }, () => {
  const piece = fc.oneof(
    fc.constantFrom("soleil", "Zidane", "1987", "18/12/1962", "abc", "azerty", "lundi", "@", "🙂", "é"),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
      const { score, advice } = measure(pieces.join(""));
      expect([0, 1, 2, 3, 4]).toContain(score);
      for (const sentence of advice) expect(sentence).toMatch(/^\p{Lu}.+\.$/u);
    }),
    { numRuns: 40 },
  );
});

test.each([
  ["abcdefgh", 1],
  ["Zkqwvpt7", 2],
  ["Vélo-Tandem-88", 3],
])("the estimate of %s is %i", (code, level) => {
  expect(estimate(code)).toBe(level);
});

test("nothing typed has no word", () => {
  expect(strengthOf("")).toEqual({ score: 0, word: "", advice: [] });
});

test("until the measure is loaded the estimate is used", async () => {
  const fresh = await import("../../../src/code/strength");
  expect(fresh.strengthOf("Azertyuiop1!")).toMatchObject({ word: "élevé", advice: [] });
});

test("once it is loaded it is used", async () => {
  expect(await loadMeasure()).toBe(true);
  expect(strengthOf("Azertyuiop1!")).toMatchObject({ score: 1, word: "faible" });
});

test("if it cannot be loaded the estimate stays", async () => {
  vi.doMock("../../../src/code/measure", () => {
    throw new TypeError("Failed to fetch dynamically imported module");
  });
  vi.resetModules();
  const fresh = await import("../../../src/code/strength");
  expect(await fresh.loadMeasure()).toBe(false);
  expect(fresh.strengthOf("Zkqwvpt7").word).toBe("moyen");
});
