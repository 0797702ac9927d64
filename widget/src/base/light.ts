// The base of our elements: they render into themselves, so that one style sheet and one set of ids serve the page.

import { LitElement } from "lit";

export class LightElement extends LitElement {
  protected override createRenderRoot(): this {
    return this;
  }
}
