// "Utile" and "Pas utile" under an answer: one of them, or neither.

import { post, Refused } from "./api.js";
import { button, element, setBusy } from "./dom.js";

const TITLES = { helpful: "Utile", not_helpful: "Pas utile" };
const TROUBLE = "Votre avis n'a pas pu être enregistré. Réessayez dans un instant.";
const LONGEST = 60;

/** The buttons of `message`, an answer; pressing the one that is pressed takes the rating back. */
export function ratingButtons(message) {
  let rated = message.rating;
  const answer = shortened(message.text);
  const status = element("p", { class: "state", role: "status" });
  const buttons = Object.entries(TITLES).map(([rating, title]) => [
    rating,
    button(title, () => rate(rating === rated ? null : rating), {
      quiet: true,
      label: `${title}, pour la réponse : ${answer}`,
    }),
  ]);
  const node = element(
    "div",
    { class: "rating actions", role: "group", "aria-label": `Votre avis sur la réponse : ${answer}` },
    ...buttons.map(([, shown]) => shown),
    status,
  );

  function draw() {
    for (const [rating, shown] of buttons) shown.setAttribute("aria-pressed", String(rating === rated));
  }

  async function rate(wanted) {
    setBusy(node, true);
    status.textContent = "";
    try {
      await post(`/chat/messages/${message.seq}/rating`, { rating: wanted });
      rated = wanted;
      draw();
    } catch (error) {
      status.textContent = (error instanceof Refused && error.body.message) || TROUBLE;
    }
    setBusy(node, false);
  }

  draw();
  return node;
}

function shortened(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()}…` : line;
}
