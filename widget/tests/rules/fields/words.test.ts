// E-mail addresses and names: never changed, obvious slips get a proposal.

import { expect, test } from "vitest";

import { email } from "../../../src/fields/email";
import { habitOf } from "../../../src/fields/habits";
import { lastName } from "../../../src/fields/last-name";
import { proposed, said, type } from "./support";

test("an address is not changed while it is typed", () => {
  expect(type(email, "Marie.Dupont@gmail.con, ")).toBe("Marie.Dupont@gmail.con, |");
});

test.each([
  "marie.dupont@orange.fr",
  "Marie.Dupont@Orange.FR",
  "mon mail est marie.dupont@orange.fr.",
  "marie.dupont @ orange . fr",
  "marie point dupont arobase orange point fr",
  "marie.dupont(at)orange.fr",
  "marie.dupont [arobase] orange.fr",
  "<marie.dupont@orange.fr>",
  "marie.dupont@orange.fr, merci",
  "marie\u200b.dupont@orange.fr",
  "marie@hotmail.fr",
  "marie@mail.com",
  "marie@ymail.com",
  "marie@free.fr",
  "marie@sfr.fr",
  "marie@mfr.fr",
  "marie@gmx.fr",
  "marie@laposte.net",
  "prenom.nom@exemple.fr",
])("“%s” gets no remark", (text) => {
  expect(said(email, text)).toBeNull();
});

test.each([
  ["marie@gmail.con", "marie@gmail.com"],
  ["marie@gmial.com", "marie@gmail.com"],
  ["marie@gmai.com", "marie@gmail.com"],
  ["marie@gmaill.com", "marie@gmail.com"],
  ["marie@hotmial.com", "marie@hotmail.com"],
  ["marie@hotmial.fr", "marie@hotmail.fr"],
  ["marie@ornage.fr", "marie@orange.fr"],
  ["marie@wanado.fr", "marie@wanadoo.fr"],
  ["marie@orange.fr.", "marie@orange.fr"],
  ["marie@orange,fr", "marie@orange.fr"],
  ["marie,dupont@orange.fr", "marie.dupont@orange.fr"],
  ["marie@orange..fr", "marie@orange.fr"],
])("for “%s”, %s is proposed", (text, fix) => {
  expect(proposed(email, text)).toBe(fix);
  expect(said(email, text)).toBe(`Vouliez-vous écrire ${fix} ?`);
  expect(said(email, fix)).toBeNull();
});

test.each([
  ["marie", "Il manque le signe @ dans l’adresse."],
  ["marie@", "Il manque la fin de l’adresse, après le signe @."],
  ["@orange.fr", "Il manque le début de l’adresse, avant le signe @."],
  ["marie@orange", "Il manque la fin de l’adresse, par exemple .fr ou .com."],
  ["marie@@orange.fr", "Une adresse ne contient qu’un seul signe @."],
])("“%s” gets a remark", (text, remark) => {
  expect(said(email, text)).toBe(remark);
  expect(proposed(email, text)).toBeUndefined();
});

test.each(["Venturi", "D'Artagnan", "Saint-Martin", "Mme Venturi née le 3 mars", "  Œuvrard "])(
  "the name “%s” gets no remark",
  (text) => {
    expect(said(lastName, text)).toBeNull();
  },
);

test("a name has no digit", () => {
  expect(said(lastName, "Dupont2")).toBe("Un nom s’écrit sans chiffre.");
});

test("the second address has the habit of the first", () => {
  expect(habitOf("email_confirmation")).toBe(email);
});

test("a field of another kind is left alone", () => {
  const habit = habitOf("terms");
  expect(type(habit, "1621 oui")).toBe("1621 oui|");
  expect(said(habit, "x")).toBeNull();
});
