// The end of a road: what there is to do in the mailbox.

import { html, nothing, type TemplateResult } from "lit";

import type { Mailbox, State } from "../chat/messages";

const WAYS: Record<string, { title: string; brings: string }> = {
  created: {
    title: "Il reste une étape : confirmer votre adresse",
    brings: "appuyez sur le lien qu’il contient",
  },
  link_requested: {
    title: "Regardez votre boîte de réception",
    brings: "appuyez sur le lien qu’il contient",
  },
  code_requested: { title: "Regardez votre boîte de réception", brings: "notez le code qu’il contient" },
  code_sent: { title: "Regardez votre boîte de réception", brings: "notez le code qu’il contient" },
};

/** What to do now, if a mail is to be looked for. */
export function mailbox({ mailbox, status }: State): TemplateResult | typeof nothing {
  const way = WAYS[status];
  return mailbox && way ? steps(mailbox, way.title, way.brings) : nothing;
}

function steps({ sender, subject, works_for, href }: Mailbox, title: string, brings: string): TemplateResult {
  return html`<section id="mailbox" class="card mailbox" aria-labelledby="mailbox-title">
    <h3 id="mailbox-title">${title}</h3>
    <ol class="steps">
      <li>Ouvrez votre boîte e-mail.</li>
      <li>Cherchez le message «&nbsp;${subject}&nbsp;» de ${sender}. Il peut mettre quelques minutes.</li>
      <li>Ouvrez-le, et ${brings}. Vous avez ${works_for}.</li>
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
