// French typography.

// No lookbehind: phones of some years ago cannot read it.
const HELD = / (?=[?!:;»])|« |[\dAB] (?=\d)/g;

/** The text with each sign ("?", "!", ":", ";", "«", "»") kept with its word, and each number in one piece. */
export function unbroken(text: string): string {
  return text.replace(HELD, (held) => held.replace(" ", "\u00a0"));
}
