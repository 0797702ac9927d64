// The scripts of the account pages, on the markup of their templates.

import "../../src/styles/pages.css";
import "../../src/styles/site.css";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { expectNoFault } from "../support/look";

const CODE = "Vélo-Tandem-88";
let runs = 0;

/** Run a page's script anew, as a page that was just loaded does. */
async function run(script: string): Promise<void> {
  runs += 1;
  await import(/* @vite-ignore */ `/src/pages/${script}?run=${runs}`);
}

beforeEach(async () => {
  await page.viewport(390, 700);
  document.documentElement.lang = "fr";
  document.title = "Essai";
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe("the boxes of a code", () => {
  const input = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`);
  const rules = () => [...document.querySelectorAll("#code-rules li")].map(({ className }) => className);

  beforeEach(async () => {
    document.body.innerHTML = `<main class="wrap"><h1>Mon nouveau code</h1>
      <p class="label">Votre code doit :</p>
      <ul id="code-rules"><li>avoir entre 8 et 50 caractères ;</li></ul>
      <form method="post">
        <div class="form-row"><label for="code">Mon nouveau code</label><div id="code-error"></div>
          <div class="secret-row"><input id="code" name="code" type="password" autocomplete="new-password" required data-shown="mon nouveau code" data-strength></div></div>
        <div class="form-row"><label for="confirmation">Le même code, une seconde fois</label><div id="confirmation-error"></div>
          <div class="secret-row"><input id="confirmation" name="confirmation" type="password" autocomplete="new-password" required data-shown="le code de la seconde case"></div></div>
        <p class="actions"><button class="button" type="submit">Valider mon code</button></p>
      </form></main>`;
    await run("code.ts");
  });

  test("have a meter, measured once the box has the focus", async () => {
    const level = () => document.querySelector(".strength")?.textContent;
    const loaded = () =>
      performance.getEntriesByType("resource").filter(({ name }) => name.includes("/src/code/measure.ts"));
    expect(level()).toMatch(/–$/);
    expect(loaded()).toEqual([]);
    await userEvent.fill(page.getByLabelText("Mon nouveau code", { exact: true }), "Nathalie");
    await expect.poll(level).toMatch(/très faible$/);
    expect(loaded()).toHaveLength(1);
    await expectNoFault();
  });

  test("can be shown and hidden", async () => {
    await page.getByRole("button", { name: "Afficher mon nouveau code" }).click();
    expect(input("code")?.type).toBe("text");
    expect(input("confirmation")?.type).toBe("password");
    await expectNoFault();
    await page.getByRole("button", { name: "Masquer mon nouveau code" }).click();
    expect(input("code")?.type).toBe("password");
  });

  test("are hidden when the form is sent", async () => {
    const form = document.querySelector("form");
    form?.addEventListener("submit", (event) => event.preventDefault());
    await userEvent.fill(page.getByLabelText("Mon nouveau code", { exact: true }), CODE);
    await userEvent.fill(page.getByLabelText("Le même code, une seconde fois"), CODE);
    await page.getByRole("button", { name: "Afficher mon nouveau code" }).click();
    await page.getByRole("button", { name: "Valider mon code" }).click();
    expect(input("code")?.type).toBe("password");
  });

  test("have live rules in place of the page's", async () => {
    expect(rules()).toEqual(["missing", "missing", "missing", "missing", "missing", "unknown"]);
    await userEvent.fill(page.getByLabelText("Mon nouveau code", { exact: true }), CODE);
    expect(rules()).toEqual(["kept", "kept", "kept", "kept", "kept", "unknown"]);
    await expectNoFault();
  });
});

describe("the captcha of a form", () => {
  const status = () => document.querySelector("#captcha-status")?.textContent;
  const renew = page.getByRole("button", { name: "Nouveaux caractères" });

  beforeEach(() => {
    document.body.innerHTML = `<main class="wrap"><h1>Code oublié</h1><form method="post">
      <label for="nir">Mon numéro</label><input id="nir" name="nir" value="12">
      <fieldset class="captcha"><legend>Vérification</legend>
        <p><img src="data:," alt="Image de 5 caractères"></p>
        <p><audio controls preload="none" src="/captcha/one/son" aria-label="Écouter"></audio></p>
        <label for="characters">Recopiez les 5 caractères</label>
        <input id="characters" name="characters" value="ax">
        <input type="hidden" name="captcha" value="one">
        <p><button class="button button-quiet" type="submit" name="renew" value="1" formnovalidate>Nouveaux caractères</button></p>
      </fieldset><p id="captcha-status" role="status"></p></form></main>`;
  });

  test("is renewed in place, and what else was typed stays", async () => {
    await run("captcha.ts");
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ captcha: "two" })));
    await renew.click();
    await expect.poll(status).toBe("Voici de nouveaux caractères.");
    const form = new FormData(document.querySelector("form") ?? undefined);
    expect(Object.fromEntries(form)).toEqual({ nir: "12", characters: "", captcha: "two" });
    expect(document.querySelector("img")?.getAttribute("src")).toBe("/captcha/two/image");
    expect(document.querySelector("audio")?.getAttribute("src")).toBe("/captcha/two/son");
    await expect.element(page.getByLabelText("Recopiez les 5 caractères")).toHaveFocus();
    await expectNoFault();
  });

  test("that cannot be renewed says so and stays", async () => {
    await run("captcha.ts");
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 429 })));
    await renew.click();
    await expect.poll(status).toMatch(/n’ont pas pu être renouvelés/);
    await expect.element(page.getByLabelText("Recopiez les 5 caractères")).toHaveValue("ax");
  });

  test("tells a minute before that its time is over", async () => {
    vi.useFakeTimers();
    await run("captcha.ts");
    await vi.advanceTimersByTimeAsync(4 * 60_000);
    expect(status()).toMatch(/plus qu’une minute/);
  });

  test("is no concern of a page without one", async () => {
    document.body.innerHTML = "<main><h1>Essai</h1></main>";
    await expect(run("captcha.ts")).resolves.toBeUndefined();
  });
});
