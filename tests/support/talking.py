"""What conversation tests say to the assistant for a person, and what they look up afterwards."""

from collections.abc import Iterable, Iterator, Mapping

import psycopg
from psycopg import sql

from backend.enrolment.fields import Field
from backend.insured.people import InsuredPerson
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.enrolling import answers_of

CODE = "Robert*123_A"
EMAIL = "prenom.nom@exemple.fr"
IDENTITY = ("last_name", "nir", "birth_date", "postcode")
PROOF = ("iban_end", "vitale_serial")

_CHOICES = {
    "terms": "j'accepte",
    "mobile": "passer",
    "landline": "passer",
    "consent_email": "non",
    "consent_phone": "non",
    "consent_sms": "non",
    "recap": "oui, tout est exact",
}
_MOST_ANSWERS = 20


def begin(chat: ChatClient) -> None:
    """Open the chat and start an enrolment."""
    if not chat.messages:
        chat.open()
    chat.press("/start_enrolment")


def typed_by(person: InsuredPerson, email: str = EMAIL) -> dict[str, str]:
    """Return what ``person`` types for each field; the phones are passed, the consents refused."""
    known = {
        "last_name": person.birth_name,
        "nir": person.nir13,
        "birth_date": f"{person.birth_date:%d/%m/%Y}",
        "postcode": person.postcode,
    }
    if person.iban and person.vitale_serial:
        known = {field.value: text for field, text in answers_of(person, email).items()}
    return known | _CHOICES


def enrol(
    chat: ChatClient,
    person: InsuredPerson,
    *,
    up_to: str | None = None,
    email: str = EMAIL,
    typed: Mapping[str, str] | None = None,
) -> None:
    """Answer everything that is asked before ``up_to`` (None: until the enrolment ends).

    Starts an enrolment if none is open. ``typed`` replaces what is typed for some fields; the four
    identity values are typed in one message unless one of them is replaced or is ``up_to``.
    """
    if chat.state.get("status") != "open":
        begin(chat)
    changed = dict(typed or {})
    answers = typed_by(person, email) | changed
    if chat.awaited == "last_name" and not {*changed, up_to}.intersection(IDENTITY):
        chat.say(" ".join(answers[field] for field in IDENTITY))
    for _ in range(_MOST_ANSWERS):
        if chat.awaited in (up_to, None):
            break
        if chat.awaited == "personal_code":
            chat.personal_code(CODE)
        else:
            chat.say(answers[chat.awaited])
    assert chat.awaited == up_to, chat.text


def each_field(chat: ChatClient, person: InsuredPerson, fields: Iterable[str]) -> Iterator[str]:
    """Go through an enrolment; stop where each of ``fields``, in order, is awaited."""
    for field in fields:
        enrol(chat, person, up_to=field)
        yield field


def say_each(chat: ChatClient, texts: Mapping[str, str]) -> None:
    """Type each text where its field is awaited, in the order given."""
    for field, text in texts.items():
        assert chat.awaited == field, f"{field} is not awaited, {chat.awaited} is: {chat.text}"
        chat.say(text)


def titles(chat: ChatClient) -> set[str]:
    """Return the titles of the buttons just offered."""
    return {button["title"] for button in chat.buttons}


def payloads(chat: ChatClient) -> set[str]:
    """Return the payloads of the buttons just offered."""
    return {button["payload"] for button in chat.buttons if "payload" in button}


def links(chat: ChatClient) -> set[str]:
    """Return the pages that the buttons just offered lead to."""
    return {button["href"] for button in chat.buttons if "href" in button}


def card(chat: ChatClient, kind: str) -> dict[str, str]:
    """Return the masked values of the last card of ``kind`` (``recap``...), by field."""
    found = [one for one in chat.cards if one["type"] == kind]
    assert found, f"no card {kind}: {chat.text}"
    return {line["field"]: line["masked"] for line in found[-1]["lines"]}


def rows(stack: Stack, table: str) -> int:
    """Return how many rows ``table`` holds."""
    with psycopg.connect(stack.database_url) as connection:
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        found = connection.execute(count).fetchone()
    assert found is not None
    number: int = found[0]
    return number


def account_states(stack: Stack) -> list[str]:
    """Return the state of each account."""
    with psycopg.connect(stack.database_url) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM account").fetchall()]


def given_fields(stack: Stack) -> set[str]:
    """Return the fields whose value is kept for enrolments under way."""
    with psycopg.connect(stack.database_url) as connection:
        found = connection.execute("SELECT field FROM enrolment_value").fetchall()
    return {Field(field).value for (field,) in found}


def nothing_is_kept(stack: Stack) -> bool:
    """Whether no value that was given is stored, neither accepted nor sealed in the chat."""
    return rows(stack, "enrolment_value") == 0 and rows(stack, "sealed_value") == 0


def leave_for_more_than_an_hour(stack: Stack) -> None:
    """Make every conversation's last message 61 minutes older."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(
            "UPDATE conversation SET last_message_at = last_message_at - interval '61 minutes'"
        )


def confirm_email(stack: Stack, chat: ChatClient, email: str = EMAIL) -> None:
    """Open the link of the mail to ``email`` and press the button of its page."""
    link = stack.mails.link_to(email, containing=stack.url)
    chat.confirm(link).raise_for_status()


def come_back(stack: Stack, chat: ChatClient) -> ChatClient:
    """Return a reloaded page in the same browser: a new client with the same cookie."""
    again = stack.chat()
    again.http.cookies.update(chat.http.cookies)
    again.open()
    return again
