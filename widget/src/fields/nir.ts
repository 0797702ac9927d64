// The social-security number: 1 62 12 2B 010 001, then its key.

import { grouped, plain, type Shape } from "./grouping";
import { amount, type Habit, type Remark } from "./habit";

const LENGTH = 13;
const WITH_KEY = 15;

const SHAPE: Shape = {
  signs: /[\dABO]/gi,
  read(text) {
    const written = plain(text)
      .replace(/^\s*n°\s*:?/i, "")
      .replace(/\(?\s*cl(?:ef?|é)\s*:?(?=\s*\d)/i, " ");
    if (!/^[\s(]*\d[\dABO\s./()-]*$/i.test(written)) return null;
    return written
      .replace(/[^\dABO]/gi, "")
      .toUpperCase()
      .replace(/O/g, "0");
  },
  groups: () => [1, 2, 2, 2, 3, 3, 2],
};

export const nir: Habit = {
  format: (typed) => grouped(SHAPE, typed),
  sent: (text) => SHAPE.read(text) ?? text,
  check(text) {
    const number = SHAPE.read(text);
    return number ? remark(number) : null;
  },
};

function remark(number: string): Remark | null {
  const text = misread(number) ?? misplaced(number) ?? mismeasured(number) ?? mistaken(number);
  return text === null ? null : { text };
}

function misread(number: string): string | null {
  if (/^[78]/.test(number)) return "Ce numéro commence par 7 ou 8 : c’est un numéro provisoire.";
  if (/^[^12]/.test(number)) return "Un numéro de sécurité sociale commence par 1 ou 2.";
  const month = Number(number.slice(3, 5));
  if (number.length < 5 || (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50)
    return null;
  return "Vérifiez les quatrième et cinquième chiffres : ils donnent le mois de naissance, de 01 à 12.";
}

function misplaced(number: string): string | null {
  if (/^(?:\d*|\d{5}2[AB]\d*)$/.test(number)) return null;
  return "Il n’y a de lettre que pour une naissance en Corse : 2A ou 2B, après le mois.";
}

function mismeasured(number: string): string | null {
  const { length } = number;
  if (length < LENGTH)
    return `Il manque ${amount(LENGTH - length, "caractère")} : le numéro en compte 13, ou 15 avec la clé.`;
  if (length === LENGTH + 1)
    return "Il manque un chiffre à la clé, qui en compte deux. Vous pouvez aussi l’enlever.";
  if (length > WITH_KEY)
    return `Il y a ${amount(length - WITH_KEY, "caractère")} de trop : le numéro en compte 13, ou 15 avec la clé.`;
  return null;
}

function mistaken(number: string): string | null {
  if (number.length === LENGTH || number.slice(LENGTH) === keyOf(number)) return null;
  return "La clé, les deux derniers chiffres, ne va pas avec le reste. Relisez le numéro.";
}

function keyOf(number: string): string {
  const value = Number(number.slice(0, LENGTH).replace("2A", "19").replace("2B", "18"));
  return String(97 - (value % 97)).padStart(2, "0");
}
