// The list of messages: each one once, in order, and spoken once to screen readers.

import { button, element } from "./dom.js";
import { ratingButtons } from "./rating.js";
import { answered, typed } from "./text.js";

const AUTHORS = { person: "Vous", bot: "AmeliBot", staff: "Une personne de l'équipe" };
const SPOKEN_FOR = 20000;

/**
 * The messages of one conversation, drawn in `root` and spoken through `announcer`.
 * `resend(message)` is called when the person sends again a message that had no answer.
 */
export class Log {
  constructor(root, announcer, resend) {
    this.root = root;
    this.announcer = announcer;
    this.resend = resend;
    this.messages = new Map();
  }

  /** The number of the newest message, 0 before the first. */
  get last() {
    return Math.max(0, ...this.messages.keys());
  }

  /** What came since the person last wrote, oldest first. */
  get sincePerson() {
    const ordered = this.ordered();
    const written = ({ author, failed }) => author === "person" && !failed;
    return ordered.slice(ordered.findLastIndex(written) + 1);
  }

  /** Add the messages that are new; return these, oldest first. */
  add(messages) {
    for (const message of messages) {
      if (this.messages.get(message.seq)?.failed && !message.failed) this.done(message);
    }
    const fresh = [];
    for (const message of messages) {
      if (this.messages.has(message.seq)) continue;
      this.messages.set(message.seq, message);
      this.root.insertBefore(this.draw(message), this.following(message.seq));
      fresh.push(message);
    }
    fresh.sort((one, other) => one.seq - other.seq);
    return fresh;
  }

  /** Say messages to screen readers, the person's own left out. */
  announce(messages) {
    for (const message of messages) {
      if (message.author === "person" || !message.text) continue;
      this.say(`${AUTHORS[message.author]} : ${message.text}`);
    }
  }

  /** Say one sentence to screen readers. */
  say(sentence) {
    const line = element("p", {}, sentence);
    this.announcer.append(line);
    setTimeout(() => line.remove(), SPOKEN_FOR);
  }

  /** The element of a message, or null. */
  find(seq) {
    return this.root.querySelector(`[data-seq="${seq}"]`);
  }

  /** Forget everything: another conversation begins. */
  clear() {
    this.messages.clear();
    this.root.replaceChildren();
    this.announcer.replaceChildren();
  }

  ordered() {
    return [...this.messages.values()].sort((one, other) => one.seq - other.seq);
  }

  following(seq) {
    const later = this.ordered().find((message) => message.seq > seq);
    return later ? this.find(later.seq) : null;
  }

  draw(message) {
    const words = message.author === "person" ? typed(message.text) : answered(message.text);
    return element(
      "div",
      { class: `message message-${message.author}`, "data-seq": message.seq, hidden: !message.text },
      element(
        "p",
        { class: "author" },
        element("strong", {}, AUTHORS[message.author]),
        element("span", { class: "visually-hidden" }, ", "),
        " ",
        element("time", { datetime: message.at }, hour(message.at)),
        element("span", { class: "visually-hidden" }, " : "),
      ),
      element("div", { class: "bubble" }, ...words),
      message.answer ? ratingButtons(message) : null,
      message.failed ? this.undone(message) : null,
    );
  }

  done(message) {
    this.messages.set(message.seq, message);
    this.find(message.seq).querySelector(".undone").remove();
  }

  undone(message) {
    return element(
      "div",
      { class: "undone actions" },
      element("p", { class: "state error" }, "Ce message n'a pas reçu de réponse."),
      button("Envoyer à nouveau", () => this.resend(message), { quiet: true }),
    );
  }
}

function hour(at) {
  return new Date(at).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
}
