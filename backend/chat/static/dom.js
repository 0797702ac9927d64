// Builds elements without markup strings, as Trusted Types require.

/** Make an element; attributes that are null or false are left out, true gives an empty one. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Make a button that calls `press`; it stays focusable while it cannot be used. */
export function button(title, press, { quiet = false, label = null } = {}) {
  const node = element(
    "button",
    { type: "button", class: quiet ? "button button-quiet" : "button", "aria-label": label },
    title,
  );
  node.addEventListener("click", () => {
    if (node.getAttribute("aria-disabled") !== "true") press();
  });
  return node;
}

/** Mark the buttons inside `root` as usable or not, without taking the focus from them. */
export function setBusy(root, busy) {
  for (const node of root.querySelectorAll("button")) {
    if (busy) node.setAttribute("aria-disabled", "true");
    else node.removeAttribute("aria-disabled");
  }
}
