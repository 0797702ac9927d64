// The conversation: sending once, refusals, what is announced, the line that is cut.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Conversation } from "../../src/chat/conversation";
import { FakeApi, FakeLine } from "../support/api";
import type { Message } from "../../src/chat/messages";
import { fieldCard, message, state } from "../support/messages";

const SORRY = "Le service ne répond pas.";
const GREETING = message({ seq: 1, text: "Bonjour", card: fieldCard() });

let api: FakeApi;
let page: {
  changed: () => void;
  announce: (sentence: string) => void;
  reveal: (messages: Message[]) => void;
  sending: () => void;
  ended: (sentence: string) => void;
  putBack: (text: string) => void;
};
let conversation: Conversation;

beforeEach(() => {
  vi.useFakeTimers();
  FakeLine.open = [];
  vi.stubGlobal("EventSource", FakeLine);
  api = new FakeApi();
  page = {
    changed: vi.fn(),
    announce: vi.fn(),
    reveal: vi.fn(),
    sending: vi.fn(),
    ended: vi.fn(),
    putBack: vi.fn(),
  };
  conversation = new Conversation(page, SORRY, false);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function opened(): Promise<void> {
  api.will({ body: { messages: [GREETING], state: state() } });
  await conversation.open({ spoken: true });
}

/** Let every call and every pause run out. */
const settle = () => vi.advanceTimersByTimeAsync(60_000);

function answer(...messages: ReturnType<typeof message>[]) {
  return { body: { messages, state: state({ awaited: "birth_date" }) } };
}

describe("opening", () => {
  test("shows and says what was said, and follows from there", async () => {
    await opened();
    expect(conversation.messages).toEqual([GREETING]);
    expect(page.announce).toHaveBeenCalledExactlyOnceWith("AmeliBot : Bonjour");
    expect(FakeLine.latest.url).toBe("/chat/events?after=1&conversation=one");
  });

  test("in an iframe says so", async () => {
    conversation = new Conversation(page, SORRY, true);
    await opened();
    expect(api.asked[0]?.body).toEqual({ embedded: true });
  });

  test("a long conversation brings into sight what came since the person's last message", async () => {
    const [question, answer, next] = [
      message({ seq: 2, author: "person", text: "Est-ce gratuit ?" }),
      message({ seq: 3, text: "Oui." }),
      message({ seq: 4, text: "On continue ?" }),
    ];
    api.will({ body: { messages: [GREETING, question, answer, next], state: state() } });
    await conversation.open({ spoken: true });
    expect(page.reveal).toHaveBeenCalledExactlyOnceWith([answer, next]);
    expect(vi.mocked(page.announce).mock.calls).toEqual([["AmeliBot : Oui."], ["AmeliBot : On continue ?"]]);
  });

  test("a conversation that ends with the person's words brings these into sight", async () => {
    const last = message({ seq: 2, author: "person", text: "Est-ce gratuit ?" });
    api.will({ body: { messages: [GREETING, last], state: state() } });
    await conversation.open({ spoken: false });
    expect(page.reveal).toHaveBeenCalledExactlyOnceWith([last]);
  });

  test("coming back says nothing again", async () => {
    api.will({ body: { messages: [GREETING], state: state() } });
    await conversation.open({ spoken: false });
    expect(page.announce).not.toHaveBeenCalled();
  });

  test("tells what went wrong, in the server's words if it gave any", async () => {
    api.will({ status: 429, body: { reason: "too_many_attempts", message: "Attendez une heure." } });
    expect(await conversation.open({ spoken: true })).toBe("Attendez une heure.");
    api.will("lost", "lost", "lost", "lost", "lost");
    const trouble = conversation.open({ spoken: true });
    await settle();
    expect(await trouble).toBe(SORRY);
    expect(conversation.opened).toBe(false);
  });
});

describe("a message", () => {
  test("whose answer is lost goes again with the same id and stands there once", async () => {
    await opened();
    api.will("lost", answer(message({ seq: 2, author: "person", text: "Oui" }), message({ seq: 3 })));
    conversation.send({ kind: "text", text: "Oui" });
    expect(conversation.pending[0]?.words).toBe("Oui");
    await settle();
    const [first, second] = api.asked.slice(1).map(({ body }) => (body as { id: string }).id);
    expect(first).toBe(second);
    expect(conversation.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(conversation.pending).toEqual([]);
  });

  test("that never gets through can be sent again by hand, with the same id", async () => {
    await opened();
    api.will("lost", "lost", "lost", "lost", "lost");
    conversation.send({ kind: "text", text: "Oui" });
    await settle();
    const [left] = conversation.pending;
    expect(left?.status).toContain(SORRY);
    expect(conversation.busy).toBe(false);
    api.will(answer(message({ seq: 2, author: "person" }), message({ seq: 3 })));
    left?.remedy?.press();
    await settle();
    expect(new Set(api.asked.slice(1).map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    expect(conversation.pending).toEqual([]);
  });

  test("waits for the one before it", async () => {
    await opened();
    api.will(answer(message({ seq: 2, author: "person" }), message({ seq: 3 })));
    conversation.send({ kind: "text", text: "Oui" });
    conversation.send({ kind: "text", text: "Oui" });
    await settle();
    expect(api.asked).toHaveLength(2);
  });

  test("that is refused goes back to the text box", async () => {
    await opened();
    api.will({ status: 422, body: { reason: "message_too_long", message: "C’est trop long." } });
    conversation.send({ kind: "text", text: "Un roman" });
    await settle();
    expect(page.putBack).toHaveBeenCalledExactlyOnceWith("Un roman");
    expect(conversation.pending[0]?.status).toBe("C’est trop long.");
  });

  test("to a conversation that is gone offers a new one", async () => {
    await opened();
    api.will({ status: 404, body: { reason: "conversation_missing" } });
    conversation.send({ kind: "text", text: "Bonjour ?" });
    await settle();
    expect(conversation.pending[0]?.remedy?.title).toBe("Ouvrir une nouvelle discussion");
  });

  test("to a conversation that is gone says why a new one cannot be opened", async () => {
    await opened();
    api.will(
      { status: 404, body: { reason: "conversation_missing" } },
      { status: 429, body: { reason: "too_many_attempts", message: "Attendez une heure." } },
    );
    conversation.send({ kind: "text", text: "Bonjour ?" });
    await settle();
    conversation.pending[0]?.remedy?.press();
    await settle();
    expect(conversation.pending).toMatchObject([{ status: "Attendez une heure." }]);
    api.will({ body: { messages: [GREETING], state: state({ conversation: "two" }) } });
    conversation.pending[0]?.remedy?.press();
    await settle();
    expect([conversation.pending, conversation.messages]).toEqual([[], [GREETING]]);
  });

  test("whose answer came by the line alone is no longer said not to have left", async () => {
    await opened();
    api.will("lost", "lost", "lost", "lost", "lost");
    conversation.send({ kind: "text", text: "Oui" });
    await settle();
    const { id } = conversation.pending[0] ?? { id: null };
    FakeLine.latest.say({ message: message({ seq: 2, id, author: "person", text: "Oui" }), state: state() });
    expect(conversation.pending).toEqual([]);
    expect(conversation.messages).toHaveLength(2);
  });
});

describe("a conversation that a frame cannot keep", () => {
  const gone = { status: 401, body: { reason: "conversation_missing" } };

  beforeEach(async () => {
    conversation = new Conversation(page, SORRY, true);
    await opened();
  });

  test("goes on in a tab of its own", async () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    api.will(gone);
    conversation.send({ kind: "text", text: "Bonjour ?" });
    await settle();
    conversation.pending[0]?.remedy?.press();
    expect(open).toHaveBeenCalledExactlyOnceWith("/assistant", "_blank", "noopener");
  });

  test("says so before anything is sent", async () => {
    api.will(gone);
    FakeLine.latest.refuse();
    await settle();
    const said = "Cette discussion ne peut pas continuer ici.";
    expect(conversation.pending).toMatchObject([{ words: "", status: said }]);
    expect(page.announce).toHaveBeenLastCalledWith(said);
    expect([conversation.opened, conversation.cut, FakeLine.open]).toEqual([true, false, []]);
  });
});

describe("a value that is refused", () => {
  const again = message({ seq: 3, text: "Il manque des chiffres.", card: fieldCard() });

  test("brings the reason to the card, and back what was typed", async () => {
    await opened();
    api.will({ body: { messages: [message({ seq: 2, author: "person" }), again], state: state() } });
    conversation.send({ kind: "text", text: "162", field: "nir" });
    await settle();
    expect(conversation.refusal?.value).toBe("162");
    expect(conversation.refusal?.reasons.map(({ message }) => message)).toEqual(["Il manque des chiffres."]);
  });

  test("is not announced as well: the focus has it read", async () => {
    await opened();
    vi.mocked(page.announce).mockClear();
    api.will({ body: { messages: [message({ seq: 2, author: "person" }), again], state: state() } });
    conversation.send({ kind: "text", text: "162", field: "nir" });
    await settle();
    expect(page.announce).not.toHaveBeenCalled();
  });

  test("has its refusal lifted by the next try", async () => {
    await opened();
    api.will({ body: { messages: [message({ seq: 2, author: "person" }), again], state: state() } });
    conversation.send({ kind: "text", text: "162", field: "nir" });
    await settle();
    api.will(answer(message({ seq: 4, author: "person" }), message({ seq: 5 })));
    conversation.send({ kind: "text", text: "1621222010001", field: "nir" });
    expect(conversation.refusal).toBeNull();
    await settle();
  });

  test("keeps the reasons of a code, and never the code", async () => {
    const card = { type: "secure_form", form: "personal_code" } as const;
    api.will({ body: { messages: [message({ seq: 1, card })], state: state({ awaited: "personal_code" }) } });
    await conversation.open({ spoken: true });
    const reasons = [{ reason: "code_too_short", message: "Il est trop court." }];
    api.will({ status: 422, body: { reason: "code_refused", reasons } });
    conversation.send({ kind: "code", code: "Robert*1", confirmation: "Robert*1" });
    await settle();
    expect(conversation.refusal).toEqual({ reasons, value: "", captcha: null });
  });
});

describe("what comes from elsewhere", () => {
  test("is shown and said once, however often it comes", async () => {
    await opened();
    vi.mocked(page.announce).mockClear();
    const arrival = { message: message({ seq: 2, author: "staff", text: "Je suis Léa." }), state: state() };
    FakeLine.latest.say(arrival);
    FakeLine.latest.say(arrival);
    expect(conversation.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(page.announce).toHaveBeenCalledExactlyOnceWith("Une personne de l’équipe : Je suis Léa.");
  });

  test("waits while an answer is awaited, and keeps its place", async () => {
    await opened();
    api.will(answer(message({ seq: 2, author: "person" }), message({ seq: 4 })));
    conversation.send({ kind: "text", text: "Oui" });
    FakeLine.latest.say({ message: message({ seq: 3, author: "staff" }), state: state() });
    expect(conversation.messages).toHaveLength(1);
    await settle();
    expect(conversation.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  test("stops coming while the line is cut, which is told, and comes again", async () => {
    await opened();
    const line = FakeLine.latest;
    api.will("lost");
    line.refuse();
    await vi.advanceTimersByTimeAsync(2000);
    expect(FakeLine.latest).not.toBe(line);
    expect(conversation.cut).toBe(false);
    await vi.advanceTimersByTimeAsync(3000);
    expect(conversation.cut).toBe(true);
    FakeLine.latest.dispatchEvent(new Event("open"));
    expect(conversation.cut).toBe(false);
  });
});

describe("in another tab", () => {
  const MISSING = "La discussion n’est pas ouverte, ou elle a été effacée.";
  const gone = { status: 404, body: { reason: "conversation_missing", message: MISSING } };

  test("an erasure ends it here too", async () => {
    await opened();
    api.will(gone);
    FakeLine.latest.refuse();
    await settle();
    expect(page.ended).toHaveBeenCalledExactlyOnceWith(MISSING);
    expect([conversation.opened, conversation.messages, FakeLine.open]).toEqual([false, [], []]);
  });

  test("an erasure leaves here what waits to be sent", async () => {
    await opened();
    api.will({ status: 422, body: { reason: "message_too_long" } }, gone);
    conversation.send({ kind: "text", text: "Bonjour" });
    await settle();
    FakeLine.latest.refuse();
    await vi.advanceTimersByTimeAsync(0);
    expect(page.ended).not.toHaveBeenCalled();
    expect(conversation.pending).toHaveLength(1);
  });

  test("another conversation that was begun is the one shown here", async () => {
    await opened();
    const other = message({ seq: 1, text: "Bonjour encore" });
    const exchange = { messages: [other], state: state({ conversation: "two" }) };
    api.will({ body: { messages: [], state: exchange.state } }, { body: exchange });
    FakeLine.latest.refuse();
    await settle();
    expect(conversation.messages).toEqual([other]);
    expect(FakeLine.latest.url).toBe("/chat/events?after=1&conversation=two");
  });
});

describe("erasing", () => {
  test("forgets everything and stops following", async () => {
    await opened();
    api.will({ body: { message: "Votre conversation est effacée." } });
    expect(await conversation.erase()).toEqual({ erased: true, sentence: "Votre conversation est effacée." });
    expect([conversation.opened, conversation.messages, FakeLine.open]).toEqual([false, [], []]);
  });

  test("that fails keeps everything", async () => {
    await opened();
    api.will({ status: 500, body: { message: "Réessayez." } });
    expect(await conversation.erase()).toEqual({ erased: false, sentence: "Réessayez." });
    expect(conversation.messages).toHaveLength(1);
  });
});
