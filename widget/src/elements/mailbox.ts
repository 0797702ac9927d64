// The end of a road: what there is to do in the mailbox.

import { html, nothing, type TemplateResult } from "lit";

import { unbroken } from "../base/french";
import type { Mailbox, State } from "../chat/messages";

interface Way {
  title: string;
  /** Under which condition a mail comes, so that nobody learns here whether there is an account. */
  comes: string;
  /** What to do with the mail. */
  then: string;
}

const LOOK = "Regardez votre boîte de réception";
const PRESS = "appuyez sur le lien qu’il contient";
const NOTE = "notez le code qu’il contient";

const WAYS: Record<string, Way> = {
  created: { title: "Il reste une étape : confirmer votre adresse", comes: "", then: PRESS },
  link_requested: {
    title: LOOK,
    comes: "Si un compte attend la confirmation de son adresse, un e-mail arrive.",
    then: PRESS,
  },
  code_requested: {
    title: LOOK,
    comes: "Si ces informations sont celles d’un compte, un e-mail arrive.",
    then: NOTE,
  },
  code_sent: { title: LOOK, comes: "", then: NOTE },
};

/** What to do now, if a mail is to be looked for. */
export function mailbox({ mailbox, status }: State): TemplateResult | typeof nothing {
  const way = WAYS[status];
  return mailbox && way ? steps(mailbox, way) : nothing;
}

function steps({ sender, subject, works_for, href }: Mailbox, { title, comes, then }: Way): TemplateResult {
  return html`<section id="mailbox" class="card mailbox" aria-labelledby="mailbox-title">
    <h3 id="mailbox-title">${unbroken(title)}</h3>
    ${comes ? html`<p>${comes}</p>` : nothing}
    <ol class="steps">
      <li>Ouvrez votre boîte e-mail.</li>
      <li>Cherchez le message «&nbsp;${subject}&nbsp;» de ${sender}. Il peut mettre quelques minutes.</li>
      <li>Ouvrez-le, et ${then}. Vous avez ${works_for.replace(" ", "\u00a0")}.</li>
    </ol>
    <p>Vous ne le voyez pas&nbsp;? Regardez dans les courriers indésirables («&nbsp;spam&nbsp;»).</p>
    ${
      href
        ? html`<p>
            <a class="button button-quiet" href=${href} target="_blank"
              >Ouvrir la boîte de démonstration<span class="visually-hidden"> (nouvel onglet)</span></a
            >
          </p>`
        : nothing
    }
  </section>`;
}
