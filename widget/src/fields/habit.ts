// What a field's habit is: how the field is written while it is typed, and what is worth a remark.

/** What stands in a box, and where the caret is in it. */
export interface Typed {
  text: string;
  /** From 0 to the length of the text. */
  caret: number;
}

/** Something to tell about what is typed; it blocks nothing, the server decides. */
export interface Remark {
  /** A French sentence. */
  text: string;
  /** What the person probably meant, to be put in the box when they say so. */
  fix?: string;
}

/** What a remark depends on besides the text. */
export interface Around {
  /** The day on which it is typed, as ISO 8601: "2026-03-02". */
  today: string;
  /** The partly masked IBAN on file, "" for the other fields. */
  hint: string;
}

/** A group of a number that is shown while it is typed: what is known, then typed, then missing. */
export interface Group {
  known: string;
  typed: string;
  blank: string;
}

/** The number that the answer completes. */
export interface Pattern {
  groups: Group[];
  /** The same for those who listen. */
  spoken: string;
}

export interface Habit {
  /** Write what was just typed or pasted as usual; a text of another kind is left as it is. */
  format(typed: Typed): Typed;
  /** What to tell about the text so far; never about one that the server accepts as it is. */
  check(text: string, around: Around): Remark | null;
  /** What is sent: a number in its signs alone, so that the server judges its length as a whole. */
  sent?(text: string): string;
  /** The number in which the text stands. */
  pattern?(text: string, hint: string): Pattern | null;
}

/** A habit that leaves what is typed as it is. */
export const asTyped = (typed: Typed): Typed => typed;

/** "1 chiffre", "3 chiffres". */
export function amount(count: number, unit: string): string {
  return `${count} ${unit}${count > 1 ? "s" : ""}`;
}
