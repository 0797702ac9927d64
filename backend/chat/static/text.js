// Turns a message's text into nodes: links in the assistant's words, masks in the person's.

import { element } from "./dom.js";

const MASKS = {
  nom: "nom masqué",
  nir: "numéro de sécurité sociale masqué",
  date: "date masquée",
  code_postal: "code postal masqué",
  iban: "IBAN masqué",
  vitale: "numéro de série masqué",
  email: "adresse e-mail masquée",
  telephone: "numéro de téléphone masqué",
  chiffres: "chiffres masqués",
};
const MASK = new RegExp(`\\[(${Object.keys(MASKS).join("|")})\\]`, "g");
const LINK = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g;

/** The nodes of a message of the assistant or of a member of staff. */
export function answered(text) {
  return split(text, LINK, ([address]) =>
    element(
      "a",
      { href: address, target: "_blank", rel: "noopener noreferrer" },
      address.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, ""),
      element("span", { class: "visually-hidden" }, " (nouvel onglet)"),
    ),
  );
}

/** The nodes of a message of the person, whose values the server has masked. */
export function typed(text) {
  return split(text, MASK, ([, kind]) => element("span", { class: "sealed" }, `(${MASKS[kind]})`));
}

function split(text, pattern, replace) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    nodes.push(text.slice(end, match.index), replace(match));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}
