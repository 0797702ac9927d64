// Where a provisional code can be sent, each place partly masked; the buttons under it choose.

import { element } from "./dom.js";

/** Build the card of `lines` = [{channel, text}]. */
export function channelsCard({ lines }) {
  return element(
    "div",
    { class: "card" },
    element("h3", {}, "Votre code peut arriver"),
    element("ul", {}, ...lines.map(({ text }) => element("li", {}, text))),
  );
}
