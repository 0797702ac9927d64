// The card of the captcha: characters to copy from a picture, or from what a voice says.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";

import { action } from "../base/controls";
import { Life } from "../captcha/life";
import { post, Refused } from "../chat/api";
import type { CaptchaCard } from "../chat/messages";
import { CardElement } from "./card";

const SILENT = "Le son ne peut pas être lu. Demandez de nouveaux caractères, puis écoutez-les.";
const UNSEEN = "L’image ne s’affiche pas. Écoutez les caractères, ou demandez-en de nouveaux.";
const RENEWED = "De nouveaux caractères sont affichés.";
const SLOW = "Le service tarde à répondre. Nouvel essai…";
const TROUBLE = "Le service ne répond pas. Réessayez dans un instant.";

/** `bot-captcha-card`. */
export class CaptchaCardElement extends CardElement<CaptchaCard> {
  static override properties = {
    ...CardElement.properties,
    characters: { state: true },
    playing: { state: true },
    renewing: { state: true },
    status: { state: true },
  };
  /** The id of the characters that are shown. */
  declare protected characters: string;
  declare protected playing: boolean;
  declare protected renewing: boolean;
  declare protected status: string;
  readonly #life = new Life((words) => (this.status = words));

  constructor() {
    super();
    this.playing = false;
    this.renewing = false;
    this.status = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#life.stop();
    this.#sound?.pause();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("card")) this.#show(this.card.captcha);
    if (changed.has("refusal") && this.refusal?.captcha) this.#show(this.refusal.captcha);
  }

  protected override render(): TemplateResult {
    const reasons = this.refusal?.reasons ?? [];
    const { busy, characters } = this;
    return html`<form
      class="card"
      novalidate
      autocomplete="off"
      aria-label="Recopier les caractères"
      @submit=${(event: Event) => {
        event.preventDefault();
        this.#submit();
      }}
    >
      <p class="captcha-picture">
        <img
          src="/captcha/${characters}/image"
          width="280"
          height="90"
          alt="Image de 5 caractères à recopier. Vous pouvez aussi les écouter."
          @error=${() => (this.status = UNSEEN)}
        />
      </p>
      <div class="actions">
        ${action(this.playing ? "Arrêter l’écoute" : "Écouter les caractères", () => void this.#listen(), {
          busy: false,
        })}
        ${action("Nouveaux caractères", () => void this.#renew(), { busy: busy || this.renewing })}
      </div>
      <audio
        preload="none"
        src="/captcha/${characters}/son"
        @play=${() => (this.playing = true)}
        @pause=${() => (this.playing = false)}
        @emptied=${() => (this.playing = false)}
      ></audio>
      <p class="hint" role="status">${this.status}</p>
      <label for="captcha-characters">Recopiez les 5 caractères</label>
      <p id="captcha-hint" class="hint">
        En majuscules ou en minuscules. Ils sont valables 5 minutes&nbsp;; vous pouvez en demander de
        nouveaux.
      </p>
      ${this.reasons("captcha-error")}
      <div class="secret-row">
        <input
          id="captcha-characters"
          name="characters"
          type="text"
          required
          autocomplete="off"
          autocapitalize="characters"
          autocorrect="off"
          spellcheck="false"
          enterkeyhint="send"
          maxlength="40"
          aria-describedby="captcha-hint captcha-error"
          aria-invalid=${reasons.length > 0 ? "true" : nothing}
        />
        <button type="submit" class="button" aria-disabled=${busy ? "true" : nothing}>Valider</button>
      </div>
      <div class="actions">${this.why()}</div>
    </form>`;
  }

  get #sound(): HTMLAudioElement | null {
    return this.querySelector("audio");
  }

  get #typed(): HTMLInputElement | null {
    return this.querySelector("input");
  }

  // Other characters: what was typed for the ones before is of no use.
  #show(captcha: string): void {
    if (captcha === this.characters) return;
    this.characters = captcha;
    this.status = "";
    if (this.#typed) this.#typed.value = "";
    this.#life.start();
  }

  #submit(): void {
    if (this.busy) return;
    const characters = this.#typed?.value ?? "";
    if (characters.trim() === "") {
      const message = "Cette case est vide. Recopiez les 5 caractères de l’image.";
      this.refusal = { reasons: [{ reason: "captcha_empty", message }], value: "", captcha: null };
      return;
    }
    this.refusal = null;
    this.status = "";
    this.#sound?.pause();
    this.send({ kind: "captcha", captcha: this.characters, characters });
  }

  async #listen(): Promise<void> {
    const sound = this.#sound;
    if (sound === null) return;
    if (!sound.paused) {
      sound.pause();
      return;
    }
    this.status = "";
    sound.currentTime = 0;
    try {
      await sound.play();
    } catch (failure) {
      // Stopped, or other characters shown, before the sound had come: nothing is wrong.
      if (failure instanceof DOMException && failure.name === "AbortError") return;
      sound.pause();
      this.status = SILENT;
    }
  }

  async #renew(): Promise<void> {
    this.renewing = true;
    this.status = "";
    try {
      const { captcha } = await post<{ captcha: string }>(
        "/chat/captcha/renew",
        {},
        { onWait: () => (this.status = SLOW) },
      );
      this.refusal = null;
      this.#show(captcha);
      this.status = RENEWED;
    } catch (failure) {
      this.status = (failure instanceof Refused ? failure.body.message : undefined) ?? TROUBLE;
    } finally {
      this.renewing = false;
    }
  }
}

customElements.define("bot-captcha-card", CaptchaCardElement);
