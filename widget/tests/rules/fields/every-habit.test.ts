// What holds for every habit, whatever is typed.

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { habitOf } from "../../../src/fields/habits";
import { AROUND } from "./support";

const FIELDS = [
  "last_name",
  "nir",
  "birth_date",
  "postcode",
  "iban_end",
  "vitale_serial",
  "email",
  "email_confirmation",
  "mobile",
  "landline",
];

const oneOf = (characters: string) => fc.constantFrom(...Array.from(characters));
const numberLike = fc.string({
  unit: oneOf("0123456789012345678901234567890123456789ABOabo+/ .-()cléfr"),
  maxLength: 35,
});
const texts = fc.oneof(numberLike, fc.string({ unit: "binary", maxLength: 40 }));

/** The characters that count, "O" and "0" alike. */
function signs(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[^0-9A-Za-z+]/g, "")
    .toUpperCase()
    .replace(/O/g, "0");
}

describe.each(FIELDS)("the habit of %s", (field) => {
  const { format, check } = habitOf(field);

  test("formatting twice changes nothing more", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = format({ text, caret: text.length });
        expect(format(once)).toEqual(once);
      }),
    );
  });

  test("formatting keeps what counts", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const kept = signs(format({ text, caret: 0 }).text);
        expect([signs(text), signs(text.replace(/cl(?:ef?|é)/i, ""))]).toContain(kept);
      }),
    );
  });

  test("the caret stays after the same sign", () => {
    fc.assert(
      fc.property(numberLike, fc.nat(35), (text, place) => {
        fc.pre(!/[clfré]/i.test(text));
        const caret = Math.min(place, text.length);
        const after = format({ text, caret });
        expect(signs(after.text.slice(0, after.caret))).toBe(signs(text.slice(0, caret)));
      }),
    );
  });

  test("any text can be checked", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(check(text, AROUND)?.text).not.toBe("");
      }),
    );
  });

  test("an empty text gets no remark", () => {
    expect(check("", AROUND)).toBeNull();
  });
});

const digits = (length: number) =>
  fc.string({ unit: oneOf("0123456789"), minLength: length, maxLength: length });
const two = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, "0"));

/** Values that the server accepts, and in what they are typed. */
const ACCEPTED: Record<string, fc.Arbitrary<string>> = {
  nir: fc
    .tuple(
      fc.constantFrom("1", "2"),
      digits(2),
      fc.oneof(two(1, 12), two(20, 42), two(50, 99)),
      fc.oneof(digits(2), fc.constantFrom("2A", "2B")),
      digits(6),
    )
    .map((parts) => parts.join("")),
  birth_date: fc
    .date({ min: new Date("1907-01-01"), max: new Date("2026-03-02"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10).split("-").reverse().join("")),
  postcode: fc.tuple(two(1, 95), digits(3)).map((parts) => parts.join("")),
  iban_end: fc.tuple(digits(4), fc.constantFrom("AB1", "G02", "443")).map((parts) => parts.join("")),
  vitale_serial: fc.oneof(digits(11), digits(21)),
  mobile: fc.tuple(fc.constantFrom("06", "07"), digits(8)).map((parts) => parts.join("")),
  landline: fc
    .tuple(fc.constantFrom("01", "02", "03", "04", "05", "09"), digits(8))
    .map((parts) => parts.join("")),
};

test.each(["nir", "postcode", "iban_end", "vitale_serial", "mobile", "landline"])(
  "a %s is sent in one piece, so that one digit too many is not taken for another number",
  (field) => {
    const { format, sent } = habitOf(field);
    fc.assert(
      fc.property(digits(6), digits(12), (start, end) => {
        const text = `1${start}${end}`;
        expect(sent?.(format({ text, caret: 0 }).text)).toBe(text);
      }),
    );
    expect(sent?.("je ne l’ai pas")).toBe("je ne l’ai pas");
  },
);

test.each(Object.entries(ACCEPTED))(
  "a %s that is accepted gets no remark, as typed or in its groups",
  (field, values) => {
    const { format, check } = habitOf(field);
    fc.assert(
      fc.property(values, (text) => {
        expect(check(text, AROUND)).toBeNull();
        expect(check(format({ text, caret: 0 }).text, AROUND)).toBeNull();
      }),
    );
  },
);
