// Listens for messages that come from elsewhere: another tab, a member of staff.

const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;

/**
 * Follow the conversation while the page is seen.
 * `onMessage(message)` gets each message, `onOpen()` tells that some may have been missed.
 */
export function follow({ onMessage, onOpen }) {
  let source = null;
  let timer = 0;
  let pause = FIRST_PAUSE;

  function open() {
    source = new EventSource("/chat/events");
    source.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      onOpen();
    });
    source.addEventListener("message", (event) => onMessage(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // The browser reconnects by itself unless the server answered with an error.
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  // A hidden page gives its connection back: browsers allow only six to one server.
  document.addEventListener("visibilitychange", () => {
    close();
    if (!document.hidden) open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    close();
    open();
  });
  if (!document.hidden) open();
}
