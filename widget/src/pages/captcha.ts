// Renews the characters to copy in place, so that what is typed stays; without it the form is sent.

import { Life } from "../captcha/life";

const form = document.querySelector<HTMLFormElement>("form:has(fieldset.captcha)");
if (form) addRenewal(form);

function addRenewal(form: HTMLFormElement): void {
  const typed = form.querySelector<HTMLInputElement>("#characters");
  const id = form.querySelector<HTMLInputElement>("input[name=captcha]");
  const picture = form.querySelector<HTMLImageElement>("fieldset.captcha img");
  const sound = form.querySelector<HTMLAudioElement>("fieldset.captcha audio");
  const button = form.querySelector<HTMLButtonElement>("button[name=renew]");
  const status = form.querySelector("#captcha-status");
  if (!typed || !id || !picture || !sound || !button || !status) return;
  const life = new Life((words) => (status.textContent = words));
  life.start();

  const renew = async (): Promise<void> => {
    try {
      const captcha = await otherCharacters();
      id.value = captcha;
      picture.src = `/captcha/${captcha}/image`;
      sound.src = `/captcha/${captcha}/son`;
      typed.value = "";
      typed.focus();
      life.start();
      status.textContent = "Voici de nouveaux caractères.";
    } catch {
      status.textContent = "Les caractères n’ont pas pu être renouvelés. Réessayez dans un instant.";
    }
  };

  button.addEventListener("click", (event) => {
    event.preventDefault();
    void renew();
  });
}

async function otherCharacters(): Promise<string> {
  const answer = await fetch("/code-oublie/caracteres", { method: "POST" });
  if (!answer.ok) throw new Error(String(answer.status));
  const { captcha } = (await answer.json()) as { captcha: string };
  return captcha;
}
