// The habits of the boxes for a code on the account pages: show and hide what is typed, live rules, strength.

import { LiveCode } from "../code/live";

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-shown]")) {
  addShowButton(input, input.dataset.shown ?? "");
}
for (const input of document.querySelectorAll<HTMLInputElement>("input[data-strength]")) addLiveRules(input);

function addShowButton(input: HTMLInputElement, name: string): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  const show = (shown: boolean): void => {
    const word = shown ? "Masquer" : "Afficher";
    input.type = shown ? "text" : "password";
    button.textContent = word;
    button.setAttribute("aria-label", `${word} ${name}`);
  };
  button.addEventListener("click", () => show(input.type === "password"));
  // A box that shows what is typed may be kept by the browser as a plain field.
  input.form?.addEventListener("submit", () => show(false));
  show(false);
  input.after(button);
}

// The page's own list of rules gives way to the live one.
function addLiveRules(input: HTMLInputElement): void {
  const live = new LiveCode();
  document.getElementById(live.rules.id)?.replaceWith(live.rules);
  input.closest(".secret-row")?.after(live.level, live.spoken);
  live.follow(input);
  input.addEventListener("focus", () => void live.load(), { once: true });
}
