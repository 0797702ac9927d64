// What is shown and said under a new code while it is typed, in the chat and on the account pages.

import { judge, type Rule, type Standing } from "./rules";
import { loadMeasure, strengthOf, type Strength } from "./strength";

const SPOKEN_AFTER = 900;
const MARKS: Record<Standing, [mark: string, word: string]> = {
  kept: ["✓", "respecté"],
  missing: ["○", "pas encore respecté"],
  broken: ["✕", "à corriger"],
  unknown: ["·", ""],
};

/**
 * The rules with their marks, the meter with its advice, and the place where a pause in typing is
 * told. The code is read from its box when needed and kept nowhere else.
 */
export class LiveCode {
  readonly rules = make("ul", "rules");
  readonly level = make("div", "level");
  readonly spoken = make("p", "visually-hidden");
  readonly #meter = make("meter");
  readonly #word = make("span");
  readonly #advice = make("p", "hint");
  readonly #lines = judge("").map(() => new Line());
  #input: HTMLInputElement | null = null;
  #timer = 0;

  constructor() {
    this.rules.id = "code-rules";
    this.rules.append(...this.#lines.map(({ item }) => item));
    Object.assign(this.#meter, { min: 0, max: 4, low: 2, high: 3, optimum: 4 });
    this.#meter.setAttribute("aria-hidden", "true");
    const line = make("p", "strength");
    line.append("Niveau indicatif de sécurité\u00a0: ", this.#meter, this.#word);
    this.level.append(line, this.#advice);
    this.spoken.setAttribute("role", "status");
    this.#draw("");
  }

  /** Follow what is typed in `input`. */
  follow(input: HTMLInputElement): void {
    this.#input = input;
    input.addEventListener("input", () => this.#update());
    this.#update();
  }

  /** Load the measure of strength, then measure again. */
  async load(): Promise<void> {
    if (await loadMeasure()) this.#update();
  }

  /** Nothing more is said, and nothing stays shown of the code. */
  stop(): void {
    clearTimeout(this.#timer);
    this.spoken.textContent = "";
    this.#draw("");
  }

  #update(): void {
    const code = this.#input?.value ?? "";
    const words = this.#draw(code);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (this.spoken.textContent !== words) this.spoken.textContent = words;
    }, SPOKEN_AFTER);
  }

  // Shows what is to be known of the code, and returns it in words.
  #draw(code: string): string {
    const rules = judge(code);
    rules.forEach((rule, index) => this.#lines[index]?.show(rule));
    const strength = strengthOf(code);
    this.#meter.value = strength.score;
    this.#word.textContent = strength.word || "–";
    this.#advice.textContent = strength.advice.join(" ");
    return code === "" ? "" : inWords(rules, strength);
  }
}

class Line {
  readonly item = make("li");
  readonly #mark = make("span", "mark");
  readonly #text = make("span");
  readonly #standing = make("span", "visually-hidden");

  constructor() {
    this.#mark.setAttribute("aria-hidden", "true");
    const words = make("span");
    words.append(this.#text, this.#standing);
    this.item.append(this.#mark, words);
  }

  show({ text, standing }: Rule): void {
    const [mark, word] = MARKS[standing];
    this.item.className = standing;
    this.#mark.textContent = mark;
    this.#text.textContent = text;
    this.#standing.textContent = word && `\u00a0: ${word}`;
  }
}

function inWords(rules: Rule[], { word, advice }: Strength): string {
  const left = rules.filter(({ standing }) => standing === "missing" || standing === "broken");
  const first =
    left.length > 0
      ? `Votre code doit encore ${left.map(({ text }) => text).join(", ")}.`
      : "Les règles vérifiables ici sont respectées.";
  return [first, `Niveau indicatif de sécurité\u00a0: ${word}.`, ...advice].join(" ");
}

function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, look = ""): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (look) element.className = look;
  return element;
}
