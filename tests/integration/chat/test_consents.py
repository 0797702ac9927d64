"""The consents in their card: exactly those that are asked, all at once, once."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from backend.chat.service import MESSAGES_PER_CONVERSATION
from backend.enrolment.fields import CONSENTS, Field
from tests.support.caller import Caller
from tests.support.enrolling import Enrollee

QUESTION = {"text": "Les acceptez-vous ?", "card": {"type": "field", "field": "consent_email"}}
ALL = {"consent_email": "yes", "consent_phone": "no", "consent_sms": "yes"}
SAID = "Informations promotionnelles : par e-mail oui, par téléphone non, par SMS oui"
PHONES = (Field.MOBILE, Field.LANDLINE)


async def reach(
    caller: Caller, field: Field = Field.CONSENT_EMAIL, *, without: tuple[Field, ...] = ()
) -> Enrollee:
    """Bring a person to ``field``; the phones ``without`` which they live are passed."""
    await caller.open(QUESTION)
    person = Enrollee(
        enrolments=caller.services.enrolments,
        vault=caller.services.vault,
        database=caller.services.database,
        answers=caller.answers,
        conversation_id=await caller.conversation_id(),
    )
    if field not in (*CONSENTS, Field.RECAP):
        await person.up_to(field)
        return person
    await person.up_to(Field.MOBILE)
    for phone in PHONES:
        if phone in without:
            await person.choose(phone, "skip")
        else:
            await person.type(phone, caller.answers[phone])
    await person.up_to(field)
    return person


async def give(caller: Caller, choices: Any, *, id: UUID | None = None) -> httpx.Response:
    """Send the card."""
    body = {"id": str(id or uuid4()), "choices": choices}
    return await caller.http.post("/chat/consents", json=body)


async def kept(caller: Caller) -> dict[str, str]:
    """Return the consents that are kept."""
    conversation_id = await caller.conversation_id()
    async with caller.services.database.begin() as session:
        values = await caller.services.enrolments.given_values(conversation_id, session=session)
    return {field.value: values[field] for field in CONSENTS if field in values}


async def card(caller: Caller) -> dict[str, Any]:
    """Return the card that is shown."""
    [message] = (await caller.http.get("/chat/messages")).json()["messages"]
    shown: dict[str, Any] = message["card"]
    return shown


@pytest.mark.parametrize(
    ("without", "asked"),
    [
        ((), ["consent_email", "consent_phone", "consent_sms"]),
        ((Field.MOBILE,), ["consent_email", "consent_phone"]),
        ((Field.LANDLINE,), ["consent_email", "consent_phone", "consent_sms"]),
        (PHONES, ["consent_email"]),
    ],
)
async def test_the_card_asks_what_is_asked_of_this_person(
    caller: Caller, without: tuple[Field, ...], asked: list[str]
) -> None:
    await reach(caller, without=without)
    shown = await card(caller)
    assert shown["type"] == "consents"
    assert [line["field"] for line in shown["lines"]] == asked
    answer = await give(caller, dict.fromkeys(asked, "no"))
    assert (answer.status_code, answer.json()["state"]["awaited"]) == (200, "recap")
    assert await kept(caller) == dict.fromkeys(asked, "no")


async def test_one_that_was_typed_is_not_asked_again(caller: Caller) -> None:
    person = await reach(caller)
    await person.choose(Field.CONSENT_EMAIL, "yes")
    caller.dialogue.replies = [{"text": "?", "card": {"type": "field", "field": "consent_phone"}}]
    said = await caller.http.post("/chat/messages", json={"id": str(uuid4()), "text": "oui"})
    asked = said.json()["messages"][-1]["card"]["lines"]
    assert [line["field"] for line in asked] == ["consent_phone", "consent_sms"]


async def test_one_that_is_corrected_is_asked_alone(caller: Caller) -> None:
    person = await reach(caller, Field.RECAP)
    await person.correct(Field.CONSENT_EMAIL)
    assert [line["field"] for line in (await card(caller))["lines"]] == ["consent_email"]
    assert (await give(caller, {"consent_email": "no"})).status_code == 200
    assert (await kept(caller))["consent_email"] == "no"


async def test_what_was_chosen_stands_in_the_transcript(caller: Caller) -> None:
    await reach(caller)
    caller.dialogue.replies = [{"text": "Relisez."}]
    [mine, reply] = (await give(caller, ALL)).json()["messages"]
    assert (mine["author"], mine["text"], reply["text"]) == ("person", SAID, "Relisez.")
    assert caller.dialogue.heard[-1] == "/inform"
    assert SAID in (await caller.http.get("/chat/transcript")).text


async def test_the_same_card_sent_again_changes_nothing(caller: Caller) -> None:
    await reach(caller)
    sent = uuid4()
    first = await give(caller, ALL, id=sent)
    heard = len(caller.dialogue.heard)
    again = await give(caller, dict.fromkeys(ALL, "no"), id=sent)
    assert again.json() == first.json()
    assert len(caller.dialogue.heard) == heard
    assert await kept(caller) == ALL


async def test_sixteen_clicks_are_one(caller: Caller) -> None:
    await reach(caller)
    sent = uuid4()
    answers = await asyncio.gather(*(give(caller, ALL, id=sent) for _ in range(16)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    shown = (await caller.http.get("/chat/messages")).json()["messages"]
    assert [one["text"] for one in shown if one["author"] == "person"] == [SAID]


async def test_of_two_tabs_one_is_taken(caller: Caller) -> None:
    await reach(caller)
    other = dict.fromkeys(ALL, "no")
    answers = await asyncio.gather(give(caller, ALL), give(caller, other))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    [refused] = [answer for answer in answers if answer.status_code == 422]
    assert refused.json()["reason"] == "consents_changed"
    taken = next(answer for answer in answers if answer.status_code == 200)
    assert await kept(caller) == (ALL if taken is answers[0] else other)


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"consent_email": "yes"}, "consents_changed"),
        (ALL | {"terms": "yes"}, "consents_changed"),
        (ALL | {"ailleurs": "yes"}, "consents_changed"),
        ({}, "consents_changed"),
        (ALL | {"consent_sms": "skip"}, "choice_unclear"),
        (ALL | {"consent_sms": "oui"}, "choice_unclear"),
    ],
)
async def test_anything_else_is_refused_and_nothing_kept(
    caller: Caller, choices: dict[str, str], reason: str
) -> None:
    await reach(caller)
    refused = await give(caller, choices)
    assert (refused.status_code, refused.json()["reason"]) == (422, reason)
    assert "ailleurs" not in refused.text
    assert await kept(caller) == {}
    assert len((await caller.http.get("/chat/messages")).json()["messages"]) == 1


async def test_one_that_is_not_asked_of_this_person_is_refused(caller: Caller) -> None:
    await reach(caller, without=PHONES)
    refused = await give(caller, ALL)
    assert (refused.status_code, refused.json()["reason"]) == (422, "consents_changed")
    assert await kept(caller) == {}


@pytest.mark.parametrize("choices", [None, ["yes"], {"consent_email": 1}, "yes"])
async def test_what_is_no_choice_cannot_be_read(caller: Caller, choices: object) -> None:
    await reach(caller)
    refused = await give(caller, choices)
    assert (refused.status_code, refused.json()["reason"]) == (400, "body_unreadable")


@pytest.mark.parametrize("field", [Field.NIR, Field.EMAIL, Field.RECAP])
async def test_they_are_taken_only_while_they_are_awaited(caller: Caller, field: Field) -> None:
    await reach(caller, field)
    before = await kept(caller)
    refused = await give(caller, ALL)
    assert (refused.status_code, refused.json()["reason"]) == (422, "consents_changed")
    assert await kept(caller) == before


async def test_nothing_is_taken_while_nothing_is_under_way(caller: Caller) -> None:
    await caller.open(QUESTION)
    refused = await give(caller, ALL)
    assert (refused.status_code, refused.json()["reason"]) == (404, "no_enrolment")


async def test_they_are_kept_while_the_dialogue_is_down(caller: Caller) -> None:
    await reach(caller)
    sent = uuid4()
    caller.dialogue.down = True
    assert (await give(caller, ALL, id=sent)).status_code == 503
    assert await kept(caller) == ALL
    caller.dialogue.down = False
    assert (await give(caller, ALL, id=sent)).status_code == 200
    shown = (await caller.http.get("/chat/messages")).json()["messages"]
    assert [one["text"] for one in shown if one["author"] == "person"] == [SAID]


async def test_another_site_cannot_give_them(caller: Caller) -> None:
    await reach(caller)
    refused = await caller.http.post(
        "/chat/consents",
        json={"id": str(uuid4()), "choices": ALL},
        headers={"Origin": "https://ailleurs.example"},
    )
    assert refused.status_code == 403
    assert await kept(caller) == {}


async def test_nobody_without_a_conversation_gives_them(caller: Caller) -> None:
    refused = await give(caller, ALL)
    assert (refused.status_code, refused.json()["reason"]) == (401, "conversation_missing")


async def test_they_count_as_messages(caller: Caller) -> None:
    await reach(caller, Field.NIR)
    most = int(MESSAGES_PER_CONVERSATION.rate.split("/")[0])
    statuses = [(await give(caller, ALL)).status_code for _ in range(most + 1)]
    assert statuses == [422] * most + [429]
