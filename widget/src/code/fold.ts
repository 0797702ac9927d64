// How words and codes are compared: in lower case, without accents.

/** "Élodie" gives "elodie", "Œuvre" gives "oeuvre". */
export function fold(word: string): string {
  return word
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae");
}
