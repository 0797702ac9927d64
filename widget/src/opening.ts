// Stands inside the chat page: takes the press that opens the chat while the chat itself is on its way.

declare global {
  interface Window {
    /** The call that opens the conversation, when it was made before the chat was there. */
    opening?: Promise<Response> | undefined;
  }
}

const chat = document.querySelector("bot-assistant");
const status = document.getElementById("opening-status");

function begin(): void {
  if (window.opening || customElements.get("bot-assistant")) return;
  if (status) status.textContent = "Ouverture de la discussion…";
  window.opening = fetch("/chat/conversation", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: window.parent === window ? "{}" : '{"embedded":true}',
    signal: AbortSignal.timeout(40000),
  });
  // The chat, which waits for the answer, deals with what goes wrong.
  window.opening.catch(() => undefined);
}

if (chat?.hasAttribute("resumes")) begin();
document.getElementById("open")?.addEventListener("click", begin);

// A chat that cannot be loaded must not leave the press without an answer.
const notLoaded = ({ target }: Event): void => {
  if (!(target instanceof HTMLScriptElement) || !status) return;
  const phone = chat?.getAttribute("phone") ?? "";
  status.textContent = `La discussion ne s’ouvre pas. Rechargez la page, ou appelez le ${phone}.`;
};
addEventListener("error", notLoaded, true);

export {};
