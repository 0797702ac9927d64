// French typography.

const HELD = / (?=[?!:;»])|(?<=«) |(?<=[\dAB]) (?=\d)/g;

/** The text with each sign ("?", "!", ":", ";", "«", "»") kept with its word, and each number in one piece. */
export function unbroken(text: string): string {
  return text.replace(HELD, "\u00a0");
}
