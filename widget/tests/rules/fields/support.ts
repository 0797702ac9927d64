// Types in a box as a person does, so that habits are tested as they are used.

import type { Around, Habit, Typed } from "../../../src/fields/habit";

export const AROUND: Around = { today: "2026-03-02", hint: "" };

/** What stands in the box once `keys` are typed one by one at the caret, "|" of the result. */
export function type(habit: Habit, keys: string, from = "|"): string {
  return shown(Array.from(keys).reduce((typed, key) => insert(habit, typed, key), read(from)));
}

/** What stands in the box once `text` is pasted at the caret. */
export function paste(habit: Habit, text: string, from = "|"): string {
  return shown(insert(habit, read(from), text));
}

/** What stands in the box once the key Backspace is pressed. */
export function erase(habit: Habit, from: string): string {
  const { text, caret } = read(from);
  if (caret === 0) return from;
  return shown(habit.format({ text: text.slice(0, caret - 1) + text.slice(caret), caret: caret - 1 }));
}

/** The text of the remark, or null. */
export function said(habit: Habit, text: string, around: Partial<Around> = {}): string | null {
  return habit.check(text, { ...AROUND, ...around })?.text ?? null;
}

/** What the remark proposes. */
export function proposed(habit: Habit, text: string): string | undefined {
  return habit.check(text, AROUND)?.fix;
}

function insert(habit: Habit, { text, caret }: Typed, added: string): Typed {
  return habit.format({
    text: text.slice(0, caret) + added + text.slice(caret),
    caret: caret + added.length,
  });
}

function read(shown: string): Typed {
  return { text: shown.replace("|", ""), caret: shown.indexOf("|") };
}

function shown({ text, caret }: Typed): string {
  return `${text.slice(0, caret)}|${text.slice(caret)}`;
}
