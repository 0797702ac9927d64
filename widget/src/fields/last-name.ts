// The last name: written as one likes.

import { asTyped, type Habit } from "./habit";

export const lastName: Habit = {
  format: asTyped,
  check: (text) => (/^\s*\S*\d/.test(text) ? { text: "Un nom s’écrit sans chiffre." } : null),
};
