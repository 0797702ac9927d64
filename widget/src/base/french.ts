// French typography.

/** The text with its signs "? ! : ;" kept on the line of the word before. */
export function unbroken(text: string): string {
  return text.replace(/ (?=[?!:;])/g, "\u00a0");
}
