// French phone numbers, those overseas too: by two digits, +33 and 0033 in their own groups.

import { digits, grouped, plain, type Shape } from "./grouping";
import { amount, type Habit, type Remark } from "./habit";

const LENGTH = 10;
const PAIRS = [2, 2, 2, 2];
const COUNTRY = /^(\+|00)(33|262|59[046]|508)(0?)/;

const SHAPE: Shape = {
  signs: /[\dO+]/gi,
  read(text) {
    const [, sign = "", rest = ""] = /^\s*(\+?)(.*)$/.exec(plain(text)) ?? [];
    const number = digits(rest);
    return number === null ? null : sign + number;
  },
  groups(number) {
    const abroad = COUNTRY.exec(number);
    if (!abroad) return /^0(?!0)/.test(number) ? [2, ...PAIRS] : null;
    const [, sign = "", country = "", zero = ""] = abroad;
    const first = country === "33" ? 1 : country === "508" ? 2 : 3;
    return [
      sign.length + country.length,
      ...(zero ? [1] : []),
      first,
      ...PAIRS.slice(country === "33" ? 0 : 1),
    ];
  },
};

const format: Habit["format"] = (typed) => grouped(SHAPE, typed);
const sent = (text: string): string => SHAPE.read(text) ?? text;

export const mobile: Habit = {
  format,
  sent,
  check: (text) =>
    remark(text, (number) =>
      /^0(?:[67]|508)/.test(number) ? null : { text: "Un numéro de portable commence par 06 ou 07." },
    ),
};

export const landline: Habit = {
  format,
  sent,
  check: (text) =>
    remark(text, (number) =>
      /^0[67]/.test(number) ? { text: "Un numéro en 06 ou 07 est celui d’un portable." } : null,
    ),
};

function remark(text: string, kind: (number: string) => Remark | null): Remark | null {
  const number = SHAPE.read(text);
  if (number === null) return null;
  if (/^(?:\+|00)/.test(number)) return abroad(number);
  if (/^[1-9]\d{8}$/.test(number)) {
    const fix = format({ text: `0${number}`, caret: 0 }).text;
    return { text: `Il manque sans doute le 0 du début. Vouliez-vous écrire ${fix} ?`, fix };
  }
  const missing = LENGTH - number.length;
  if (missing > 0) return { text: `Il manque ${amount(missing, "chiffre")} : un numéro en compte dix.` };
  if (missing < 0)
    return { text: `Il y a ${amount(-missing, "chiffre")} de trop : un numéro en compte dix.` };
  return kind(number);
}

function abroad(number: string): Remark | null {
  const found = COUNTRY.exec(number);
  if (!found)
    return number.length > 5 ? { text: "Seuls les numéros français, outre-mer compris, conviennent." } : null;
  const missing = LENGTH - 1 - (number.length - found[0].length);
  if (found[2] === "508" || missing === 0) return null;
  return missing > 0
    ? { text: `Il manque ${amount(missing, "chiffre")} après +${found[2] ?? ""}.` }
    : { text: `Il y a ${amount(-missing, "chiffre")} de trop après +${found[2] ?? ""}.` };
}
