// The card of the captcha: seen, heard, renewed, refused, and how long it lasts.

import "../../src/styles/site.css";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { CaptchaCardElement } from "../../src/cards/captcha";
import type { Outgoing } from "../../src/chat/messages";
import { FakeApi } from "../support/api";
import { expectNoFault } from "../support/look";

const FOUR_MINUTES = 4 * 60_000;

// There is no picture nor sound here: only what a test says has failed.
for (const type of ["error", "play", "pause"]) {
  const ignore = (event: Event): void => {
    if (event.isTrusted && event.target !== window) event.stopImmediatePropagation();
  };
  document.addEventListener(type, ignore, true);
}

let card: CaptchaCardElement;
let sent: Outgoing[];
let api: FakeApi;

beforeEach(async () => {
  await page.viewport(390, 700);
  document.documentElement.lang = "fr";
  document.title = "Essai";
  document.body.innerHTML = "<main class='wrap'><h1>Essai</h1><div class='reply'></div></main>";
  api = new FakeApi();
  sent = [];
});

afterEach(() => {
  card.remove();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function shown(): Promise<void> {
  card = new CaptchaCardElement();
  card.card = { type: "captcha", captcha: "one" };
  card.addEventListener("send", (event) => sent.push((event as CustomEvent<Outgoing>).detail));
  document.querySelector(".reply")?.append(card);
  await card.updateComplete;
}

const box = page.getByLabelText("Recopiez les 5 caractères");
const submit = page.getByRole("button", { name: "Valider" });
const other = page.getByRole("button", { name: "Nouveaux caractères" });
const listen = page.getByRole("button", { name: "Écouter les caractères" });
const status = () => card.querySelector("[role=status]")?.textContent;
const source = (tag: "img" | "audio") => card.querySelector(tag)?.getAttribute("src");

function refuse(captcha: string | null): void {
  const message = "Ces caractères ne correspondent pas à l’image.";
  card.refusal = { reasons: [{ reason: "captcha_wrong", message }], value: "", captcha };
}

test("the picture and the sound of the same characters are there, without fault", async () => {
  await shown();
  expect(source("img")).toBe("/captcha/one/image");
  expect(source("audio")).toBe("/captcha/one/son");
  await expect.element(page.getByRole("img")).toHaveAccessibleName(/5 caractères à recopier/);
  await expect.element(box).toHaveAccessibleDescription(/valables 5 minutes/);
  await expectNoFault();
});

test("a picture that does not come is told", async () => {
  await shown();
  card.querySelector("img")?.dispatchEvent(new Event("error"));
  await expect.poll(status).toMatch(/^L’image ne s’affiche pas\. Écoutez/);
  await expectNoFault();
});

test("what is copied is sent with its captcha, by keyboard", async () => {
  await shown();
  (box.element() as HTMLInputElement).focus();
  await userEvent.keyboard("ax 2f7{Enter}");
  expect(sent).toEqual([{ kind: "captcha", captcha: "one", characters: "ax 2f7" }]);
});

test("an empty box is not sent, and gets the focus", async () => {
  await shown();
  await submit.click();
  await expect.element(box).toHaveFocus();
  await expect.element(box).toHaveAccessibleDescription(/Cette case est vide/);
  expect(sent).toEqual([]);
  await expectNoFault();
});

test("a refusal shows its new characters, with the focus in the emptied box", async () => {
  await shown();
  await userEvent.fill(box, "wrong");
  refuse("two");
  await expect.element(box).toHaveFocus();
  await expect.element(box).toHaveValue("");
  await expect.element(box).toHaveAttribute("aria-invalid", "true");
  await expect.element(box).toHaveAccessibleDescription(/ne correspondent pas/);
  expect(source("img")).toBe("/captcha/two/image");
  expect(source("audio")).toBe("/captcha/two/son");
  await expectNoFault();
  await userEvent.fill(box, "ax2f7");
  await submit.click();
  expect(sent).toEqual([{ kind: "captcha", captcha: "two", characters: "ax2f7" }]);
  await expect.element(box).not.toHaveAttribute("aria-invalid");
});

test("a refusal without new characters keeps what is shown", async () => {
  await shown();
  await userEvent.fill(box, "ax2f7");
  refuse(null);
  await expect.element(box).toHaveFocus();
  await expect.element(box).toHaveValue("ax2f7");
  expect(source("img")).toBe("/captcha/one/image");
});

test("nothing is sent nor renewed while an answer is awaited", async () => {
  await shown();
  card.busy = true;
  await userEvent.fill(box, "ax2f7");
  await userEvent.keyboard("{Enter}");
  await other.click({ force: true });
  expect(sent).toEqual([]);
  expect(api.asked).toEqual([]);
});

describe("other characters", () => {
  test("take the place of the ones before, the focus staying on the button", async () => {
    await shown();
    refuse(null);
    await userEvent.fill(box, "ax");
    api.will({ body: { captcha: "three" } });
    await other.click();
    await expect.poll(status).toBe("De nouveaux caractères sont affichés.");
    expect(api.asked).toEqual([{ path: "/chat/captcha/renew", method: "POST", body: {} }]);
    expect(source("img")).toBe("/captcha/three/image");
    await expect.element(box).toHaveValue("");
    await expect.element(box).not.toHaveAttribute("aria-invalid");
    await expect.element(other).toHaveFocus();
    await expectNoFault();
  });

  test("are asked for once at a time", async () => {
    await shown();
    api.will({ body: { captcha: "three" } });
    const [first, second] = [other.element() as HTMLElement, other.element() as HTMLElement];
    first.click();
    await card.updateComplete;
    second.click();
    await expect.poll(status).toBe("De nouveaux caractères sont affichés.");
    expect(api.asked).toHaveLength(1);
  });

  test("that are refused say why", async () => {
    await shown();
    api.will({ status: 429, body: { reason: "too_many", message: "Réessayez dans une heure." } });
    await other.click();
    await expect.poll(status).toBe("Réessayez dans une heure.");
    expect(source("img")).toBe("/captcha/one/image");
    await expect.element(other).not.toHaveAttribute("aria-disabled");
  });

  test("that meet no answer say so, each new try first", async () => {
    vi.useFakeTimers();
    await shown();
    api.will("lost", "lost", "lost", "lost", "lost");
    other.element().dispatchEvent(new MouseEvent("click", { bubbles: true }));
    await vi.advanceTimersByTimeAsync(500);
    expect(status()).toBe("Le service tarde à répondre. Nouvel essai…");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(status()).toBe("Le service ne répond pas. Réessayez dans un instant.");
  });
});

describe("the sound", () => {
  const failing = (name: string) => () => Promise.reject(new DOMException("no", name));

  function sounding(play: () => Promise<void>): void {
    vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(function (this: HTMLMediaElement) {
      this.dispatchEvent(new Event("play"));
      return play();
    });
    vi.spyOn(HTMLMediaElement.prototype, "pause").mockImplementation(function (this: HTMLMediaElement) {
      this.dispatchEvent(new Event("pause"));
    });
  }

  test("is played, stopped and played again by one button", async () => {
    sounding(() => Promise.resolve());
    await shown();
    await listen.click();
    const stop = page.getByRole("button", { name: "Arrêter l’écoute" });
    await expect.element(stop).toHaveFocus();
    expect(status()).toBe("");
    await expectNoFault();
    vi.spyOn(HTMLMediaElement.prototype, "paused", "get").mockReturnValue(false);
    await stop.click();
    vi.spyOn(HTMLMediaElement.prototype, "paused", "get").mockReturnValue(true);
    await expect.element(listen).toHaveFocus();
    await listen.click();
    await expect.element(stop).toBeVisible();
  });

  test("gives its button back at its end", async () => {
    sounding(() => Promise.resolve());
    await shown();
    await listen.click();
    card.querySelector("audio")?.dispatchEvent(new Event("pause"));
    await expect.element(listen).toBeVisible();
  });

  test("that cannot be played says what to do", async () => {
    sounding(failing("NotSupportedError"));
    await shown();
    await listen.click();
    await expect
      .poll(status)
      .toBe("Le son ne peut pas être lu. Demandez de nouveaux caractères, puis écoutez-les.");
    await expect.element(listen).toBeVisible();
    await expectNoFault();
  });

  test("that is stopped before it came has not failed", async () => {
    sounding(failing("AbortError"));
    await shown();
    await listen.click();
    await card.updateComplete;
    expect(status()).toBe("");
  });

  test("stops when the characters are sent, and when the card goes", async () => {
    sounding(() => Promise.resolve());
    await shown();
    await userEvent.fill(box, "ax2f7");
    await submit.click();
    expect(HTMLMediaElement.prototype.pause).toHaveBeenCalledTimes(1);
    card.remove();
    expect(HTMLMediaElement.prototype.pause).toHaveBeenCalledTimes(2);
  });
});

describe("the time", () => {
  beforeEach(async () => {
    vi.useFakeTimers();
    await shown();
  });

  test("is told a minute before its end, then at its end", async () => {
    await vi.advanceTimersByTimeAsync(FOUR_MINUTES - 1);
    expect(status()).not.toMatch(/minute/);
    await vi.advanceTimersByTimeAsync(1);
    expect(status()).toMatch(/plus qu’une minute\. Pour avoir plus de temps, demandez de nouveaux/);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(status()).toMatch(/^Ces caractères ne sont plus valables/);
  });

  test("begins again with new characters", async () => {
    await vi.advanceTimersByTimeAsync(FOUR_MINUTES - 1000);
    refuse("two");
    await vi.advanceTimersByTimeAsync(FOUR_MINUTES - 1000);
    expect(status()).toBe("");
  });

  test("is no longer told once the card is gone", () => {
    card.remove();
    expect(vi.getTimerCount()).toBe(0);
  });
});
