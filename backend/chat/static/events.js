// Listens for messages that come from elsewhere: another tab, a member of staff.

const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;

/**
 * Follow the conversation while the page is seen. `last()` is the newest message's number;
 * `arrived({message, state})` is called for each message, known ones too. Returns
 * {stop(), again()}: `again` follows anew, also after `stop`.
 */
export function follow(last, arrived) {
  let source = null;
  let stopped = false;
  let timer = 0;
  let pause = FIRST_PAUSE;

  function open() {
    if (stopped || document.hidden) return;
    source = new EventSource(`/chat/events?after=${last()}`);
    source.addEventListener("open", () => {
      pause = FIRST_PAUSE;
    });
    source.addEventListener("message", (event) => arrived(JSON.parse(event.data)));
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
    open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    close();
    open();
  });
  open();

  return {
    stop() {
      stopped = true;
      close();
    },
    again() {
      stopped = false;
      pause = FIRST_PAUSE;
      close();
      open();
    },
  };
}
