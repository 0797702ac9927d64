// What words.ts, at the root of the widget, makes for the measure of a code.

declare module "virtual:common-words" {
  /** Lists of words without accents, the most used first. */
  export const words: Record<string, string[]>;
  /** Which keys are next to each other, by keyboard. */
  export const graphs: Record<string, Record<string, (string | null)[]>>;
}
