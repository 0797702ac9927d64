"""What a person of the assembled stack reads outside the chat: a picture, an SMS, a letter."""

import io
import re
from email.message import EmailMessage
from uuid import UUID

import psycopg
from pypdf import PdfReader

from backend.keys import Keyring
from backend.letters.spool import list_letters, read_letter
from backend.sms.gateway import list_sms
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.gateway import backend_environment
from tests.support.processes import wait_until

_CODE_MAIL = "Votre code provisoire"
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_EIGHT_DIGITS = re.compile(r"(?<!\d)\d{4} ?\d{4}(?!\d)")


def characters(stack: Stack, captcha: str) -> str:
    """Return what the picture of a captcha shows."""
    with psycopg.connect(stack.database_url) as connection:
        found = connection.execute(
            "SELECT characters_sealed FROM captcha WHERE id = %s", (UUID(captcha),)
        ).fetchone()
    assert found is not None
    keys = Keyring(backend_environment(stack)["SECRET_KEY"])
    return keys.unseal(bytes(found[0]), "captcha", captcha)


def copy_characters(stack: Stack, chat: ChatClient) -> str:
    """Copy the characters of the captcha just shown; return what is answered."""
    captcha = chat.cards[-1]["captcha"]
    return chat.captcha(captcha, characters(stack, captcha))


def code_by_email(stack: Stack, address: str) -> str:
    """Wait for a mail to ``address`` that bears a code, whatever else came; return the code."""

    def codes() -> list[EmailMessage]:
        return [mail for mail in stack.mails.sent_to(address) if _CODE_MAIL in mail["Subject"]]

    wait_until(lambda: bool(codes()), seconds=20, what="the mail with a code")
    body = codes()[-1].get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return _FOUR_DIGITS.findall(body.get_content())[0]


def code_by_sms(stack: Stack, number: str) -> str:
    """Wait for an SMS to ``number``; return the code in it."""
    folder = stack.data / "sms"
    wait_until(lambda: number in [sms.to for sms in list_sms(folder)], seconds=20, what="SMS")
    [text, *_] = [sms.text for sms in list_sms(folder) if sms.to == number]
    return _FOUR_DIGITS.findall(text)[0]


def code_by_post(stack: Stack) -> str:
    """Wait for the letter of the last code; return the code in it."""
    folder = stack.data / "letters"
    with psycopg.connect(stack.database_url) as connection:
        found = connection.execute(
            "SELECT id FROM provisional_code ORDER BY created_at DESC LIMIT 1"
        ).fetchone()
    assert found is not None
    wait_until(
        lambda: found[0] in [letter.key for letter in list_letters(folder)],
        seconds=20,
        what="letter",
    )
    (page,) = PdfReader(io.BytesIO(read_letter(folder, found[0]))).pages
    return _EIGHT_DIGITS.findall(page.extract_text())[0].replace(" ", "")


def sign_in(chat: ChatClient, nir: str, code: str) -> str:
    """Sign in with a code in the same browser; return where that leads: a path."""
    form = {"nir": nir, "code": code}
    answer = chat.http.post("/connexion", data=form, headers={"Accept": "text/html"})
    return answer.headers["location"] if answer.status_code == 303 else "/connexion"
