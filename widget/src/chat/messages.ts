// What the public API gives and takes (docs/architecture.md, docs/widget.md).

export type Author = "person" | "bot" | "staff";
export type Rating = "helpful" | "not_helpful";

/** A quick reply: it sends `payload`, or leads to `href`, a page of ours. */
export interface Button {
  title: string;
  payload?: string;
  href?: string;
}

export interface Message {
  /** Its place in the conversation, from 1 on. */
  seq: number;
  /** Made by the browser that sent it; null for the assistant's. */
  id: string | null;
  author: Author;
  text: string;
  buttons: Button[];
  card: Card | null;
  /** It was kept but found no answer: sending it again with its id answers it. */
  failed: boolean;
  /** It answers a question, so the page asks whether it helped. */
  answer: boolean;
  rating: Rating | null;
  /** ISO 8601, UTC. */
  at: string;
}

/** Asks for one field; `hint` is the partly masked IBAN on file, "FR64 2004 1••• ••01 3478 ____ ___". */
export interface FieldCard {
  type: "field" | "iban_hint";
  field: string;
  label: string;
  example: string;
  help: string;
  inputmode: string;
  autocomplete: string;
  /** What to press when one does not have it: "Je ne l’ai pas". */
  missing: Button | null;
  hint?: string;
}

/** Asks for the personal code. */
export interface SecureForm {
  type: "secure_form";
  form: "personal_code";
}

/** Asks to copy characters; `captcha` is the id of those that are shown. */
export interface CaptchaCard {
  type: "captcha";
  captcha: string;
}

export interface Consent {
  field: string;
  /** The question, as the legend of its fieldset. */
  label: string;
}

/** Asks for every consent that is still to be given. */
export interface ConsentsCard {
  type: "consents";
  lines: Consent[];
}

export interface RecapLine {
  field: string;
  label: string;
  masked: string;
}

/** The values given, masked, each with its way to change it. */
export interface LinesCard {
  type: "recap" | "identity_review";
  lines: RecapLine[];
}

/** Where a provisional code can go, each place partly masked. */
export interface ChannelsCard {
  type: "code_channels";
  lines: { channel: string; text: string }[];
}

export type Card = FieldCard | SecureForm | CaptchaCard | ConsentsCard | LinesCard | ChannelsCard;

/** The mail to look for, once the last step is done. */
export interface Mailbox {
  /** Who it is from, as a mailbox shows it. */
  sender: string;
  subject: string;
  /** How long what it brings works: "7 jours", "30 minutes". */
  works_for: string;
  /** The demonstration's own mailbox, or null. */
  href: string | null;
}

export interface State {
  /** Which conversation it is: another tab may have erased this one and begun another. */
  conversation: string;
  status: string;
  road: string | null;
  cause: string | null;
  awaited: string | null;
  step: number | null;
  steps: number;
  open: boolean;
  mailbox: Mailbox | null;
}

export interface Exchange {
  messages: Message[];
  state: State;
}

export interface Reason {
  reason: string;
  /** A French sentence. */
  message: string;
}

/** Why what a card sent was refused. */
export interface Refusal {
  reasons: Reason[];
  /** What had been typed, to be put back; never a secret. */
  value: string;
  /** New characters to copy, in place of those that were tried. */
  captcha: string | null;
}

export type Choice = "yes" | "no";

/** What a person does. */
export type Outgoing =
  | { kind: "text"; text: string; field?: string }
  | { kind: "payload"; payload: string; title: string }
  | { kind: "code"; code: string; confirmation: string }
  | { kind: "captcha"; captcha: string; characters: string }
  | { kind: "consents"; choices: Record<string, Choice> };
