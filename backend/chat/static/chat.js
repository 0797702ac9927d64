// The chat page: opens or resumes the conversation, sends, shows what comes back.

import { newId, post, Refused, Unanswered } from "./api.js";
import { setBusy } from "./dom.js";
import { follow } from "./events.js";
import { Log } from "./log.js";
import { ownConversation } from "./own-conversation.js";
import { Pending } from "./pending.js";
import { drawProgress } from "./progress.js";
import { Reply } from "./reply.js";

const $ = (id) => document.getElementById(id);
const root = $("assistant");
const phone = root.dataset.phone;
const SORRY = `Nous n'arrivons pas à joindre le service. Réessayez, ou appelez le ${phone}.`;
const GONE = "conversation_missing";

const log = new Log($("log"), $("announcer"), sendAgain);
const box = $("text");
const reply = new Reply($("reply"), box, {
  text: sendText,
  payload: sendPayload,
  code: sendCode,
  captcha: sendCaptcha,
});
let busy = false;
let following = null;
let arrived = [];
const unsent = new Set();

// Opening

$("open").addEventListener("click", () => open(true));
if (root.dataset.hasConversation === "yes") open(false);
else $("welcome").hidden = false;

async function open(pressed) {
  if (busy) return;
  setWorking(true);
  setBusy($("welcome"), true);
  $("opening-status").textContent = "Ouverture de la discussion…";
  try {
    const answer = await post("/chat/conversation", {});
    $("opening-status").textContent = "";
    $("welcome").hidden = true;
    $("conversation").hidden = false;
    log.clear();
    reply.clear();
    setWorking(false);
    receive(answer, { spoken: pressed });
    if (pressed) $("conversation").focus({ preventScroll: true });
    listen();
  } catch (error) {
    setWorking(false);
    $("welcome").hidden = false;
    $("opening-status").textContent = sentenceOf(error);
  }
  setBusy($("welcome"), false);
}

// Sending

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  sendBox();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendBox();
});
$("person").addEventListener("click", () => sendPayload("/talk_to_human", "Parler à une personne"));

function sendBox() {
  const text = box.value.trim();
  if (busy || text === "") return;
  box.value = "";
  deliver({ id: newId(), text }, { words: text, written: text });
}

function sendText(text, field) {
  deliver({ id: newId(), text, field }, { words: "Réponse donnée dans la case", field, value: text });
}

function sendPayload(payload, title) {
  deliver({ id: newId(), payload }, { words: title });
}

/** Send a message that the server has kept without an answer: it knows the words by the id. */
function sendAgain({ id, text }) {
  deliver({ id, text }, { words: text });
}

function sendCode(code, confirmation) {
  deliver(
    { id: newId(), code, confirmation },
    { words: "Code personnel donné dans la case", field: "personal_code", path: "/chat/personal-code" },
  );
}

function sendCaptcha(captcha, characters) {
  deliver(
    { id: newId(), captcha, characters },
    { words: "Caractères recopiés", field: "captcha", path: "/chat/captcha" },
  );
}

/**
 * Send `body`. `how.words`: what is shown meanwhile; `how.field`, `how.value`: the card that it
 * comes from and what was typed there; `how.written`: what goes back to the text box if refused.
 */
function deliver(body, how) {
  if (busy) return;
  attempt(new Pending($("pending"), box, how.words), body, how);
  scrollTo({ top: foot() });
}

async function attempt(pending, body, how) {
  setWorking(true);
  unsent.add(body.id);
  try {
    const answer = await post(how.path ?? "/chat/messages", body, () =>
      pending.waiting("Pas encore envoyé, nouvel essai…"),
    );
    setWorking(false);
    unsent.delete(body.id);
    pending.remove();
    receive(answer, how);
  } catch (error) {
    setWorking(false);
    failed(error, pending, body, how);
  }
}

