// Shows a number with the characters typed so far in its blanks.

import type { Group } from "./habit";

/** Fill the blanks "_" of `number`, whose groups are parted by spaces; what is beyond is left out. */
export function filled(number: string, typed: string): Group[] {
  let rest = typed;
  return number.split(" ").map((group) => {
    const known = group.replace(/_+$/, "");
    const blanks = group.length - known.length;
    const mine = rest.slice(0, blanks);
    rest = rest.slice(blanks);
    return { known, typed: mine, blank: "_".repeat(blanks - mine.length) };
  });
}
