// The card that asks for one field: label, example, where to find it, and why it was refused.

import { element } from "./dom.js";
import { whyButton } from "./why.js";

/**
 * Build the card {field, label, example, help, inputmode, autocomplete}; with `hint`, the partly
 * masked IBAN on file, when it is of type `iban_hint`.
 */
export function fieldCard(card, send) {
  const id = `field-${card.field}`;
  const errorId = `${id}-error`;
  const describedBy = [`${id}-example`, card.hint ? `${id}-iban` : null, errorId].filter(Boolean);
  const input = element("input", {
    id,
    name: card.field,
    type: "text",
    required: true,
    inputmode: card.inputmode,
    autocomplete: card.autocomplete ?? "off",
    autocapitalize: card.inputmode === "email" ? "none" : "characters",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "send",
    maxlength: 200,
    "aria-describedby": describedBy.join(" "),
  });
  const error = element("div", { id: errorId });
  const submit = element("button", { type: "submit", class: "button" }, "Valider");
  const node = element(
    "form",
    { class: "card", novalidate: true, autocomplete: "on", "aria-label": card.label },
    element("label", { for: id }, card.label),
    card.example
      ? element("p", { id: `${id}-example`, class: "hint" }, `Exemple : ${card.example}`)
      : element("p", { id: `${id}-example`, hidden: true }),
    card.hint ? ibanHint(card.hint, `${id}-iban`) : null,
    error,
    element("div", { class: "secret-row" }, input, submit),
    card.help
      ? element("details", {}, element("summary", {}, "Besoin d'aide ?"), element("p", {}, card.help))
      : null,
    whyButton(send),
  );
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    if (input.value.trim() === "") {
      refuse([`Cette case est vide. ${card.example ? `Exemple : ${card.example}.` : ""}`]);
      return;
    }
    send.text(input.value, card.field);
  });

  function refuse(reasons, value = input.value) {
    error.replaceChildren(...reasons.map((reason) => element("p", { class: "error" }, reason)));
    input.setAttribute("aria-invalid", "true");
    input.value = value;
    input.focus({ preventScroll: true });
    input.select();
    node.scrollIntoView({ block: "start" });
  }

  return { node, field: card.field, refuse };
}

function ibanHint(hint, id) {
  return element(
    "div",
    { id },
    element("p", { class: "hint" }, "Complétez l'IBAN que nous connaissons :"),
    element(
      "p",
      { class: "iban" },
      element("span", { "aria-hidden": "true" }, hint),
      element("span", { class: "visually-hidden" }, spoken(hint)),
    ),
  );
}

// "FR64 2004 1••• ••01 3478 ____ ___" read aloud without its dots and lines.
function spoken(hint) {
  const shown = hint.replace(/[•*]+/g, " masqué ").replace(/[_\s]+$/, "").replace(/\s+/g, " ");
  return `${shown.trim()}, puis les 7 caractères à donner.`;
}
