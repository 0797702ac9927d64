// The press that opens the chat, taken before the chat is there.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";

import { FakeApi, FakeLine } from "../support/api";
import { message, state } from "../support/messages";
import { part, showPage } from "../support/page";

let api: FakeApi;
let runs = 0;

/** Run the script anew, as a page that was just loaded does. */
async function run(): Promise<void> {
  runs += 1;
  await import(/* @vite-ignore */ `/src/opening.ts?run=${runs}`);
}

const press = () => page.getByRole("button", { name: "Ouvrir la discussion" }).click();
const greeting = { body: { messages: [message({ seq: 1, text: "Bonjour" })], state: state() } };

beforeEach(() => {
  FakeLine.open = [];
  vi.stubGlobal("EventSource", FakeLine);
  api = new FakeApi();
  window.opening = undefined;
  showPage();
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test("a page that was only looked at asks for nothing", async () => {
  await run();
  expect(api.asked).toEqual([]);
});

test("a press asks once, and says that it was taken", async () => {
  api.will("never");
  await run();
  await press();
  await press();
  expect(api.asked).toEqual([{ path: "/chat/conversation", method: "POST", body: { embedded: true } }]);
  expect(part("opening-status").textContent).toBe("Ouverture de la discussion…");
});

test("a conversation that goes on is asked for without a press", async () => {
  api.will("never");
  document.querySelector("bot-assistant")?.setAttribute("resumes", "");
  await run();
  expect(api.asked).toHaveLength(1);
});

test("a chat that cannot be loaded is told, with the phone number, also to who presses later", async () => {
  await run();
  dispatchEvent(new Event("load"));
  expect(part("opening-status").textContent).toContain("appelez le 3646");
  part("opening-status").textContent = "";
  await press();
  expect(part("opening-status").textContent).toContain("appelez le 3646");
  expect(api.asked).toEqual([]);
});

test("the chat takes the answer over, and the next presses", async () => {
  api.will(greeting);
  await run();
  await press();
  await import("../../src/assistant");
  await vi.waitFor(() => expect(part("log").innerText).toContain("Bonjour"));
  expect(part("welcome").hidden).toBe(true);
  showPage();
  api.will(greeting);
  await run();
  await press();
  await vi.waitFor(() => expect(part("log").innerText).toContain("Bonjour"));
  expect(api.asked).toHaveLength(2);
});

test("a call that was lost is made again by the chat", async () => {
  api.will("lost", greeting);
  await import("../../src/assistant");
  window.opening = fetch("/chat/conversation", { method: "POST" });
  showPage();
  await vi.waitFor(() => expect(part("log").innerText).toContain("Bonjour"), 4000);
  expect(api.asked).toHaveLength(2);
});
