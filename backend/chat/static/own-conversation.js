// "Ma conversation": to take it away, or to erase it, which is asked twice.

import { erase } from "./api.js";

const $ = (id) => document.getElementById(id);

/**
 * Bring the section to life. `start()` says whether nothing else is under way, and keeps everything
 * else waiting if so; `done(sentence)` shows that the conversation is erased; `failed(error)` ends
 * the waiting and returns what to say.
 */
export function ownConversation({ start, done, failed }) {
  const section = $("own");
  const question = $("erase-question");
  const status = $("own-status");

  function close() {
    question.hidden = true;
    status.textContent = "";
  }

  $("erase").addEventListener("click", () => {
    status.textContent = "";
    question.hidden = false;
    question.focus({ preventScroll: true });
    question.scrollIntoView({ block: "nearest" });
  });
  $("erase-no").addEventListener("click", keep);
  question.addEventListener("keydown", (event) => {
    if (event.key === "Escape") keep();
  });

  function keep() {
    close();
    $("erase").focus();
  }

  $("erase-yes").addEventListener("click", async () => {
    if ($("erase-yes").getAttribute("aria-disabled") === "true" || !start()) return;
    status.textContent = "Votre conversation est en train d'être effacée…";
    try {
      const { message } = await erase("/chat/conversation");
      close();
      section.open = false;
      done(message);
    } catch (error) {
      status.textContent = failed(error);
    }
  });
}
