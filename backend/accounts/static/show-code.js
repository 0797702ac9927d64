// Adds to each code's box a button that shows what is typed; without this file the boxes work alike.

for (const input of document.querySelectorAll("input[data-shown]")) {
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "button button-quiet";
  const draw = () => {
    const word = input.type === "password" ? "Afficher" : "Masquer";
    toggle.textContent = word;
    toggle.setAttribute("aria-label", `${word} ${input.dataset.shown}`);
  };
  toggle.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    draw();
  });
  // What is sent is never kept by the browser as a plain field.
  input.form.addEventListener("submit", () => {
    input.type = "password";
  });
  draw();
  input.after(toggle);
}
