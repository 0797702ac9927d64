// The e-mail address: nothing is changed while it is typed, obvious slips get a proposal.

import { plain } from "./grouping";
import { asTyped, type Habit, type Remark } from "./habit";

const USUAL = (
  "gmail.com hotmail.com hotmail.fr outlook.com outlook.fr orange.fr wanadoo.fr laposte.net yahoo.com yahoo.fr " +
  "icloud.com bbox.fr numericable.fr club-internet.fr live.com mail.com ymail.com"
).split(" ");
const SHORTEST = 8;

export const email: Habit = {
  format: asTyped,
  check(text) {
    const address = plain(text)
      .trim()
      .replace(/^<(.*)>$/, "$1");
    if (address === "" || /\s|\((?:at|arobase)\)|\[(?:at|arobase)\]/i.test(address)) return null;
    const fix = meant(address);
    return fix === address ? unfinished(address) : { text: `Vouliez-vous écrire ${fix} ?`, fix };
  },
};

function unfinished(address: string): Remark | null {
  const [name = "", domain, more] = address.split("@");
  if (domain === undefined) return { text: "Il manque le signe @ dans l’adresse." };
  if (more !== undefined) return { text: "Une adresse ne contient qu’un seul signe @." };
  if (name === "") return { text: "Il manque le début de l’adresse, avant le signe @." };
  if (domain === "") return { text: "Il manque la fin de l’adresse, après le signe @." };
  return domain.includes(".") ? null : { text: "Il manque la fin de l’adresse, par exemple .fr ou .com." };
}

/** The address without its slips: commas, dots too many, a usual domain misspelt. */
function meant(address: string): string {
  const dotted = address
    .replace(/,/g, ".")
    .replace(/\.{2,}/g, ".")
    .replace(/\.$/, "");
  const [name, domain, more] = dotted.split("@");
  if (!name || !domain || more !== undefined) return address;
  const typed = domain.toLowerCase();
  if (USUAL.includes(typed) || typed.length < SHORTEST - 1) return dotted;
  const usual = USUAL.find((known) => known.length >= SHORTEST && isNear(typed, known));
  return usual ? `${name}@${usual}` : dotted;
}

/** Whether one slip parts them: a letter too many, missing, changed, or two exchanged. */
function isNear(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const [a, b] = [one.slice(start), other.slice(start)];
  const exchanged = a.charAt(1) + a.charAt(0) + a.slice(2);
  return [a.slice(1), a].includes(b.slice(1)) || a.slice(1) === b || exchanged === b;
}
