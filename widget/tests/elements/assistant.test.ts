// The chat page as a person meets it: opening, writing, the focus, what is read out, the end of a road.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import "../../src/assistant";
import type { Message, State } from "../../src/chat/messages";
import "../../src/styles/site.css";
import { FakeApi, FakeLine } from "../support/api";
import { fieldCard, message, state } from "../support/messages";
import { faultsOf, part, showPage } from "../support/page";

let api: FakeApi;

beforeEach(() => {
  FakeLine.open = [];
  vi.stubGlobal("EventSource", FakeLine);
  api = new FakeApi();
  showPage();
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function open(messages: Message[], given: Partial<State> = {}): Promise<void> {
  api.will({ body: { messages, state: state(given) } });
  await page.getByRole("button", { name: "Ouvrir la discussion" }).click();
  await expect.element(page.getByRole("heading", { name: "Conversation avec AmeliBot" })).toBeInTheDocument();
}

async function say(text: string): Promise<void> {
  await userEvent.fill(part("text"), text);
  await userEvent.keyboard("{Enter}");
}

const log = () => part("log").innerText;

describe("opening", () => {
  test("hides the welcome and puts the focus on the conversation", async () => {
    await open([message({ seq: 1, text: "Bonjour" })]);
    expect(part("welcome").hidden).toBe(true);
    await vi.waitFor(() => expect(document.activeElement).toBe(part("conversation")));
    expect(await faultsOf()).toEqual([]);
  });

  test("that fails says so and can be tried again", async () => {
    api.will({ status: 429, body: { reason: "too_many_attempts", message: "Attendez une heure." } });
    await page.getByRole("button", { name: "Ouvrir la discussion" }).click();
    await expect.element(page.getByRole("status")).toHaveTextContent("Attendez une heure.");
    expect(part("welcome").hidden).toBe(false);
    await open([message({ seq: 1 })]);
  });
});

describe("a message", () => {
  test("that is typed leaves with Enter and is answered", async () => {
    await open([message({ seq: 1, text: "Bonjour" })]);
    api.will({
      body: {
        messages: [
          message({ seq: 2, author: "person", text: "C’est gratuit ?" }),
          message({ seq: 3, text: "Oui." }),
        ],
        state: state(),
      },
    });
    await say("C’est gratuit ?");
    await vi.waitFor(() => expect(log()).toContain("Oui."));
    expect(document.activeElement).toBe(part("text"));
    expect(part("pending").children).toHaveLength(0);
  });

  test("with Shift and Enter goes to the next line", async () => {
    await open([message({ seq: 1 })]);
    await userEvent.click(part("text"));
    await userEvent.keyboard("un{Shift>}{Enter}{/Shift}deux");
    expect((part("text") as HTMLTextAreaElement).value).toBe("un\ndeux");
    expect(api.asked).toHaveLength(1);
  });

  test("is read out once, the person’s own never", async () => {
    await open([message({ seq: 1, text: "Bonjour" })]);
    FakeLine.latest.say({ message: message({ seq: 2, author: "person", text: "Moi" }), state: state() });
    FakeLine.latest.say({ message: message({ seq: 3, text: "Suite" }), state: state() });
    FakeLine.latest.say({ message: message({ seq: 3, text: "Suite" }), state: state() });
    await vi.waitFor(() => expect(part("announcer").children).toHaveLength(2));
    expect(part("announcer").textContent).not.toContain("Moi");
  });

  test("that was read out stays as it is when the one before it goes", async () => {
    await open([message({ seq: 1, text: "Bonjour" })]);
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const say = (seq: number) =>
      FakeLine.latest.say({ message: message({ seq, text: `Suite ${seq}` }), state: state() });
    say(2);
    vi.advanceTimersByTime(15_000);
    say(3);
    const last = part("announcer").lastElementChild;
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    expect(part("announcer").textContent).not.toContain("Suite 2");
    expect(part("announcer").lastElementChild).toBe(last);
    expect(last?.textContent).toBe("AmeliBot : Suite 3");
  });

  test("that is long is not cut", async () => {
    await open([message({ seq: 1 })]);
    const letter = "Bonjour, je vous écris. ".repeat(80).trim();
    api.will({ body: { messages: [message({ seq: 2, author: "person", text: letter })], state: state() } });
    await say(letter);
    await vi.waitFor(() => expect(api.asked[1]?.body).toMatchObject({ text: letter }));
  });

  test("does not leave by the key that ends a composition", async () => {
    await open([message({ seq: 1 })]);
    part("text").focus();
    (part("text") as HTMLTextAreaElement).value = "ありが";
    part("text").dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }),
    );
    expect(api.asked).toHaveLength(1);
  });

  test("from elsewhere does not move the focus", async () => {
    await open([message({ seq: 1, card: fieldCard() })]);
    part("text").focus();
    FakeLine.latest.say({ message: message({ seq: 2, text: "Suite" }), state: state() });
    await vi.waitFor(() => expect(log()).toContain("Suite"));
    expect(document.activeElement).toBe(part("text"));
  });

  test("shows markup as text, addresses as links, masks in words", async () => {
    await open([
      message({ seq: 1, text: "<b>Voir</b> https://www.ameli.fr/assure, merci." }),
      message({ seq: 2, author: "person", text: "c’est [nir]" }),
    ]);
    expect(log()).toContain("<b>Voir</b>");
    const link = part("log").querySelector("a");
    expect([link?.getAttribute("href"), link?.rel]).toEqual([
      "https://www.ameli.fr/assure",
      "noopener noreferrer",
    ]);
    expect(log()).toContain("(numéro de sécurité sociale masqué)");
  });

  test("that found no answer can be sent again", async () => {
    await open([
      message({ seq: 1 }),
      message({ seq: 2, id: "abc", author: "person", text: "Allô", failed: true }),
    ]);
    api.will({
      body: {
        messages: [message({ seq: 2, id: "abc", author: "person", text: "Allô" }), message({ seq: 3 })],
        state: state(),
      },
    });
    const again = page.getByRole("button", { name: "Envoyer à nouveau" });
    again.element().focus();
    await userEvent.keyboard("{Enter}");
    await vi.waitFor(() => expect(log()).not.toContain("n’a pas reçu de réponse"));
    expect(api.asked[1]?.body).toEqual({ id: "abc", text: "Allô" });
    expect(log().match(/Allô/g)).toHaveLength(1);
    await vi.waitFor(() => expect(document.activeElement).toBe(part("text")));
  });
});

