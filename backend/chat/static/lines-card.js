// The recap and the identity review: each value masked, each with its way to change it.

import { button, element } from "./dom.js";

const TITLES = { recap: "Vos réponses", identity_review: "Ce que vous avez donné" };

/** The payload that asks to change `field`. */
export function change(field) {
  return `/correct_field{"field": "${field}"}`;
}

/** Build the card of `lines` = [{field, label, masked}]. */
export function linesCard(card, send) {
  return element(
    "div",
    { class: "card" },
    element("h3", {}, TITLES[card.type]),
    element("dl", { class: "lines" }, ...card.lines.map((line) => drawn(line, send))),
  );
}

function drawn({ field, label, masked }, send) {
  const modify = button(
    "Modifier",
    () => send.payload(change(field), `Modifier : ${label}`),
    { quiet: true, label: `Modifier : ${label}` },
  );
  return element(
    "div",
    { class: "line" },
    element("dt", {}, label),
    element("dd", {}, masked || "non renseigné"),
    element("dd", {}, modify),
  );
}
