// Holds an element to what everyone needs: no fault that axe finds, on the screens that we promise.

import { expect } from "vitest";
import { page } from "vitest/browser";

import { faultsOf } from "./page";

/** No rule of axe is broken in the page as it stands, on a phone and at 320 x 256; nothing scrolls sideways. */
export async function expectNoFault(): Promise<void> {
  for (const [width, height] of [
    [390, 700],
    [320, 256],
  ] as const) {
    await page.viewport(width, height);
    expect(await faultsOf(document.documentElement)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  }
}