describe("the reply area", () => {
  test("keeps what is typed in a card while other messages come", async () => {
    await open([message({ seq: 1, card: fieldCard() })]);
    await userEvent.fill(part("field-nir"), "1 62");
    FakeLine.latest.say({ message: message({ seq: 2, author: "staff" }), state: state() });
    await vi.waitFor(() => expect(log()).toContain("Message 2"));
    expect((part("field-nir") as HTMLInputElement).value).toBe("1 62");
  });

  test("keeps the focus when the button that had it goes", async () => {
    await open([message({ seq: 1, buttons: [{ title: "Créer mon compte", payload: "/start_enrolment" }] })]);
    api.will({
      body: {
        messages: [message({ seq: 2, author: "person" }), message({ seq: 3, card: fieldCard() })],
        state: state(),
      },
    });
    await page.getByRole("button", { name: "Créer mon compte" }).click();
    await vi.waitFor(() => expect(part("field-nir")).toBeTruthy());
    expect(document.activeElement).toBe(part("reply"));
  });

  test("holds its buttons while an answer is awaited, without losing them for the keyboard", async () => {
    await open([message({ seq: 1, buttons: [{ title: "Oui", payload: "/affirm" }] })]);
    api.will("never");
    await page.getByRole("button", { name: "Oui" }).click();
    const button = page.getByRole("button", { name: "Oui" });
    await expect.element(button).toHaveAttribute("aria-disabled", "true");
    await expect.element(button).toHaveFocus();
  });

  test("has no fault with every sort of card", async () => {
    const lines = [{ field: "nir", label: "Numéro", masked: "1 62 •••" }];
    const buttons = [{ title: "Me connecter", href: "/connexion" }];
    await open([message({ seq: 1, card: { type: "recap", lines }, buttons, answer: true })], {
      awaited: "recap",
    });
    expect(await faultsOf()).toEqual([]);
    expect(part("reply").querySelector("a")?.getAttribute("href")).toBe("/connexion");
  });
});

