// The button by which one asks why something is asked.

import { button } from "./dom.js";

/** Make the button. */
export function whyButton(send) {
  const title = "Pourquoi cette question ?";
  return button(title, () => send.payload("/ask_why_field", title), { quiet: true });
}
