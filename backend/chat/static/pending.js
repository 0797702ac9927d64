// What the person sent and the server has not taken yet; nothing written is ever lost.

import { button, element, setBusy } from "./dom.js";

/**
 * A message on its way, drawn at the end of `root`; `fallback` gets the focus when the message
 * goes away with the button that had it.
 */
export class Pending {
  constructor(root, fallback, words) {
    this.fallback = fallback;
    this.state = element("p", { class: "state", role: "status" });
    this.actions = element("div", { class: "actions" });
    this.node = element(
      "div",
      { class: "message message-person message-pending" },
      element("p", { class: "author" }, element("strong", {}, "Vous")),
      element("div", { class: "bubble" }, words),
      this.state,
      this.actions,
    );
    root.append(this.node);
  }

  /** Tell what is going on. */
  waiting(sentence) {
    this.state.className = "state";
    this.state.textContent = sentence;
    setBusy(this.actions, true);
  }

  /** Tell that the message did not go, and offer one thing to do about it. */
  failed(sentence, title, press) {
    const held = this.node.contains(document.activeElement);
    this.state.className = "state error";
    this.state.textContent = sentence;
    this.actions.replaceChildren(button(title, press, { quiet: true }));
    if (held) this.actions.firstElementChild.focus();
  }

  remove() {
    const held = this.node.contains(document.activeElement);
    this.node.remove();
    if (held) this.fallback.focus({ preventScroll: true });
  }
}
