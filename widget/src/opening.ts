// Stands inside the chat page: takes the press that opens the chat while the chat itself is on its way.

declare global {
  interface Window {
    /** The call that opens the conversation, when it was made before the chat was there. */
    opening?: Promise<Response> | undefined;
  }
}

const TAG = "bot-assistant";
const chat = document.querySelector(TAG);
const status = document.getElementById("opening-status");
let failed = false;

function tell(words: string): void {
  if (status) status.textContent = words;
}

function tellFailure(): void {
  tell(
    `La discussion ne s’ouvre pas. Rechargez la page, ou appelez le ${chat?.getAttribute("phone") ?? ""}.`,
  );
}

function begin(): void {
  if (window.opening || customElements.get(TAG)) return;
  if (failed) {
    tellFailure();
    return;
  }
  tell("Ouverture de la discussion…");
  window.opening = fetch("/chat/conversation", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: window.parent === window ? "{}" : '{"embedded":true}',
    signal: (AbortSignal as Partial<typeof AbortSignal>).timeout?.(40000) ?? null,
  });
  // The chat, which waits for the answer, deals with what goes wrong.
  window.opening.catch(() => undefined);
}

if (chat?.hasAttribute("resumes")) begin();
document.getElementById("open")?.addEventListener("click", begin);

// Everything is loaded: a chat that is not there yet will not come.
addEventListener("load", () => {
  failed = !customElements.get(TAG);
  if (failed) tellFailure();
});

export {};
