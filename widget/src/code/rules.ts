// The rules of the personal code that can be checked while it is typed; the server checks them all.

const SHORTEST = 8;
export const LONGEST = 50;
const ACCENTED = "àâäæçéèêëîïñôöœùûüÿ";
const LOWER = new RegExp(`[a-z${ACCENTED}]`);
const UPPER = new RegExp(`[A-Z${ACCENTED.toUpperCase()}]`);
const DIGIT_OR_SPECIAL = /[\d!-/:-@[-`{-~€£§°]/;
const ALLOWED = new RegExp(`[!-~€£§°${ACCENTED}${ACCENTED.toUpperCase()}]`);

/** `kept`, `missing` until more is typed, `broken` by what is typed, or `unknown`: only the server can tell. */
export type Standing = "kept" | "missing" | "broken" | "unknown";

export interface Rule {
  name: "length" | "lower" | "upper" | "other" | "allowed" | "personal";
  /** What the code must do: it follows "Votre code doit". */
  text: string;
  standing: Standing;
}

/** What is compared and kept, as on the server (Unicode NFKC). */
export function normal(code: string): string {
  return code.normalize("NFKC");
}

/** The characters that are not allowed, each once, in their order. */
export function forbidden(code: string): string[] {
  return Array.from(new Set(normal(code))).filter((character) => !ALLOWED.test(character));
}

/** Judge a code by each rule, in the order of the guide (backend/identifiers/personal_code.py). */
export function judge(code: string): Rule[] {
  const plain = normal(code);
  const length = Array.from(plain).length;
  const wrong = forbidden(code);
  return [
    {
      name: "length",
      text: "avoir entre 8 et 50 caractères",
      standing: length > LONGEST ? "broken" : required(length >= SHORTEST),
    },
    { name: "lower", text: "contenir une lettre minuscule", standing: required(LOWER.test(plain)) },
    { name: "upper", text: "contenir une lettre majuscule", standing: required(UPPER.test(plain)) },
    {
      name: "other",
      text: "contenir un chiffre ou un caractère spécial",
      standing: required(DIGIT_OR_SPECIAL.test(plain)),
    },
    {
      name: "allowed",
      text: `n’avoir que des caractères autorisés, sans espace${named(wrong)}`,
      standing: wrong.length > 0 ? "broken" : required(code !== ""),
    },
    {
      name: "personal",
      text:
        "ne contenir ni votre numéro de sécurité sociale, ni votre date de naissance, même en partie, " +
        "et ne pas être trop courant (vérifié à l’envoi)",
      standing: "unknown",
    },
  ];
}

function required(kept: boolean): Standing {
  return kept ? "kept" : "missing";
}

// A forbidden character can stand in no code, so that naming it tells nothing of the one that is chosen.
function named(wrong: string[]): string {
  if (wrong.length === 0) return "";
  return `. À enlever\u00a0: ${wrong.map((each) => (each.trim() === "" ? "espace" : each)).join(", ")}`;
}
