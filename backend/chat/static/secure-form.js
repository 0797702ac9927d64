// The form of the personal code: its value goes straight to the server and is never a message.

import { judge, strength } from "./code-rules.js";
import { button, element } from "./dom.js";
import { whyButton } from "./why.js";

const MARKS = { true: ["✓", "kept", "respecté"], false: ["○", "", "pas encore respecté"], null: ["·", "", ""] };
const SPOKEN_AFTER = 900;

/** Build the form. */
export function secureForm(send) {
  const code = secret("code", "code-rules code-error");
  const confirmation = secret("confirmation", "confirmation-error");
  const rules = element("ul", { id: "code-rules", class: "rules" });
  const meter = element("meter", { min: 0, max: 3, low: 2, high: 3, optimum: 3, value: 0, "aria-hidden": "true" });
  const level = element("span", {}, "–");
  const spoken = element("p", { class: "visually-hidden", role: "status" });
  const error = element("div", { id: "code-error" });
  const mismatch = element("div", { id: "confirmation-error" });
  const submit = element("button", { type: "submit", class: "button" }, "Valider mon code");
  const node = element(
    "form",
    { class: "card", novalidate: true, "aria-label": "Choisir mon code personnel" },
    element("h3", {}, "Je choisis mon code personnel"),
    element("p", { class: "hint" }, "Ne reprenez pas un code qui vous sert déjà sur un autre site. Il ne s'affiche jamais dans la discussion."),
    error,
    element("label", { for: "code" }, "Mon nouveau code"),
    row(code),
    element("p", { class: "label" }, "Votre code doit avoir :"),
    rules,
    element("p", { class: "strength" }, "Niveau indicatif de sécurité : ", meter, level),
    spoken,
    mismatch,
    element("label", { for: "confirmation" }, "Le même code, une seconde fois"),
    row(confirmation),
    element("div", { class: "actions" }, submit, whyButton(send)),
  );
  let timer = 0;

  function draw() {
    const judged = judge(code.value);
    rules.replaceChildren(...judged.map(drawRule));
    const { level: value, word } = strength(code.value);
    meter.value = value;
    level.textContent = word || "–";
    clearTimeout(timer);
    if (code.value === "") return;
    timer = setTimeout(() => {
      const missing = judged.filter((rule) => rule.kept === false).map((rule) => rule.text);
      spoken.textContent = missing.length > 0 ? `Il manque : ${missing.join(", ")}.` : "Toutes les règles vérifiables ici sont respectées.";
    }, SPOKEN_AFTER);
  }

  function clearErrors() {
    for (const [input, place] of [[code, error], [confirmation, mismatch]]) {
      place.replaceChildren();
      input.removeAttribute("aria-invalid");
    }
  }

  /** Show the server's reasons, [{reason, message}] or sentences. */
  function refuse(reasons) {
    clearErrors();
    const all = reasons.map((reason) => (typeof reason === "string" ? { reason: "", message: reason } : reason));
    const [others, apart] = partition(all, ({ reason }) => reason === "code_confirmation_mismatch");
    show(mismatch, confirmation, apart);
    show(error, code, others);
    node.scrollIntoView({ block: "start" });
  }

  node.addEventListener("input", draw);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-disabled") === "true") return;
    if (code.value === "") {
      refuse(["Cette case est vide. Choisissez un code de 8 caractères au moins."]);
    } else {
      clearErrors();
      send.code(code.value, confirmation.value);
    }
  });
  draw();
  return { node, field: "personal_code", refuse };
}

function secret(id, describedBy) {
  return element("input", {
    id,
    name: id,
    type: "password",
    required: true,
    autocomplete: "new-password",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": describedBy,
  });
}

function row(input) {
  const toggle = button("Afficher", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    toggle.textContent = shown ? "Masquer" : "Afficher";
    toggle.setAttribute("aria-label", `${toggle.textContent} ${NAMES[input.id]}`);
  }, { quiet: true, label: `Afficher ${NAMES[input.id]}` });
  return element("div", { class: "secret-row form-row" }, input, toggle);
}

const NAMES = { code: "mon nouveau code", confirmation: "le code de la seconde case" };

function drawRule({ text, kept }) {
  const [mark, look, word] = MARKS[kept];
  return element(
    "li",
    { class: look },
    element("span", { class: "mark", "aria-hidden": "true" }, mark),
    element("span", {}, text, word ? element("span", { class: "visually-hidden" }, ` : ${word}`) : null),
  );
}

function show(place, input, reasons) {
  if (reasons.length === 0) return;
  place.replaceChildren(element("ul", { class: "rules" }, ...reasons.map(({ message }) => element("li", { class: "error" }, message))));
  input.setAttribute("aria-invalid", "true");
  input.focus({ preventScroll: true });
}

function partition(items, test) {
  return [items.filter((item) => !test(item)), items.filter(test)];
}
