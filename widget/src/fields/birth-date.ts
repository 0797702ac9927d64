// The birth date: digits get their slashes, a date in words is left as it is.

import { plain } from "./grouping";
import type { Habit, Remark, Typed } from "./habit";

const OLDEST = 120;
const YEAR_FIRST = /^(?:19|20)(?:[2-9]|1[3-9])/;
const ORDER = "Donnez le jour, le mois, puis l’année.";
const IMPOSSIBLE = "Cette date n’existe pas. Vérifiez le jour et le mois.";

export const birthDate: Habit = {
  format({ text, caret }) {
    const written = slashed(text);
    return { text: written, caret: written === text ? caret : after(written, text.slice(0, caret)) };
  },
  check(text, { today }) {
    const parts = partsOf(text);
    if (parts === null) return null;
    if (parts.length > 3) return text.includes("/") ? { text: ORDER } : null;
    if (parts.length === 2 && parts.some((part) => part.length > 2)) return null;
    return missing(parts) ?? impossible(parts, today);
  },
};

/** The date in the form of a calendar box, "1962-12-18", or "" when it is not one in digits. */
export function isoDate(text: string): string {
  const [day, month, year] = (partsOf(text) ?? []).map(Number);
  return year !== undefined && year > 999 && day && month && exists(day, month, year)
    ? iso(year, month, day)
    : "";
}

/** The date of a calendar box as one writes it: "18/12/1962". */
export function written(date: string): string {
  return date.split("-").reverse().join("/");
}

/** The same day, the number of years of the oldest person before. */
export function oldestDate(today: string): string {
  return `${Number(today.slice(0, 4)) - OLDEST}${today.slice(4)}`;
}

function slashed(text: string): string {
  if (!/^\d[\d/]*$/.test(text)) return text;
  const parts = text.split("/");
  const sizes = YEAR_FIRST.test(text) ? [4, 2] : [2, 2];
  for (const [place, size] of sizes.entries()) {
    const part = parts[place] ?? "";
    if (parts.length < 3 && part.length > size) parts.splice(place, 1, part.slice(0, size), part.slice(size));
  }
  return parts.join("/");
}

function after(text: string, before: string): number {
  let caret = 0;
  for (let left = before.replace(/\D/g, "").length; left > 0; caret++) if (text[caret] !== "/") left--;
  return before.endsWith("/") && text[caret] === "/" ? caret + 1 : caret;
}

/** Day, month and year as far as they are typed, or null when the text is more than digits. */
function partsOf(text: string): string[] | null {
  const typed: Typed = birthDate.format({
    text: plain(text)
      .replace(/[\s.]+$/, "")
      .trimStart(),
    caret: 0,
  });
  const parts = typed.text.split(/[\s./,_-]+/).filter(Boolean);
  if (parts.length === 0 || !parts.every((part) => /^\d+$/.test(part))) return null;
  return parts.length === 3 && parts[0]?.length === 4 ? parts.reverse() : parts;
}

function missing([day = "", month, year]: string[]): Remark | null {
  if (month === undefined)
    return {
      text: day.length > 2 ? ORDER : "Il manque le mois et l’année.",
    };
  if (day.length > 2 || month.length > 2)
    return { text: "Le jour et le mois s’écrivent en deux chiffres chacun." };
  if (year === undefined) return Number(month) > 12 ? { text: IMPOSSIBLE } : { text: "Il manque l’année." };
  return year.length === 4 || year.length === 2 ? null : { text: "L’année s’écrit en quatre chiffres." };
}

function impossible(parts: string[], today: string): Remark | null {
  const [day = 0, month = 0, year = 0] = parts.map(Number);
  const short = parts[2]?.length === 2;
  if (!exists(day, month, short ? 2000 : year)) {
    const turned = [parts[1], parts[0], parts[2]].join("/");
    return exists(month, day, short ? 2000 : year)
      ? { text: `Le jour vient avant le mois. Vouliez-vous écrire ${turned} ?`, fix: turned }
      : { text: IMPOSSIBLE };
  }
  if (short) return null;
  const date = iso(year, month, day);
  if (date > today) return { text: "Cette date est dans l’avenir. Vérifiez l’année." };
  return date <= oldestDate(`${Number(today.slice(0, 4)) - 1}${today.slice(4)}`)
    ? { text: "Cette date est très ancienne. Vérifiez l’année." }
    : null;
}

function exists(day: number, month: number, year: number): boolean {
  return (
    day >= 1 &&
    month >= 1 &&
    month <= 12 &&
    year >= 1 &&
    day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  );
}

function iso(year: number, month: number, day: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}
