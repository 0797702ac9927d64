// The serial number of the Vitale card: its last 11 digits, or all 21.

import { cut, digits, digitShape, grouped } from "./grouping";
import { amount, type Habit } from "./habit";
import { filled } from "./pattern";

const LENGTH = 11;
const WHOLE = 21;
const START = WHOLE - LENGTH;
const END_GROUPS = [2, 3, 3, 3];
const BLANKS = cut("_".repeat(LENGTH), END_GROUPS).join(" ");
const SHAPE = digitShape((number) => (number.length > LENGTH ? [START, ...END_GROUPS] : END_GROUPS));

export const vitaleSerial: Habit = {
  format: (typed) => grouped(SHAPE, typed),
  sent: (text) => digits(text) ?? text,
  check(text) {
    const count = digits(text)?.length;
    if (count === undefined || count === LENGTH || count === WHOLE) return null;
    if (count < LENGTH) return { text: `Il manque ${amount(LENGTH - count, "chiffre")} sur 11.` };
    return {
      text: `Vous avez donné ${amount(count, "chiffre")} : il faut les 11 derniers, ou les 21 du numéro entier.`,
    };
  },
  pattern(text) {
    const number = digits(text) ?? "";
    const whole = number.length > LENGTH;
    return {
      groups: filled(`${(whole ? "_" : "•").repeat(START)} ${BLANKS}`, number),
      spoken: "Le numéro entier compte 21 chiffres : donnez les 11 derniers.",
    };
  },
};
