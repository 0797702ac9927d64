// Writes a number in its usual groups while it is typed, with the caret where the person edits.

import type { Typed } from "./habit";

/** How a number is written. */
export interface Shape {
  /** The characters that count, with the flag g. */
  signs: RegExp;
  /** The number in its signs alone, or null when the text is something else. */
  read(text: string): string | null;
  /** The lengths of its groups; what is beyond makes a last one; null to leave the text alone. */
  groups(number: string): number[] | null;
}

/** The text in its plain characters: NFKC, simple dashes, nothing invisible. */
export function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Pd}/gu, "-");
}

/** Write `typed` in groups; the caret stays after the same sign. */
export function grouped(shape: Shape, typed: Typed): Typed {
  const number = shape.read(typed.text);
  const sizes = number && shape.groups(number);
  if (!number || !sizes) return typed;
  const text = cut(number, sizes).join(" ");
  const before = plain(typed.text.slice(0, typed.caret)).match(shape.signs)?.length ?? 0;
  return { text, caret: after(text, before) };
}

/** Cut a number in groups of these lengths. */
export function cut(number: string, sizes: number[]): string[] {
  const groups: string[] = [];
  let rest = number;
  for (const size of [...sizes, rest.length]) {
    if (rest) groups.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return groups;
}

/** The digits of a text made of digits and of what parts them, "O" taken for zero; otherwise null. */
export function digits(text: string): string | null {
  const written = plain(text);
  if (!/^[\dO\s./-]+$/i.test(written) || !/\d/.test(written)) return null;
  return written.replace(/o/gi, "0").replace(/\D/g, "");
}

/** A shape of digits alone. */
export function digitShape(groups: (number: string) => number[]): Shape {
  return { signs: /[\dO]/gi, read: digits, groups };
}

function after(text: string, signs: number): number {
  let caret = 0;
  for (let left = signs; left > 0 && caret < text.length; caret++) if (text[caret] !== " ") left--;
  return caret;
}
