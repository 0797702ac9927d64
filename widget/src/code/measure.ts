// How long a code would resist somebody who guesses (zxcvbn), and what would make it stronger.

import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { graphs, words } from "virtual:common-words";

import { fold } from "./fold";
import { LONGEST } from "./rules";

export interface Measured {
  /** 0, guessed at once, to 4. */
  score: number;
  /** Short French sentences: why it is weak, then what helps; none from 3 on. */
  advice: string[];
}

// Of zxcvbn's remarks, those that our lists of words can bring.
const WHY: Partial<Record<string, string>> = {
  straightRow: "Des touches qui se suivent sur le clavier sont faciles à deviner.",
  keyPattern: "Un dessin tracé sur le clavier est facile à deviner.",
  simpleRepeat: "Un caractère répété, comme «\u00a0aaa\u00a0», est facile à deviner.",
  extendedRepeat: "Un groupe répété, comme «\u00a0abcabc\u00a0», est facile à deviner.",
  sequences: "Une suite, comme «\u00a0abc\u00a0» ou «\u00a0lundimardi\u00a0», est facile à deviner.",
  recentYears: "Une année récente est facile à deviner.",
  dates: "Une date est facile à deviner.",
  topTen: "Ce code est l’un des plus utilisés.",
  topHundred: "Ce code est l’un des plus utilisés.",
  common: "Ce code est très utilisé.",
  similarToCommon: "Ce code ressemble à un code très utilisé.",
  namesByThemselves: "Un prénom ou un nom est facile à deviner.",
  commonNames: "Un prénom ou un nom est facile à deviner.",
  userInputs: "Un mot de ce service est facile à deviner.",
};
const HINTS: Partial<Record<string, string>> = {
  l33t: "Un signe à la place d’une lettre, comme «\u00a0@\u00a0» pour «\u00a0a\u00a0», protège peu.",
  reverseWords: "Un mot écrit à l’envers protège peu.",
};
const BEST = "Ajoutez un ou deux mots peu courants, sans lien entre eux.";
const OF_THIS_SITE = [
  "ameli",
  "amelibot",
  "assurance",
  "maladie",
  "assurancemaladie",
  "caisse",
  "cartevitale",
  "cpam",
  "sante",
  "secu",
  "vitale",
];

// A code is tried with five signs read as letters at most: with the usual hundred, an old phone would
// stand still for seconds.
const zxcvbn = new ZxcvbnFactory({ dictionary: words, graphs, maxLength: LONGEST, l33tMaxSubstitutions: 5 });

/**
 * Measure a code; nothing leaves the browser. Case is left out: every code has both, mostly one
 * capital in front, and "Abcabc" would not be seen to repeat itself.
 */
export function measure(code: string): Measured {
  const { score, feedback } = zxcvbn.check(fold(code), OF_THIS_SITE);
  if (score > 2) return { score, advice: [] };
  const hint = feedback.suggestions.map((key) => HINTS[key]).find((sentence) => sentence !== undefined);
  const why = WHY[feedback.warning ?? ""] ?? hint;
  return { score, advice: why === undefined ? [BEST] : [why, BEST] };
}
