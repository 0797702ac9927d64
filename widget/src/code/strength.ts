// How strong a code is: measured once the measure is loaded, roughly estimated until then.

import type { Measured } from "./measure";

const NAMES = ["très faible", "faible", "moyen", "élevé", "très élevé"];
const KINDS = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/];

export interface Strength extends Measured {
  /** The score in French; "" when nothing is typed. */
  word: string;
}

let measure: ((code: string) => Measured) | null = null;

/** Load the measure and its words, which are heavy; false if they cannot come, to be tried again. */
export async function loadMeasure(): Promise<boolean> {
  try {
    ({ measure } = await import("./measure"));
    return true;
  } catch {
    return false;
  }
}

/** Tell how strong `code` is, for the meter: the server alone judges whether it is accepted. */
export function strengthOf(code: string): Strength {
  if (code === "") return { score: 0, word: "", advice: [] };
  const measured = measure?.(code) ?? { score: estimate(code), advice: [] };
  return { ...measured, word: NAMES[measured.score] ?? "" };
}

/** From 1 to 3, by how many different characters and how many kinds of them. */
export function estimate(code: string): number {
  const points = new Set(code).size + 2 * KINDS.filter((kind) => kind.test(code)).length;
  return points >= 20 ? 3 : points >= 14 ? 2 : 1;
}
