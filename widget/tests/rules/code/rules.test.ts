// The rules of a personal code while it is typed: the golden table of the server, and its properties.

import fc from "fast-check";
import { expect, test } from "vitest";

import { forbidden, judge, type Rule } from "../../../src/code/rules";

const ALLOWED = new Set(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~€£§°" +
    "àâäæçéèêëîïñôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÑÔÖŒÙÛÜŸ",
);

function faults(code: string): Rule["name"][] {
  return judge(code)
    .filter(({ standing }) => standing === "missing" || standing === "broken")
    .map(({ name }) => name);
}

test.each(["Robert*123_A", "Vélo-Tandem-88", "Tandem-vert", `Zk${"q".repeat(47)}7`, "Zkqwvpt7"])(
  "%s keeps every rule",
  (code) => {
    expect(faults(code)).toEqual([]);
  },
);

test.each<[string, Rule["name"]]>([
  ["Zkqwvp7", "length"],
  [`Zk${"q".repeat(48)}7`, "length"],
  ["ZKQWVPT7", "lower"],
  ["zkqwvpt7", "upper"],
  ["Zkqwvpth", "other"],
  ["Zkqwvpt 7", "allowed"],
  ["Zkqwvpt7ж", "allowed"],
  ["Zkqwvpt7🙂", "allowed"],
])("%s breaks one rule: %s", (code, rule) => {
  expect(faults(code)).toEqual([rule]);
});

test("all broken rules come at once", () => {
  expect(faults("ab c")).toEqual(["length", "upper", "other", "allowed"]);
});

test("an empty box breaks nothing yet: everything is still to come", () => {
  const standings = judge("").map(({ standing }) => standing);
  expect(standings).toEqual(["missing", "missing", "missing", "missing", "missing", "unknown"]);
});

test("a code that is too long is to be corrected, not to be completed", () => {
  expect(judge("a".repeat(51))[0]?.standing).toBe("broken");
});

test("the length counts characters of NFKC, not units of UTF-16", () => {
  expect(faults("Zkqwv7🙂")).toContain("length");
  expect(faults("Zkqwvpt7🙂")).not.toContain("length");
  expect(faults("Ve\u0301lo-T8")).toContain("length");
  expect(faults("Ze\u0301lo-Ta8")).toEqual([]);
  expect(faults("Zkqwvﬃ7")).toEqual([]);
});

test("two writings of one accent are the same code", () => {
  const code = "Vélo-Tandem-88";
  expect(judge(code.normalize("NFD"))).toEqual(judge(code));
});

test("forbidden characters are named once, in their order", () => {
  expect(forbidden("a ж bж")).toEqual([" ", "ж"]);
});

test("the rule says which characters to take out", () => {
  const rule = judge("Zk\tжq").find(({ name }) => name === "allowed");
  expect(rule?.text).toMatch(/À enlever\u00a0: espace, ж$/);
});

test("only the server can tell whether a code holds what is personal", () => {
  expect(judge("Zk1812qwv").at(-1)?.standing).toBe("unknown");
});

const character = fc.oneof(
  fc.integer({ min: 0, max: 0x1ff }).map((point) => String.fromCodePoint(point)),
  fc.constantFrom("€", "ﬁ", "２", "🙂", "\u0301", "Ω"),
);

test("the allowed characters are those of the server", () => {
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 30 }), (code) => {
      const expected = new Set(Array.from(code.normalize("NFKC")).filter((each) => !ALLOWED.has(each)));
      expect(new Set(forbidden(code))).toEqual(expected);
    }),
  );
  expect(forbidden([...ALLOWED].join(""))).toEqual([]);
});

test("the rules agree with an oracle written another way", () => {
  const piece = fc.constantFrom(
    "a",
    "B",
    "é",
    "e\u0301",
    "Ü",
    "7",
    "-",
    "€",
    "ж",
    "zkq",
    "WVP",
    " ",
    "🙂",
    "ﬁ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const plain = pieces.join("").normalize("NFKC");
      const expected = [
        ...(/^.{8,50}$/su.test(plain) ? [] : ["length"]),
        ...(/\p{Ll}/u.test(plain.replaceAll("ж", "")) ? [] : ["lower"]),
        ...(/\p{Lu}/u.test(plain) ? [] : ["upper"]),
        ...(/[7\-€]/.test(plain) ? [] : ["other"]),
        ...(plain === "" || /[ж 🙂]/u.test(plain) ? ["allowed"] : []),
      ];
      expect(faults(pieces.join(""))).toEqual(expected);
    }),
  );
});
