// deep-chat in French, with each option of its own that helps people, and an endpoint that answers at once.

const chat = document.createElement("deep-chat");
Object.assign(chat, {
  connect: { url: "/reply" },
  introMessage: { text: "Bonjour, je suis un assistant. Je vous aide à créer votre compte." },
  // Who speaks is written beside each message.
  names: { user: { text: "Vous" }, ai: { text: "Assistant" } },
  // The placeholder is also the accessible name of the text box; its own grey is too pale.
  textInput: {
    placeholder: { text: "Votre message", style: { color: "#595959" } },
    characterLimit: 1000,
    styles: { container: { border: "1px solid #595959" } },
  },
  // Words on the button give it a name.
  submitButtonStyles: {
    submit: { text: { content: "Envoyer" } },
    loading: { text: { content: "Envoi…" } },
    disabled: { text: { content: "Envoyer", styles: { default: { color: "#595959" } } } },
  },
  // White on its own blue is too pale.
  messageStyles: { default: { user: { bubble: { backgroundColor: "#005fcc", color: "#ffffff" } } } },
  errorMessages: { overrides: { default: "Votre message n’est pas parti. Réessayez." } },
});
// Without a font of ours it asks Google for its own.
Object.assign(chat.style, { fontFamily: "system-ui, sans-serif", width: "100%", height: "80vh" });
document.getElementById("main").append(chat);
