// Renews the characters to copy in place, so that what is typed stays; without it the form is sent.

const form = document.querySelector("form:has(fieldset.captcha)");
const renew = form.querySelector("button[name=renew]");
const status = document.getElementById("captcha-status");

renew.addEventListener("click", async (event) => {
  event.preventDefault();
  try {
    const answer = await fetch("/code-oublie/caracteres", { method: "POST" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { captcha } = await answer.json();
    form.elements.captcha.value = captcha;
    form.querySelector("fieldset.captcha img").src = `/captcha/${captcha}/image`;
    form.querySelector("fieldset.captcha audio").src = `/captcha/${captcha}/son`;
    form.elements.characters.value = "";
    form.elements.characters.focus();
    status.textContent = "Voici de nouveaux caractères.";
  } catch {
    status.textContent = "Les caractères n’ont pas pu être renouvelés. Réessayez dans un instant.";
  }
});
