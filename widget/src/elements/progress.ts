// How far the person is: "Étape 2 sur 6".

import { html, type TemplateResult } from "lit";

import type { State } from "../chat/messages";

const NAMES: Record<string, string[]> = {
  enrolment: [
    "identité",
    "IBAN et carte Vitale",
    "conditions",
    "code personnel",
    "coordonnées",
    "vérification",
  ],
  provisional_code: ["identité", "envoi du code provisoire", "caractères à recopier"],
  forgotten_code: ["identité", "caractères à recopier"],
  resend_link: ["identité"],
};
const ENDS: Record<string, string> = {
  created: "Compte créé, e-mail à confirmer",
  code_sent: "Code provisoire envoyé",
  code_requested: "Demande de code enregistrée",
  link_requested: "Demande de lien enregistrée",
};

/** The step of `state`, in words and as segments. */
export function progress({ status, road, step, steps }: State): TemplateResult {
  const walking = status === "open" && step !== null;
  const words = walking
    ? `Étape ${step} sur ${steps} : ${NAMES[road ?? ""]?.[step - 1] ?? ""}`
    : ENDS[status];
  const segments = Array.from({ length: walking ? steps : 0 }, (_, index) => index < (step ?? 0));
  return html`<p class="progress">
    <span id="progress-text">${words ?? "Votre compte"}</span
    ><span class="segments" aria-hidden="true"
      >${segments.map((done) => html`<i class=${done ? "done" : ""}></i>`)}</span
    >
  </p>`;
}
