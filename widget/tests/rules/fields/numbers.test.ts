// Postcode, end of the IBAN, serial number and phones: their groups, their remarks, the numbers they complete.

import { describe, expect, test } from "vitest";

import type { Habit } from "../../../src/fields/habit";
import { ibanEnd } from "../../../src/fields/iban-end";
import { landline, mobile } from "../../../src/fields/phone";
import { postcode } from "../../../src/fields/postcode";
import { vitaleSerial } from "../../../src/fields/vitale-serial";
import { erase, paste, proposed, said, type } from "./support";

const HINT = "FR64 2004 1••• ••01 3478 ____ ___";
const WHOLE = "FR64 2004 1010 0301 3478 0G02 443";

function pattern(habit: Habit, text: string, hint = ""): string | undefined {
  return habit
    .pattern?.(text, hint)
    ?.groups.map(({ known, typed, blank }) => known + typed + blank)
    .join(" ");
}

describe("the postcode", () => {
  test.each(["63000", "63 000", "63OOO", "O63000".slice(1)])("“%s” is 63000", (text) => {
    expect(paste(postcode, text)).toBe("63000|");
  });

  test("a sixth digit stands apart", () => {
    expect(type(postcode, "630001")).toBe("63000 1|");
  });

  test.each([
    "63000",
    "j'habite à 63000",
    "63 000",
    "F-63000",
    "soixante-trois mille",
    "O1OOO",
    "20200",
    "95880",
  ])("the server reads “%s”: no remark", (text) => {
    expect(said(postcode, text)).toBeNull();
  });

  test.each([
    "97100",
    "97400",
    "97500",
    "97600",
    "97800",
    "98000",
    "98400",
    "98600",
    "98700",
    "98800",
    "98900",
  ])("“%s” exists", (text) => {
    expect(said(postcode, text)).toBeNull();
  });

  test.each(["00100", "96000", "99000", "97900", "97000", "98500"])("“%s” does not exist", (text) => {
    expect(said(postcode, text)).toContain("Aucun code postal");
  });

  test.each([
    ["6300", "Il manque 1 chiffre : un code postal en compte cinq."],
    ["630000", "Il y a 1 chiffre de trop : un code postal en compte cinq."],
    ["2A000", "En Corse, le code postal commence par 20."],
  ])("“%s” gets a remark", (text, remark) => {
    expect(said(postcode, text)).toBe(remark);
  });
});

describe("the end of the IBAN", () => {
  test("it stands in two groups, in capitals", () => {
    expect(type(ibanEnd, "0g02443")).toBe("0G02 443|");
  });

  test("the letter O and zero stay what they are", () => {
    expect(type(ibanEnd, "0OO0123")).toBe("0OO0 123|");
  });

  test.each(["fr6420041010030134780g02443", WHOLE, "FR64-2004-1010-0301-3478-0G02-443"])(
    "the whole IBAN %s stands in its groups",
    (text) => {
      expect(paste(ibanEnd, text)).toBe(`${WHOLE}|`);
    },
  );

  test.each(["je ne l’ai pas", "mon iban est fr64", "où ?", "les 7 derniers sont 0G02443"])(
    "“%s” is left as it is",
    (text) => {
      expect(type(ibanEnd, text)).toBe(`${text}|`);
    },
  );

  test("what is typed fills the blanks", () => {
    expect(pattern(ibanEnd, "0g0", HINT)).toBe("FR64 2004 1••• ••01 3478 0G0_ ___");
    expect(pattern(ibanEnd, "0G02 443", HINT)).toBe("FR64 2004 1••• ••01 3478 0G02 443");
  });

  test("the end of a whole IBAN fills them", () => {
    expect(pattern(ibanEnd, WHOLE, HINT)).toBe("FR64 2004 1••• ••01 3478 0G02 443");
  });

  test("words and too many characters leave no trace beyond", () => {
    expect(pattern(ibanEnd, "je ne sais pas", HINT)).toBe(HINT);
    expect(pattern(ibanEnd, "0G02443999", HINT)).toBe("FR64 2004 1••• ••01 3478 0G02 443");
  });

  test("stars are shown as dots", () => {
    expect(pattern(ibanEnd, "", "NO93 **** ____ ___")).toBe("NO93 •••• ____ ___");
  });

  test("it is read aloud without its dots and lines", () => {
    expect(ibanEnd.pattern?.("", HINT)?.spoken).toBe(
      "FR64 2004 1 masqué 01 3478, puis les 7 caractères à donner.",
    );
  });

  test("without an IBAN on file there is nothing to complete", () => {
    expect(ibanEnd.pattern?.("", "")).toBeNull();
  });

  test.each([
    "0G02443",
    "0G02 443",
    "0 g 0 2 4 4 3",
    "c'est 0g02443",
    "les 7 derniers sont 0G02443",
    "zéro G zéro deux quatre quatre trois",
    "FR6420041010030134780G02443",
    WHOLE,
    "mon iban : fr64 2004 1010 0301 3478 0g02 443 merci",
    "FR64 2004 1*** **01 3478 0G02 443",
    "20041 01003 0134780G024 43",
    "OG02443",
    "NO9386011117947",
  ])("the server reads “%s”: no remark", (text) => {
    expect(said(ibanEnd, text)).toBeNull();
  });

  test("the account on file gets no remark", () => {
    expect(said(ibanEnd, WHOLE, { hint: HINT })).toBeNull();
    expect(said(ibanEnd, "20041 01003 0134780G024 43", { hint: HINT })).toBeNull();
  });

  test.each(["FR76 3000 1007 9412 3456 7890 185", "30001 00794 12345678901 85"])(
    "%s is another account than the one on file",
    (text) => {
      expect(said(ibanEnd, text, { hint: HINT })).toContain("n’est pas celui que nous connaissons");
    },
  );

  test.each([
    ["443", "Il manque 4 caractères sur 7."],
    ["0G024433", "Vous avez donné 8 caractères : il faut les 7 derniers, ou l’IBAN entier."],
    ["FR64 2004 1010 0301 3478", "Vous avez donné 20 caractères : il faut les 7 derniers, ou l’IBAN entier."],
  ])("“%s” gets a remark", (text, remark) => {
    expect(said(ibanEnd, text)).toBe(remark);
  });
});