describe("around the conversation", () => {
  test("a person is always in reach", async () => {
    await open([message({ seq: 1 })]);
    expect(document.querySelector<HTMLAnchorElement>('#bar a[href="tel:3646"]')?.innerText).toContain("3646");
    api.will({ body: { messages: [message({ seq: 2, author: "person" })], state: state() } });
    await page.getByRole("button", { name: "Parler à une personne" }).click();
    expect(api.asked[1]?.body).toMatchObject({ payload: "/talk_to_human" });
  });

  test("the end says what to look for in the mailbox", async () => {
    const mailbox = {
      sender: "Votre Assurance Maladie",
      subject: "Confirmation",
      works_for: "7 jours",
      href: null,
    };
    await open([message({ seq: 1 })], { status: "created", awaited: null, step: null, open: false, mailbox });
    const words = part("mailbox").innerText;
    for (const word of [mailbox.sender, mailbox.subject, "7\u00a0jours", "indésirables"])
      expect(words).toContain(word);
    expect(await faultsOf()).toEqual([]);
  });

  test("the end of a request tells nobody whether there is an account", async () => {
    const mailbox = { sender: "Nous", subject: "Votre code", works_for: "30 minutes", href: null };
    await open([message({ seq: 1 })], {
      status: "code_requested",
      awaited: null,
      step: null,
      open: false,
      mailbox,
    });
    expect(part("mailbox").innerText).toContain("Si ces informations");
  });

  test("the network that goes is told, and so is the line that is cut", async () => {
    await open([message({ seq: 1 })]);
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    FakeLine.latest.dispatchEvent(new Event("error"));
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(part("network").textContent).toContain("coupée"));
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    dispatchEvent(new Event("offline"));
    await vi.waitFor(() => expect(part("network").textContent).toContain("hors connexion"));
    vi.restoreAllMocks();
  });

  test("erasing is asked twice, and Escape keeps everything", async () => {
    await open([message({ seq: 1 })]);
    await userEvent.click(page.getByText("Ma conversation"));
    await page.getByRole("button", { name: "Effacer ma conversation" }).click();
    await vi.waitFor(() => expect(document.activeElement).toBe(part("erase-question")));
    expect(await faultsOf()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("button", { name: "Effacer ma conversation" })).toHaveFocus();
    await page.getByRole("button", { name: "Effacer ma conversation" }).click();
    api.will({ body: { message: "Votre conversation est effacée." } });
    await page.getByRole("button", { name: "Oui, tout effacer" }).click();
    await vi.waitFor(() => expect(document.activeElement).toBe(part("welcome")));
    expect(part("opening-status").textContent).toBe("Votre conversation est effacée.");
  });
});

test("on a small screen what was answered is in sight from its beginning", async () => {
  await page.viewport(390, 640);
  await open([message({ seq: 1, text: "Bonjour" })]);
  const long = message({ seq: 3, text: "Il y a six étapes. Prenez votre temps. ".repeat(12) });
  const asked = message({ seq: 4, text: "Quel est votre numéro ?", card: fieldCard() });
  api.will({ body: { messages: [message({ seq: 2, author: "person" }), long, asked], state: state() } });
  await say("Oui");
  const gap = () =>
    (document.querySelector('[data-seq="3"]')?.getBoundingClientRect().top ?? 0) -
    part("bar").getBoundingClientRect().bottom;
  await vi.waitFor(() => expect(Math.abs(gap())).toBeLessThan(2));
});
