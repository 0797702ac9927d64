// The controls that every part of the page uses.

import { html, nothing, type TemplateResult } from "lit";

interface Look {
  /** While true the button keeps the focus but does nothing. */
  busy: boolean;
  quiet?: boolean;
  /** What assistive technology reads in place of the title; it must contain the title. */
  label?: string;
}

/** A button that calls `press`. */
export function action(
  title: string,
  press: () => void,
  { busy, quiet = true, label }: Look,
): TemplateResult {
  return html`<button
    type="button"
    class=${quiet ? "button button-quiet" : "button"}
    aria-label=${label ?? nothing}
    aria-disabled=${busy ? "true" : nothing}
    @click=${() => {
      if (!busy) press();
    }}
  >
    ${title}
  </button>`;
}
