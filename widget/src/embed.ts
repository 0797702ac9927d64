// embed.js, for the pages of other sites: a button that opens the chat page in an iframe.

const CLOSE = "amelibot:close";
const NAME = "Assistant AmeliBot";
/** Where the panel leaves room for the page around it; elsewhere it fills the screen. */
const ROOMY = "(min-width: 501px) and (min-height: 481px)";

// Lengths in em, of the reader's own size: the page around may have made rem anything.
const STYLE = `
  :host { all: initial; color-scheme: light dark; --ink: #1d2733; --paper: #f6f5f1; --accent: #0b5c63; --on: #fff; }
  @media (prefers-color-scheme: dark) {
    :host { --ink: #e9edef; --paper: #12181c; --accent: #86d3d1; --on: #06282a; }
  }
  @media print { :host { display: none; } }
  * { box-sizing: border-box; font: 1em/1.25 system-ui, sans-serif; }
  button { min-height: 2.75em; padding: 0.5em 1em; border: 2px solid var(--accent); border-radius: 0.5em; background: var(--accent); color: var(--on); font-weight: 600; cursor: pointer; }
  :focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; box-shadow: 0 0 0 2px var(--paper); }
  .open { position: fixed; z-index: 2147483646; bottom: 1em; right: 1em; max-width: calc(100% - 2em); box-shadow: 0 0 0 2px var(--paper); }
  dialog { position: fixed; z-index: 2147483647; inset: 0; width: 100%; max-width: none; height: 100%; max-height: none; margin: 0; padding: 0; border: 0; background: var(--paper); color: var(--ink); flex-direction: column; }
  dialog[open] { display: flex; }
  div { display: flex; gap: 1em; align-items: center; justify-content: space-between; padding: 0.25em 0.25em 0.25em 1em; border-bottom: 1px solid; }
  a { padding-block: 0.25em; color: inherit; font-size: 0.875em; }
  iframe { flex: 1; width: 100%; min-height: 0; border: 0; }
  @media ${ROOMY} {
    dialog { inset: auto 1em 4.75em auto; width: 26em; max-width: calc(100% - 2em); height: min(44em, 100% - 5.75em); border: 2px solid var(--accent); border-radius: 0.5em; }
    .left, .left + dialog { right: auto; left: 1em; }
  }
  .left { right: auto; left: 1em; }
`;

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}

function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Older browsers make no sheet of their own: theirs needs the leave of the page's policy.
    root.append(make("style", { textContent: STYLE }));
  }
}

function embed(script: HTMLScriptElement): void {
  const { origin } = new URL(script.src);
  const page = `${origin}/assistant`;
  const { label, position } = script.dataset;

  const button = make("button", {
    type: "button",
    className: position === "left" ? "open left" : "open",
    textContent: label ?? "Créer mon compte avec l’assistant",
  });
  const expanded = (open: boolean) => button.setAttribute("aria-expanded", String(open));
  expanded(false);
  const frame = make("iframe", { title: NAME, referrerPolicy: "no-referrer" });
  const panel = make("dialog", { tabIndex: -1 });
  panel.setAttribute("aria-label", NAME);
  const close = make("button", { type: "button", textContent: "Fermer" });
  const link = make("a", {
    href: page,
    target: "_blank",
    rel: "noreferrer",
    textContent: "Ouvrir l’assistant dans un nouvel onglet",
  });
  const bar = make("div", {});
  bar.append(link, close);
  panel.append(bar, frame);

  const roomy = matchMedia(ROOMY);
  const show = () => (roomy.matches ? panel.show() : panel.showModal());
  const shut = () => panel.close();
  button.onclick = () => {
    if (panel.open) {
      shut();
      return;
    }
    // A dialog gives the focus back by itself to where it was, unless it has left the dialog since;
    // Safari does not put it on a button that is clicked.
    button.focus();
    // At the first opening only: shut, the page inside stays as it is.
    if (!frame.src) frame.src = page;
    show();
    panel.focus();
    expanded(true);
  };
  close.onclick = shut;
  // It comes later: the panel may have been opened again in the other way.
  panel.onclose = () => expanded(panel.open);
  // The window is made smaller, or larger: what fills it must be modal, what does not must not.
  roomy.onchange = () => {
    if (!panel.open || !panel.isConnected) return;
    const focused = root.activeElement as HTMLElement | null;
    shut();
    show();
    focused?.focus();
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) shut();
  });
  addEventListener("message", ({ source, origin: from, data }: MessageEvent<{ type?: unknown } | null>) => {
    if (source !== frame.contentWindow || from !== origin || data?.type !== CLOSE) return;
    // Out of the frame first: from inside it Chromium would not give it back to the button.
    panel.focus();
    shut();
  });

  const host = make("div", { lang: "fr" });
  const root = host.attachShadow({ mode: "open" });
  dress(root);
  root.append(button, panel);
  document.body.append(host);
}

const script = document.currentScript as HTMLScriptElement;
if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => embed(script));
else embed(script);
