// The postcode: five digits.

import { digits, digitShape, grouped, plain } from "./grouping";
import { amount, type Habit } from "./habit";

const LENGTH = 5;
const SHAPE = digitShape(() => [LENGTH]);
const DEPARTMENTS = /^(?:0[1-9]|[1-8]\d|9[0-5]|97[1-8]|98[046-9])/;

export const postcode: Habit = {
  format: (typed) => grouped(SHAPE, typed),
  sent: (text) => digits(text) ?? text,
  check(text) {
    if (/^2[AB]\s?\d*$/i.test(plain(text).trim()))
      return { text: "En Corse, le code postal commence par 20." };
    const number = digits(text);
    if (number === null) return null;
    const missing = LENGTH - number.length;
    if (missing > 0)
      return { text: `Il manque ${amount(missing, "chiffre")} : un code postal en compte cinq.` };
    if (missing < 0)
      return { text: `Il y a ${amount(-missing, "chiffre")} de trop : un code postal en compte cinq.` };
    return DEPARTMENTS.test(number)
      ? null
      : { text: "Aucun code postal ne commence ainsi. Vérifiez les premiers chiffres." };
  },
};