describe("the serial number", () => {
  test("its end stands in its groups", () => {
    expect(type(vitaleSerial, "04671322630")).toBe("04 671 322 630|");
  });

  test("the whole number stands in its groups", () => {
    expect(type(vitaleSerial, "802500000204671322630")).toBe("8025000002 04 671 322 630|");
  });

  test("what is typed fills the end of the number", () => {
    expect(pattern(vitaleSerial, "")).toBe("•••••••••• __ ___ ___ ___");
    expect(pattern(vitaleSerial, "0467")).toBe("•••••••••• 04 67_ ___ ___");
    expect(pattern(vitaleSerial, "8025000002 04 67")).toBe("8025000002 04 67_ ___ ___");
  });

  test.each([
    "04671322630",
    "04 671 322 630",
    "O4671322630",
    "802500000204671322630",
    "les 11 derniers chiffres : 04671322630",
    "zéro quatre six sept",
    "je ne l’ai pas",
  ])("“%s” gets no remark", (text) => {
    expect(said(vitaleSerial, text)).toBeNull();
  });

  test.each([
    ["0467132263", "Il manque 1 chiffre sur 11."],
    ["046713226301", "Vous avez donné 12 chiffres : il faut les 11 derniers, ou les 21 du numéro entier."],
  ])("“%s” gets a remark", (text, remark) => {
    expect(said(vitaleSerial, text)).toBe(remark);
  });
});

describe("a phone number", () => {
  test.each([
    ["0639980123", "06 39 98 01 23|"],
    ["06.39.98.01.23", "06 39 98 01 23|"],
    ["+33639980123", "+33 6 39 98 01 23|"],
    ["+330639980123", "+33 0 6 39 98 01 23|"],
    ["0033639980123", "0033 6 39 98 01 23|"],
    ["+262692123456", "+262 692 12 34 56|"],
    ["00262692123456", "00262 692 12 34 56|"],
    ["+508412345", "+508 41 23 45|"],
    ["0692123456", "06 92 12 34 56|"],
    ["O6 12", "06 12|"],
    ["06399801239", "06 39 98 01 23 9|"],
  ])("%s typed is %s", (keys, shown) => {
    expect(type(mobile, keys)).toBe(shown);
  });

  test.each(["+32 470 12 34 56", "+33(0)6 12 34 56 78", "passer", "c’est le 06", "639 98"])(
    "“%s” is left as it is",
    (text) => {
      expect(type(mobile, text)).toBe(`${text}|`);
    },
  );

  test("erasing in the middle keeps the caret", () => {
    expect(erase(mobile, "06 39 |98 01 23")).toBe("06 39| 98 01 23");
  });

  test.each([
    "0612345678",
    "mon numéro c'est le 06.12.34.56.78 merci",
    "+33 6 12 34 56 78",
    "+33 (0)6 12 34 56 78",
    "0033612345678",
    "O6 12 34 56 78",
    "07 56 78 90 12",
    "0692 12 34 56",
    "+262 692 12 34 56",
    "+33 692 12 34 56",
    "0690 12 34 56",
    "0639 01 23 45",
    "+330612345678",
    "0508 55 12 34",
  ])("the server reads the mobile “%s”: no remark", (text) => {
    expect(said(mobile, text)).toBeNull();
  });

  test.each([
    "04 73 12 34 56",
    "04-73-00-12-34",
    "01 99 00 12 34",
    "09 12 34 56 78",
    "0262 12 34 56",
    "0508 41 23 45",
  ])("the server reads the landline “%s”: no remark", (text) => {
    expect(said(landline, text)).toBeNull();
  });

  test.each([
    ["06 12 34 56 7", "Il manque 1 chiffre : un numéro en compte dix."],
    ["06 12 34 56 789", "Il y a 1 chiffre de trop : un numéro en compte dix."],
    ["04 73 12 34 56", "Un numéro de portable commence par 06 ou 07."],
    ["+32 470 12 34 56", "Seuls les numéros français, outre-mer compris, conviennent."],
    ["0041 79 123 45 67", "Seuls les numéros français, outre-mer compris, conviennent."],
    ["+33 6 12 34", "Il manque 4 chiffres après +33."],
    ["+33 6 12 34 56 789", "Il y a 1 chiffre de trop après +33."],
  ])("the mobile “%s” gets a remark", (text, remark) => {
    expect(said(mobile, text)).toBe(remark);
  });

  test("a mobile number is not a landline", () => {
    expect(said(landline, "06 12 34 56 78")).toBe("Un numéro en 06 ou 07 est celui d’un portable.");
  });

  test("a first zero that is missing is proposed", () => {
    expect(proposed(mobile, "639980123")).toBe("06 39 98 01 23");
  });
});
