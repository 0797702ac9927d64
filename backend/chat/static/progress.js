// How far the person is: "Étape 2 sur 6".

import { element } from "./dom.js";

const NAMES = {
  1: "identité",
  2: "IBAN et carte Vitale",
  3: "conditions",
  4: "code personnel",
  5: "coordonnées",
  6: "vérification",
};

/** Draw the step of `state` = {step, steps, status}. */
export function drawProgress(text, segments, state) {
  if (state.status !== "open" || !state.step) {
    text.textContent = state.status === "created" ? "Compte créé, e-mail à confirmer" : "Votre compte";
    segments.replaceChildren();
    return;
  }
  text.textContent = `Étape ${state.step} sur ${state.steps} : ${NAMES[state.step]}`;
  const done = (index) => (index < state.step ? "done" : null);
  segments.replaceChildren(
    ...Array.from({ length: state.steps }, (_, index) => element("i", { class: done(index) })),
  );
}
