// Makes the module of the words that the strength of a personal code is measured with, cut down to
// the most used ones: whole, the lists weigh 500 KB.

import { readFileSync } from "node:fs";

import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as french } from "@zxcvbn-ts/language-fr";
import type { Plugin } from "vite";

import { fold } from "./src/code/fold.ts";

const NAME = "virtual:common-words";
const REFUSED_CODES = new URL("../backend/identifiers/common_codes.txt", import.meta.url);
const PASSWORDS = 10_000;
const WORDS = 5_000;
const NAMES = 3_000;
const KEYBOARDS = ["azerty", "qwerty", "keypad"] as const;

/** The Vite plugin that gives `virtual:common-words`. */
export function commonWords(): Plugin {
  return {
    name: "common-words",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) => (id === `\0${NAME}` ? moduleOf(lists()) : null),
  };
}

function lists(): Record<string, string[]> {
  const {
    "commonWords-fr": words,
    "wikipedia-fr": written,
    "firstnames-fr": first,
    "lastnames-fr": last,
    ...sequences
  } = french;
  const rank = new Map(written.map(fold).map((word, index) => [word, index]));
  const names = [...first, ...last].map(fold).filter((name) => rank.has(name));
  names.sort((one, other) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0));
  return {
    passwords: once([...refusedCodes(), ...common["passwords-common"].slice(0, PASSWORDS)]),
    commonWords: once(words.slice(0, WORDS)),
    firstnames: once(names).slice(0, NAMES),
    ...Object.fromEntries(Object.entries(sequences).map(([name, list]) => [name, list.map(fold)])),
  };
}

// The codes that the server refuses as too common, so that the meter agrees with it.
function refusedCodes(): string[] {
  const lines = readFileSync(REFUSED_CODES, "utf8").split("\n");
  return lines.filter((line) => !line.startsWith("#")).flatMap((line) => line.split(/\s+/).filter(Boolean));
}

function once(list: string[]): string[] {
  return [...new Set(list.map(fold))].filter((word) => word.length > 2 && !word.includes(" "));
}

function moduleOf(words: Record<string, string[]>): string {
  const entries = Object.entries(words).map(
    ([name, list]) => `${JSON.stringify(name)}:${JSON.stringify(list.join(" "))}.split(" ")`,
  );
  const graphs = Object.fromEntries(KEYBOARDS.map((name) => [name, adjacencyGraphs[name]]));
  return `export const words={${entries.join(",")}};\nexport const graphs=${JSON.stringify(graphs)};\n`;
}
