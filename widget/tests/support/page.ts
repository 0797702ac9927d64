// The chat page for the tests, as the server sends it; and what axe says of it.

import axe from "axe-core";

/** Put the page in the document; it has no conversation yet. */
export function showPage(): HTMLElement {
  document.documentElement.lang = "fr";
  document.title = "L’assistant";
  const page = new DOMParser().parseFromString(
    `<main><h1>Créer mon compte</h1>
      <section id="welcome" aria-label="Bienvenue" tabindex="-1"><button id="open">Ouvrir la discussion</button></section>
      <div id="opening-status" role="status"></div>
      <bot-assistant phone="3646"></bot-assistant></main>`,
    "text/html",
  );
  document.body.replaceChildren(...page.body.children);
  return part("welcome");
}

/** The element of that id. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

/** What axe finds wrong inside `root`: [rule, the elements]. */
export async function faultsOf(root: Element = document.body): Promise<unknown[]> {
  const { violations } = await axe.run(root, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
