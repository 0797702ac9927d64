// The place under the messages where one replies: cards and quick replies of the latest answer.

import { captchaCard } from "./captcha-card.js";
import { channelsCard } from "./channels-card.js";
import { fieldCard } from "./field-card.js";
import { button, element, setBusy } from "./dom.js";
import { change, linesCard } from "./lines-card.js";
import { secureForm } from "./secure-form.js";

const FORMS = { field: fieldCard, iban_hint: fieldCard, secure_form: (_, send) => secureForm(send), captcha: captchaCard };
const LINES = new Set(["recap", "identity_review"]);

/**
 * The reply area in `root`; `fallback` gets the focus when the area empties while it holds it.
 * `send` = {text(value, field), payload(payload, title), code(code, confirmation),
 * captcha(captcha, characters)}.
 */
export class Reply {
  constructor(root, fallback, send) {
    this.root = root;
    this.fallback = fallback;
    this.send = send;
    this.form = null;
    this.key = "";
    this.awaited = null;
  }

  /**
   * Show what the messages since the person last wrote offer. When they offer nothing and the same
   * field is still awaited (a question was answered), what was there stays.
   */
  show(messages, awaited) {
    const cards = messages.map((message) => message.card).filter((card) => card?.type);
    const buttons = messages.flatMap((message) => message.buttons ?? []);
    if (cards.length === 0 && buttons.length === 0 && awaited && awaited === this.awaited) return;
    const key = JSON.stringify([cards, buttons, messages.at(-1)?.seq]);
    if (key === this.key) return;
    this.key = key;
    this.awaited = awaited;
    this.replace(this.build(cards, buttons));
  }

  /** Empty the area, for another conversation. */
  clear() {
    this.key = "";
    this.awaited = null;
    this.form = null;
    this.root.replaceChildren();
  }

  /**
   * Say in the form on show why `value` was refused, and put the focus there; `details` is what
   * else the server said.
   */
  refuse(reasons, value = "", details = {}) {
    this.form?.refuse(reasons, value, details);
  }

  /** Whether the form on show asks for `field`. */
  asks(field) {
    return this.form?.field === field;
  }

  setBusy(busy) {
    setBusy(this.root, busy);
  }

  build(cards, buttons) {
    const asked = cards.findLast((card) => card.type in FORMS);
    this.form = asked ? FORMS[asked.type](asked, this.send) : null;
    const lines = cards.filter((card) => LINES.has(card.type));
    const nodes = lines.map((card) => linesCard(card, this.send));
    nodes.push(...cards.filter((card) => card.type === "code_channels").map(channelsCard));
    if (this.form) nodes.push(this.form.node);
    const changes = new Set(lines.flatMap((card) => card.lines.map(({ field }) => change(field))));
    const others = buttons.filter(({ payload }) => !changes.has(payload));
    if (others.length > 0) nodes.push(this.choices(others));
    return nodes;
  }

  choices(buttons) {
    const seen = new Map(buttons.map((offered) => [offered.payload ?? offered.href, offered]));
    return element(
      "div",
      { class: "choices", role: "group", "aria-label": "Réponses proposées" },
      ...[...seen.values()].map(({ title, payload, href }) =>
        href
          ? element("a", { class: "button button-quiet", href }, title)
          : button(title, () => this.send.payload(payload, title), { quiet: true }),
      ),
    );
  }

  // The focus would fall back to the top of the page with the control that held it: it is kept here.
  replace(nodes) {
    const held = this.root.contains(document.activeElement);
    this.root.replaceChildren(...nodes);
    if (held) (nodes.length > 0 ? this.root : this.fallback).focus({ preventScroll: true });
  }
}
