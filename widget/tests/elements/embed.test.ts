// embed.js on another site's page: the button, the panel, the focus, what may close it.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { expectNoFault } from "../support/look";

const ORIGIN = location.origin;
let runs = 0;

beforeEach(async () => {
  await page.viewport(900, 700);
  document.documentElement.lang = "fr";
  document.title = "Un autre site";
  document.body.innerHTML = "<main><h1>Un autre site</h1><p><a href='#top'>Avant</a></p></main>";
});

afterEach(() => vi.restoreAllMocks());

/** Run embed.js anew, as its tag would. */
async function embed(data: Record<string, string> = {}): Promise<void> {
  const script = document.createElement("script");
  script.src = `${ORIGIN}/embed.js`;
  Object.assign(script.dataset, data);
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  runs += 1;
  await import(/* @vite-ignore */ `../../src/embed.ts?run=${runs}`);
}

function inside(selector: string, within: ParentNode | null | undefined): Element {
  const found = within?.querySelector(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

const root = () => inside("body > div", document).shadowRoot;
const opener = () => inside("button.open", root()) as HTMLButtonElement;
const panel = () => inside("dialog", root()) as HTMLDialogElement;
const frame = () => inside("iframe", root()) as HTMLIFrameElement;
const around = () => inside("a", document) as HTMLAnchorElement;
const focused = () => root()?.activeElement;

/** The document in the frame, once it is there. */
async function framed(): Promise<Document> {
  return vi.waitFor(() => {
    const found = frame().contentDocument;
    if (found?.readyState !== "complete" || found.URL === "about:blank") throw new Error("not yet");
    return found;
  });
}

/** Have the page in the frame send a message. */
async function fromInside(message: unknown): Promise<void> {
  const page = await framed();
  const script = page.createElement("script");
  script.textContent = `parent.postMessage(${JSON.stringify(message)}, "*")`;
  page.head.append(script);
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 100));

test("the button has words, and says that it is shut", async () => {
  await embed();
  await expect.element(page.getByRole("button", { name: "Créer mon compte avec l’assistant" })).toBeVisible();
  expect(opener().getAttribute("aria-expanded")).toBe("false");
  expect(opener().getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
});

test("a site chooses its words and its side", async () => {
  await embed({ label: "Besoin d’aide ?", position: "left" });
  const button = page.getByRole("button", { name: "Besoin d’aide ?" });
  await expect.element(button).toBeVisible();
  expect(opener().getBoundingClientRect().left).toBeLessThan(100);
});

test("nothing is asked for before the button is pressed, and nothing inside can be reached", async () => {
  await embed();
  expect(frame().getAttribute("src")).toBeNull();
  around().focus();
  await userEvent.tab();
  expect(focused()).toBe(opener());
  await userEvent.tab();
  expect(focused()).toBeNull();
});

test("pressing opens the chat page and puts the focus in the panel", async () => {
  await embed();
  opener().click();
  expect(frame().src).toBe(`${ORIGIN}/assistant`);
  expect(frame().title).toBe("Assistant AmeliBot");
  expect(opener().getAttribute("aria-expanded")).toBe("true");
  expect(focused()).toBe(panel());
  await expect.element(page.getByRole("dialog", { name: "Assistant AmeliBot" })).toBeVisible();
});

test("a link leads to the same page for whoever the frame does not suit", async () => {
  await embed();
  opener().click();
  const link = page.getByRole("link", { name: "Ouvrir l’assistant dans un nouvel onglet" }).element();
  expect((link as HTMLAnchorElement).href).toBe(`${ORIGIN}/assistant`);
  expect((link as HTMLAnchorElement).target).toBe("_blank");
});

test("Escape shuts it and gives the focus back", async () => {
  await embed();
  opener().click();
  await userEvent.keyboard("{Escape}");
  expect(panel().open).toBe(false);
  expect(focused()).toBe(opener());
  await vi.waitFor(() => expect(opener().getAttribute("aria-expanded")).toBe("false"));
});

test("the button of the panel shuts it and gives the focus back", async () => {
  await embed();
  opener().click();
  await userEvent.click(page.getByRole("button", { name: "Fermer" }));
  expect(panel().open).toBe(false);
  expect(focused()).toBe(opener());
});

test("the first button shuts it too", async () => {
  await embed();
  opener().click();
  opener().click();
  expect(panel().open).toBe(false);
});

test("shutting it does not take the focus from the page around", async () => {
  await embed();
  opener().click();
  around().focus();
  await userEvent.keyboard("{Escape}");
  expect(panel().open).toBe(false);
  expect(document.activeElement).toBe(around());
});

test("an Escape that the page around used for itself leaves it open", async () => {
  await embed();
  opener().click();
  const used = (event: Event) => event.preventDefault();
  document.addEventListener("keydown", used);
  around().focus();
  await userEvent.keyboard("{Escape}");
  document.removeEventListener("keydown", used);
  expect(panel().open).toBe(true);
});

test("what is in the frame is kept while it is shut", async () => {
  await embed();
  opener().click();
  const page = await framed();
  page.body.innerHTML = "<p>Bonjour</p>".repeat(100);
  page.documentElement.scrollTop = 500;
  opener().click();
  await settled();
  opener().click();
  expect((await framed()).body).toBe(page.body);
  expect(page.documentElement.scrollTop).toBe(500);
});

test("the page inside can shut it", async () => {
  await embed();
  opener().click();
  await fromInside({ type: "amelibot:close" });
  await vi.waitFor(() => expect(panel().open).toBe(false));
  expect(focused()).toBe(opener());
});

test.each([null, "amelibot:close", { type: "close" }, {}])(
  "another message shuts nothing: %j",
  async (message) => {
    await embed();
    opener().click();
    await fromInside(message);
    await settled();
    expect(panel().open).toBe(true);
  },
);

test("the same message from elsewhere shuts nothing", async () => {
  await embed();
  opener().click();
  window.postMessage({ type: "amelibot:close" }, "*");
  await settled();
  expect(panel().open).toBe(true);
});

test("the same message of another origin in the frame shuts nothing", async () => {
  await embed();
  opener().click();
  await framed();
  const data = { type: "amelibot:close" };
  const source = frame().contentWindow;
  window.dispatchEvent(new MessageEvent("message", { data, source, origin: "https://ailleurs.example" }));
  expect(panel().open).toBe(true);
});

test.each([
  [320, 256],
  [390, 700],
  [900, 400],
])("on a screen of %d x %d the panel fills it, and nothing behind is reached", async (width, height) => {
  await page.viewport(width, height);
  await embed();
  opener().click();
  const { width: w, height: h } = panel().getBoundingClientRect();
  expect([w, h]).toEqual([innerWidth, innerHeight]);
  expect(panel().matches(":modal")).toBe(true);
  const { height: left } = frame().getBoundingClientRect();
  expect(left).toBeGreaterThan(height - 56);
  await userEvent.keyboard("{Escape}");
  expect(focused()).toBe(opener());
});

test("made small while it is open, it fills the screen and nothing behind is reached; made large, not", async () => {
  await embed();
  opener().click();
  await framed();
  frame().focus();
  for (const [width, height, modal] of [
    [400, 400, true],
    [900, 700, false],
  ] as const) {
    await page.viewport(width, height);
    await vi.waitFor(() => expect(panel().matches(":modal")).toBe(modal));
    await settled();
    expect(panel().open).toBe(true);
    expect(opener().getAttribute("aria-expanded")).toBe("true");
    expect(focused()).toBe(frame());
  }
  frame().blur();
  await userEvent.keyboard("{Escape}");
  expect(panel().open).toBe(false);
  await vi.waitFor(() => expect(opener().getAttribute("aria-expanded")).toBe("false"));
});

test("made small while the page around is in use, it takes the focus", async () => {
  await embed();
  opener().click();
  around().focus();
  await page.viewport(400, 400);
  await vi.waitFor(() => expect(panel().matches(":modal")).toBe(true));
  expect(panel().contains(focused() ?? null)).toBe(true);
});

test("shut, it stays shut whatever becomes of the window", async () => {
  await embed();
  opener().click();
  opener().click();
  await page.viewport(400, 400);
  await settled();
  expect(panel().open).toBe(false);
});

test("taken out of the page while it is open, it does nothing more", async () => {
  await embed();
  opener().click();
  const taken = panel();
  document.body.innerHTML = "";
  await page.viewport(400, 400);
  await settled();
  expect(taken.matches(":modal")).toBe(false);
});

test("on a large screen the page around stays in use, and the button in sight", async () => {
  await embed();
  opener().click();
  expect(panel().matches(":modal")).toBe(false);
  expect(panel().getBoundingClientRect().bottom).toBeLessThan(opener().getBoundingClientRect().top);
});

test.each([
  [320, 256],
  [900, 700],
])("axe finds no fault, shut or opened at %d x %d", async (width, height) => {
  await page.viewport(width, height);
  await embed();
  await expectNoFault();
  opener().click();
  await expectNoFault();
});
