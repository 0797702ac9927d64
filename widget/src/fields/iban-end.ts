// The end of the IBAN: seven characters, or the whole IBAN, of which the server takes the end.

import { grouped, plain, type Shape } from "./grouping";
import { amount, type Habit } from "./habit";
import { filled } from "./pattern";

const LENGTH = 7;
const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
const FRENCH_IBAN = 27;
const RIB = 23;

const SHAPE: Shape = {
  signs: /[A-Z0-9]/gi,
  read(text) {
    const written = plain(text).trim();
    const words = written.split(/[\s._-]+/);
    if (!/^[A-Z0-9\s._-]+$/i.test(written) || !/\d/.test(written) || words.some(isWord)) return null;
    return written.replace(/[\s._-]/g, "").toUpperCase();
  },
  groups: (number) => Array.from({ length: Math.ceil(number.length / 4) }, () => 4),
};

export const ibanEnd: Habit = {
  format: (typed) => grouped(SHAPE, typed),
  sent: (text) => SHAPE.read(text) ?? text,
  check(text, { hint }) {
    const number = SHAPE.read(text);
    if (number === null) return null;
    if (isWhole(number)) return agrees(number, hint) ? null : { text: OTHER_ACCOUNT };
    if (number.length < LENGTH)
      return { text: `Il manque ${amount(LENGTH - number.length, "caractère")} sur 7.` };
    if (number.length > LENGTH)
      return {
        text: `Vous avez donné ${amount(number.length, "caractère")} : il faut les 7 derniers, ou l’IBAN entier.`,
      };
    return null;
  },
  pattern(text, hint) {
    if (!hint) return null;
    const number = SHAPE.read(text) ?? "";
    return {
      groups: filled(hint.replace(/\*/g, "•"), isWhole(number) ? number.slice(-LENGTH) : number),
      spoken: spoken(hint),
    };
  },
};

const OTHER_ACCOUNT =
  "Cet IBAN n’est pas celui que nous connaissons. Prenez le RIB du compte où vos remboursements sont versés.";

/** A word of a sentence, not a group of an IBAN. */
function isWord(group: string): boolean {
  return /^[A-Z]+$/i.test(group) && (group.length > 4 || (/[a-z]{2}/.test(group) && group !== "fr"));
}

function isWhole(number: string): boolean {
  return (
    number.length === RIB || (IBAN.test(number) && !(number.startsWith("FR") && number.length < FRENCH_IBAN))
  );
}

/** Whether an IBAN has the characters that the hint shows; a RIB lacks the first four. */
function agrees(number: string, hint: string): boolean {
  const known = hint.replace(/\s/g, "").slice(number.length === RIB ? 4 : 0);
  return Array.from(known).every((sign, place) => !/[A-Z0-9]/.test(sign) || sign === number[place]);
}

/** "FR64 2004 1••• ••01 3478 ____ ___" read aloud without its dots and lines. */
function spoken(hint: string): string {
  const shown = hint.replace(/[_\s]+$/, "").replace(/[•*\s]*[•*][•*\s]*/g, " masqué ");
  return `${shown.trim()}, puis les 7 caractères à donner.`;
}
