// How far the person is: "Étape 2 sur 6".

import { element } from "./dom.js";

const NAMES = {
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
const ENDS = {
  created: "Compte créé, e-mail à confirmer",
  code_sent: "Code provisoire envoyé",
  code_requested: "Demande de code enregistrée",
  link_requested: "Demande de lien enregistrée",
};

/** Draw the step of `state` = {road, step, steps, status}. */
export function drawProgress(text, segments, state) {
  if (state.status !== "open" || !state.step) {
    text.textContent = ENDS[state.status] ?? "Votre compte";
    segments.replaceChildren();
    return;
  }
  text.textContent = `Étape ${state.step} sur ${state.steps} : ${NAMES[state.road][state.step - 1]}`;
  const done = (index) => (index < state.step ? "done" : null);
  segments.replaceChildren(
    ...Array.from({ length: state.steps }, (_, index) => element("i", { class: done(index) })),
  );
}
