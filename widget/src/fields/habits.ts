// Which habit each field of the enrolment has.

import { birthDate } from "./birth-date";
import { email } from "./email";
import { asTyped, type Habit } from "./habit";
import { ibanEnd } from "./iban-end";
import { lastName } from "./last-name";
import { nir } from "./nir";
import { landline, mobile } from "./phone";
import { postcode } from "./postcode";
import { vitaleSerial } from "./vitale-serial";

const NONE: Habit = { format: asTyped, check: () => null };

const HABITS: Partial<Record<string, Habit>> = {
  last_name: lastName,
  nir,
  birth_date: birthDate,
  postcode,
  iban_end: ibanEnd,
  vitale_serial: vitaleSerial,
  email,
  email_confirmation: email,
  mobile,
  landline,
};

/** The habit of a field; of one that has none, a habit that changes and says nothing. */
export function habitOf(field: string): Habit {
  return HABITS[field] ?? NONE;
}