function failed(error, pending, body, how) {
  if (error instanceof Refused && error.body.reason === GONE) {
    putBack(how.written);
    pending.failed("Cette discussion est fermée.", "Ouvrir une nouvelle discussion", () => {
      pending.remove();
      open(true);
    });
  } else if (error instanceof Refused && how.field && reply.asks(how.field)) {
    pending.remove();
    reply.refuse(error.body.reasons ?? [sentenceOf(error)], how.value, error.body);
  } else if (error instanceof Refused) {
    putBack(how.written);
    pending.failed(sentenceOf(error), "Fermer", () => pending.remove());
  } else {
    pending.failed(`Message non envoyé. ${sentenceOf(error)}`, "Envoyer à nouveau", () => {
      if (busy) return;
      pending.waiting("Envoi…");
      attempt(pending, body, how);
    });
  }
}

function putBack(text) {
  if (text && box.value === "") box.value = text;
}

function sentenceOf(error) {
  if (error instanceof Refused) return error.body.message ?? SORRY;
  if (error instanceof Unanswered) return error.message || SORRY;
  throw error;
}

// Receiving

/**
 * Show an answer. `field`, `value`: the card that was sent; `spoken`: whether the messages are
 * read out to screen readers.
 */
function receive({ messages, state }, { field = null, value = "", spoken = true } = {}) {
  const shown = [...messages, ...arrived.splice(0).map(({ message }) => message)];
  const fresh = log.add(shown.filter(({ id, failed }) => !(failed && unsent.has(id))));
  drawProgress($("progress-text"), $("progress-steps"), state);
  reply.show(log.sincePerson, state.awaited);
  reply.setBusy(busy);
  const answers = messages.filter(({ author }) => author !== "person");
  const refused = field !== null && state.awaited === field && reply.asks(field);
  // The focus on the error makes screen readers read it: it is not announced as well.
  if (spoken) log.announce(refused ? fresh.filter(({ seq }) => seq !== answers[0]?.seq) : fresh);
  if (!refused) reveal(fresh);
  if (refused && answers.length > 0) reply.refuse([answers[0].text], value);
}

function listen() {
  if (following) following.again();
  else following = follow(() => log.last, arrive);
}

/** Take a message from elsewhere; while an answer is awaited it waits for its turn. */
function arrive(event) {
  if (busy) arrived.push(event);
  else receive({ messages: [event.message], state: event.state });
}

// Erasing

ownConversation({
  start() {
    if (busy) return false;
    setWorking(true);
    $("typing").hidden = true;
    return true;
  },
  done(sentence) {
    following?.stop();
    arrived = [];
    unsent.clear();
    log.clear();
    reply.clear();
    $("pending").replaceChildren();
    box.value = "";
    $("conversation").hidden = true;
    setWorking(false);
    $("welcome").hidden = false;
    $("welcome").focus({ preventScroll: true });
    $("opening-status").textContent = sentence;
    $("opening-status").scrollIntoView({ block: "nearest" });
  },
  failed(error) {
    setWorking(false);
    return sentenceOf(error);
  },
});

// What is seen

function setWorking(working) {
  busy = working;
  $("typing").hidden = !working || $("conversation").hidden;
  reply.setBusy(working);
  for (const id of ["send", "person", "erase-yes"]) {
    if (working) $(id).setAttribute("aria-disabled", "true");
    else $(id).removeAttribute("aria-disabled");
  }
  if (!working && arrived.length > 0) queueMicrotask(() => arrived.splice(0).forEach(arrive));
}

/** Where the page is scrolled to when the text box stands at the foot of the window. */
function foot() {
  return $("composer").getBoundingClientRect().bottom + scrollY - innerHeight;
}

/** Bring the new messages into sight: the start of the first, and as much as fits under it. */
function reveal(messages) {
  if (messages.length === 0) return;
  const first = log.find(messages[0].seq).getBoundingClientRect().top;
  scrollTo({ top: Math.min(first + scrollY - $("bar").offsetHeight, foot()) });
}

function drawNetwork() {
  $("network").textContent = navigator.onLine
    ? ""
    : "Vous êtes hors connexion. Votre message partira dès le retour du réseau.";
}
addEventListener("online", drawNetwork);
addEventListener("offline", drawNetwork);
drawNetwork();
