// The rules of the personal code that can be checked while it is typed; the server checks them all.

const SHORTEST = 8;
const LONGEST = 50;
const LOWER = /[a-zàâäæçéèêëîïñôöœùûüÿ]/;
const UPPER = /[A-ZÀÂÄÆÇÉÈÊËÎÏÑÔÖŒÙÛÜŸ]/;
const OTHER = /[\d!-/:-@[-`{-~€£§°]/;
const ALLOWED = /^[!-~€£§°àâäæçéèêëîïñôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÑÔÖŒÙÛÜŸ]*$/;

/**
 * Judge a code. Each rule: {name, text, kept}, `kept` being true, false, or null when only the
 * server can tell.
 */
export function judge(code) {
  const plain = code.normalize("NFKC");
  const length = [...plain].length;
  return [
    rule("length", "entre 8 et 50 caractères", length >= SHORTEST && length <= LONGEST),
    rule("lower", "une lettre minuscule", LOWER.test(plain)),
    rule("upper", "une lettre majuscule", UPPER.test(plain)),
    rule("other", "un chiffre ou un caractère spécial", OTHER.test(plain)),
    rule("allowed", "des caractères autorisés seulement (pas d'espace)", code !== "" && ALLOWED.test(plain)),
    rule("personal", "ni votre numéro de sécurité sociale, ni votre date de naissance, même en partie (vérifié à l'envoi)", null),
  ];
}

/** A rough level of safety: 0 (nothing typed) to 3, with its French word. */
export function strength(code) {
  if (code === "") return { level: 0, word: "" };
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(code)).length;
  const points = new Set(code).size + 2 * kinds;
  if (points >= 20) return { level: 3, word: "élevé" };
  if (points >= 14) return { level: 2, word: "moyen" };
  return { level: 1, word: "faible" };
}

function rule(name, text, kept) {
  return { name, text, kept };
}
