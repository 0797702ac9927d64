// Shows under a new code how strong it is; the server alone judges whether it is accepted.

import { strength } from "/static/chat/code-rules.js";

const SPOKEN_AFTER = 900;

for (const input of document.querySelectorAll("input[data-strength]")) {
  const meter = document.createElement("meter");
  Object.assign(meter, { min: 0, max: 3, low: 2, high: 3, optimum: 3, value: 0 });
  meter.setAttribute("aria-hidden", "true");
  const word = document.createElement("span");
  word.textContent = "–";
  const line = document.createElement("p");
  line.className = "strength";
  line.append("Niveau indicatif de sécurité : ", meter, " ", word);
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  input.closest(".secret-row").after(line, spoken);
  let timer = 0;
  input.addEventListener("input", () => {
    const found = strength(input.value);
    meter.value = found.level;
    word.textContent = found.word || "–";
    clearTimeout(timer);
    timer = setTimeout(() => {
      spoken.textContent = found.word && `Niveau indicatif de sécurité : ${found.word}.`;
    }, SPOKEN_AFTER);
  });
}
