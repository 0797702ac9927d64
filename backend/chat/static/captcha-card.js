// The captcha: characters to copy from a picture, or from what a voice says.

import { post, Refused } from "./api.js";
import { button, element } from "./dom.js";
import { whyButton } from "./why.js";

const TROUBLE = "Le service ne répond pas. Réessayez dans un instant.";

/** Build the card {captcha}; `send.captcha(captcha, characters)` takes what was copied. */
export function captchaCard(card, send) {
  let shown = card.captcha;
  const picture = element("img", { width: 280, height: 90, alt: "Image de 5 caractères à recopier. Vous pouvez aussi les écouter." });
  const sound = element("audio", { preload: "none" });
  const error = element("div", { id: "captcha-error" });
  const status = element("p", { class: "hint", role: "status" });
  const input = element("input", {
    id: "captcha-characters",
    name: "characters",
    type: "text",
    required: true,
    autocomplete: "off",
    autocapitalize: "characters",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "send",
    maxlength: 40,
    "aria-describedby": "captcha-hint captcha-error",
  });
  const submit = element("button", { type: "submit", class: "button" }, "Valider");
  const node = element(
    "form",
    { class: "card", novalidate: true, autocomplete: "off", "aria-label": "Recopier les caractères" },
    element("p", { class: "captcha-picture" }, picture),
    element(
      "div",
      { class: "actions" },
      button("Écouter les caractères", listen, { quiet: true }),
      button("Nouveaux caractères", renew, { quiet: true }),
    ),
    sound,
    status,
    element("label", { for: "captcha-characters" }, "Recopiez les 5 caractères"),
    element("p", { id: "captcha-hint", class: "hint" }, "En majuscules ou en minuscules. Ils sont valables 5 minutes."),
    error,
    element("div", { class: "secret-row" }, input, submit),
    element("div", { class: "actions" }, whyButton(send)),
  );

  function show(captcha) {
    shown = captcha;
    picture.src = `/captcha/${captcha}/image`;
    sound.src = `/captcha/${captcha}/son`;
    input.value = "";
  }

  function clearError() {
    error.replaceChildren();
    input.removeAttribute("aria-invalid");
  }

  async function listen() {
    status.textContent = "";
    sound.currentTime = 0;
    try {
      await sound.play();
    } catch {
      status.textContent = "Le son ne peut pas être lu. Demandez de nouveaux caractères.";
    }
  }

  async function renew() {
    status.textContent = "";
    try {
      const { captcha } = await post("/chat/captcha/renew", {});
      clearError();
      show(captcha);
      status.textContent = "De nouveaux caractères sont affichés.";
    } catch (failure) {
      status.textContent = (failure instanceof Refused && failure.body.message) || TROUBLE;
    }
  }

  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    if (input.value.trim() === "") {
      refuse(["Cette case est vide. Recopiez les 5 caractères de l'image."]);
      return;
    }
    clearError();
    status.textContent = "";
    send.captcha(shown, input.value);
  });

  /** Say why the characters were refused, show the new ones, and put the focus in the field. */
  function refuse(reasons, _, { captcha } = {}) {
    error.replaceChildren(...reasons.map((reason) => element("p", { class: "error" }, reason)));
    input.setAttribute("aria-invalid", "true");
    if (captcha) show(captcha);
    input.focus({ preventScroll: true });
    node.scrollIntoView({ block: "start" });
  }

  show(card.captcha);
  return { node, field: "captcha", refuse };
}
