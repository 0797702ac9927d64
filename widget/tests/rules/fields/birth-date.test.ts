// The birth date gets its slashes from digits alone; dates in words and usual writings are left in peace.

import { expect, test } from "vitest";

import { birthDate, isoDate, oldestDate, written } from "../../../src/fields/birth-date";
import { erase, paste, proposed, said, type } from "./support";

test.each(["18121962", "18/12/1962", "18/121962"])("“%s” typed is 18/12/1962", (keys) => {
  expect(type(birthDate, keys)).toBe("18/12/1962|");
});

test("short days and months keep their own slashes", () => {
  expect(type(birthDate, "1/3/1970")).toBe("1/3/1970|");
});

test.each(["18 décembre 1962", "18.12.62", "1962-12-18", "1er mars 70", "18 12 1962", "où ?", "1962/12/18"])(
  "“%s” is left as it is",
  (text) => {
    expect(type(birthDate, text)).toBe(`${text}|`);
  },
);

test.each([
  ["18121962", "18/12/1962"],
  ["181262", "18/12/62"],
  ["19621218", "1962/12/18"],
  ["19131218", "1913/12/18"],
  ["19101218", "19/10/1218"],
  ["12/18/1962", "12/18/1962"],
  ["2012/12/18", "2012/12/18"],
])("“%s” pasted is %s, as the server reads it", (text, date) => {
  expect(paste(birthDate, text)).toBe(`${date}|`);
});

test("a digit of the month is changed without the rest moving", () => {
  const erased = erase(birthDate, "18/12|/1962");
  expect(erased).toBe("18/1|/1962");
  expect(type(birthDate, "1", erased)).toBe("18/11|/1962");
});

test("erasing a slash steps over it", () => {
  expect(erase(birthDate, "18/|12/1962")).toBe("18|/12/1962");
});

test("a slash typed where one stands is not lost", () => {
  expect(type(birthDate, "/", "18|")).toBe("18/|");
});

test.each([
  "18/12/1962",
  "18-12-62",
  "18 12 1962",
  "18121962",
  "181262",
  "080809.",
  "1812 1962",
  "18.12.62",
  "18,12,1962",
  "18 / 12 / 1962",
  "18 décembre 1962",
  "18décembre1962",
  "18 déc. 62",
  "mardi 18 décembre 1962",
  "j'ai 63 ans, né le 18/12/1962",
  "dix-huit décembre mille neuf cent soixante-deux",
  "1962-12-18",
  "1962/12/18",
  "19621218",
  "l8/l2/l962",
  "18\u00a0décembre\u202f1962",
  "1er mars 70",
  "05/03/05",
  "02/03/10",
  "03/12/28",
  "29/02/2000",
  "02/03/1906",
  "02/03/2026",
  "18 12 19 62",
])("the server reads “%s”: no remark", (text) => {
  expect(said(birthDate, text)).toBeNull();
});

test.each([
  ["18", "Il manque le mois et l’année."],
  ["18/12", "Il manque l’année."],
  ["1962", "Donnez le jour, le mois, puis l’année."],
  ["19/06/04/01", "Donnez le jour, le mois, puis l’année."],
  ["18/12/196", "L’année s’écrit en quatre chiffres."],
  ["18/123/1962", "Le jour et le mois s’écrivent en deux chiffres chacun."],
  ["18/13", "Cette date n’existe pas. Vérifiez le jour et le mois."],
  ["31/02/1980", "Cette date n’existe pas. Vérifiez le jour et le mois."],
  ["29/02/1900", "Cette date n’existe pas. Vérifiez le jour et le mois."],
  ["00/12/1962", "Cette date n’existe pas. Vérifiez le jour et le mois."],
  ["18/12/0000", "Cette date n’existe pas. Vérifiez le jour et le mois."],
  ["03/03/2026", "Cette date est dans l’avenir. Vérifiez l’année."],
  ["01/03/1905", "Cette date est très ancienne. Vérifiez l’année."],
])("“%s” gets a remark", (text, remark) => {
  expect(said(birthDate, text)).toBe(remark);
});

test("a month before its day is turned round, if one agrees", () => {
  expect(said(birthDate, "12/18/1962")).toContain("Le jour vient avant le mois.");
  expect(proposed(birthDate, "12/18/1962")).toBe("18/12/1962");
});

test("a calendar gives and takes the same date", () => {
  expect(written("1962-12-18")).toBe("18/12/1962");
  expect(isoDate("18/12/1962")).toBe("1962-12-18");
  expect(isoDate("1/3/1970")).toBe("1970-03-01");
});

test.each(["", "18/12", "31/02/1980", "18/12/62", "18 décembre 1962"])("“%s” opens no date in it", (text) => {
  expect(isoDate(text)).toBe("");
});

test("the calendar goes 120 years back", () => {
  expect(oldestDate("2026-03-02")).toBe("1906-03-02");
});
