// Turns a message's text into what is shown: links in the assistant's words, masks in the person's.

import { html, type TemplateResult } from "lit";

import { unbroken } from "../base/french";

type Shown = (string | TemplateResult)[];

const MASKS: Record<string, string> = {
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

/** A message of the assistant or of a member of staff. */
export function answered(text: string): Shown {
  return split(unbroken(text), LINK, ([address]) => {
    const words = address.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
    return html`<a href=${address} target="_blank" rel="noopener noreferrer"
      >${words}<span class="visually-hidden"> (nouvel onglet)</span></a
    >`;
  });
}

/** A message of the person, whose values the server has masked. */
export function typed(text: string): Shown {
  return split(text, MASK, ([, kind = ""]) => html`<span class="sealed">(${MASKS[kind]})</span>`);
}

function split(text: string, pattern: RegExp, show: (match: RegExpExecArray) => TemplateResult): Shown {
  const parts: Shown = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(end, match.index), show(match));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
