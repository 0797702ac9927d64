"""The captcha in the chat: shown once, tried once, and what follows when an answer is lost."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from backend.accounts.models import ProvisionalCode
from backend.captcha.models import Captcha
from backend.chat.routes import CAPTCHAS_PER_CONVERSATION
from backend.enrolment.fields import Field, Road
from backend.keys import hash_token
from tests.support.caller import Caller
from tests.support.clock import FakeClock

CARD = {"text": "Recopiez les caractères.", "card": {"type": "captcha"}}
FIVE_MINUTES = timedelta(minutes=5)


async def codes(caller: Caller) -> list[ProvisionalCode]:
    """Return the codes that were made."""
    async with caller.services.database.begin() as session:
        return list(await session.scalars(select(ProvisionalCode)))


async def captchas(caller: Caller) -> int:
    """Return how many captchas were made."""
    async with caller.services.database.begin() as session:
        return await session.scalar(select(func.count()).select_from(Captcha)) or 0


async def reach_captcha(caller: Caller) -> str:
    """Bring a person who forgot their code to the captcha and return it."""
    await caller.open(CARD)
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    return await caller.captcha()


async def reach_sms_captcha(caller: Caller) -> str:
    """Bring a person who cannot read the card's number to the captcha of a code by SMS."""
    await caller.open(CARD)
    await caller.give(Road.ENROLMENT, until=Field.IBAN_END)
    await caller.cannot_read_the_card()
    await caller.choose("sms")
    return await caller.captcha()


async def test_the_same_captcha_is_shown_however_often_it_is_looked_at(caller: Caller) -> None:
    await caller.open(CARD)
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    shown = await asyncio.gather(*(caller.captcha() for _ in range(8)))
    captcha = await caller.captcha()
    assert set(shown) == {captcha}
    assert await captchas(caller) == 1
    answer = await caller.http.get(f"/captcha/{captcha}/image")
    assert answer.headers["content-type"] == "image/png"


async def test_no_captcha_is_made_before_one_is_awaited(caller: Caller) -> None:
    await caller.open(CARD)
    shown = (await caller.http.get("/chat/messages")).json()
    assert [one["card"] for one in shown["messages"]] == [None]
    assert await captchas(caller) == 0


async def test_a_captcha_lives_five_minutes_to_the_second(caller: Caller, clock: FakeClock) -> None:
    captcha = await reach_captcha(caller)
    clock.advance(FIVE_MINUTES)
    assert await caller.captcha() == captcha
    clock.advance(timedelta(seconds=1))
    refused = await caller.solve(captcha)
    assert (refused.status_code, refused.json()["reason"]) == (422, "captcha_expired")
    assert refused.json()["captcha"] == await caller.captcha() != captcha


async def test_wrong_characters_give_other_ones(caller: Caller) -> None:
    captcha = await reach_captcha(caller)
    refused = await caller.solve(captcha, "00000")
    body = refused.json()
    assert (refused.status_code, body["reason"]) == (422, "captcha_wrong")
    assert body["captcha"] == await caller.captcha() != captcha
    assert "00000" not in refused.text
    spent = await caller.solve(captcha)
    assert spent.json()["reason"] == "captcha_expired"
    assert (await caller.solve(body["captcha"])).status_code == 200


async def test_other_characters_can_be_asked_for(caller: Caller) -> None:
    captcha = await reach_captcha(caller)
    renewed = (await caller.http.post("/chat/captcha/renew")).json()["captcha"]
    assert renewed == await caller.captcha() != captcha


async def test_solving_ends_the_road_and_gives_the_browser_its_secret(caller: Caller) -> None:
    captcha = await reach_sms_captcha(caller)
    caller.dialogue.replies = [{"text": "Votre code arrive."}]
    answer = await caller.solve(captcha)
    shown = answer.json()
    assert [one["text"] for one in shown["messages"]] == [
        "Caractères recopiés",
        "Votre code arrive.",
    ]
    state = shown["state"]
    assert (state["status"], state["cause"], state["road"]) == (
        "code_sent",
        "sms",
        "provisional_code",
    )
    assert caller.dialogue.heard[-1] == "/inform"
    [code] = await codes(caller)
    assert code.browser_hash == hash_token(answer.cookies["browser"])
    assert "HttpOnly" in answer.headers["set-cookie"]


async def test_a_browser_keeps_the_secret_that_it_has(caller: Caller) -> None:
    captcha = await reach_sms_captcha(caller)
    caller.http.cookies.set("browser", "mine" * 11, domain="127.0.0.1", path="/")
    assert (await caller.solve(captcha)).status_code == 200
    [code] = await codes(caller)
    assert code.browser_hash == hash_token("mine" * 11)


async def test_the_dialogue_being_down_costs_neither_captcha_nor_code(caller: Caller) -> None:
    captcha = await reach_sms_captcha(caller)
    characters, message_id = await caller.characters(captcha), uuid4()
    caller.dialogue.down = True
    assert (await caller.solve(captcha, characters, id=message_id)).status_code == 503
    caller.dialogue.down = False
    caller.dialogue.replies = [{"text": "Votre code arrive."}]
    again = await caller.solve(captcha, characters, id=message_id)
    assert again.json()["messages"][-1]["text"] == "Votre code arrive."
    [code] = await codes(caller)
    assert code.browser_hash == hash_token(again.cookies["browser"])


async def test_a_lost_answer_is_given_again(caller: Caller) -> None:
    captcha = await reach_sms_captcha(caller)
    characters, message_id = await caller.characters(captcha), uuid4()
    first = await caller.solve(captcha, characters, id=message_id)
    caller.http.cookies.delete("browser")
    second = await caller.solve(captcha, characters, id=message_id)
    assert second.json() == first.json()
    assert second.cookies["browser"] == first.cookies["browser"]
    assert len(await codes(caller)) == 1


async def test_the_code_works_in_the_browser_that_comes_back_without_its_secret(
    caller: Caller,
) -> None:
    captcha = await reach_sms_captcha(caller)
    message_id = uuid4()
    caller.dialogue.down = True
    await caller.solve(captcha, id=message_id)
    caller.dialogue.down = False
    [code] = await codes(caller)
    opened = await caller.http.post("/chat/conversation")
    assert hash_token(opened.cookies["browser"]) == code.browser_hash
    caller.http.cookies.delete("browser")
    body = {"id": str(message_id), "text": "Caractères recopiés"}
    sent = await caller.http.post("/chat/messages", json=body)
    assert hash_token(sent.cookies["browser"]) == code.browser_hash


async def test_the_secret_comes_with_the_captcha_and_not_before(caller: Caller) -> None:
    await caller.open(CARD)
    assert "browser" not in caller.http.cookies
    await caller.give(Road.FORGOTTEN_CODE, until=Field.CAPTCHA)
    await caller.open()
    assert "browser" in caller.http.cookies


async def test_sixteen_presses_send_one_code(caller: Caller) -> None:
    captcha = await reach_sms_captcha(caller)
    characters = await caller.characters(captcha)
    answers = await asyncio.gather(*(caller.solve(captcha, characters) for _ in range(16)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 404, 409}
    assert len(await codes(caller)) == 1


@pytest.mark.parametrize("characters", [None, "00000"], ids=["right", "wrong"])
async def test_a_captcha_that_nobody_awaits_is_not_spent(
    caller: Caller, characters: str | None
) -> None:
    await caller.open(CARD)
    async with caller.services.database.begin() as session:
        captcha = str(await caller.services.captchas.make(session=session))
    answer = await caller.solve(captcha, characters)
    assert (answer.status_code, answer.json()["reason"]) == (404, "no_enrolment")
    async with caller.services.database.begin() as session:
        spent = await session.scalar(select(Captcha.tried_at))
    assert spent is None


async def test_tries_are_limited_for_a_conversation(caller: Caller) -> None:
    await reach_captcha(caller)
    most = int(CAPTCHAS_PER_CONVERSATION.rate.split("/")[0])
    statuses = []
    for _ in range(most + 1):
        refused = await caller.http.post(
            "/chat/captcha",
            json={"id": str(uuid4()), "captcha": str(uuid4()), "characters": "AAAAA"},
        )
        statuses.append(refused.status_code)
    assert statuses == [422] * most + [429]


async def test_without_a_conversation_there_is_no_captcha(caller: Caller) -> None:
    assert (await caller.solve(str(uuid4()), "AAAAA")).status_code == 401
    assert (await caller.http.post("/chat/captcha/renew")).status_code == 401


async def test_words_typed_while_the_captcha_is_awaited_are_words(caller: Caller) -> None:
    await reach_captcha(caller)
    said = {"id": str(uuid4()), "text": "je n'arrive pas à lire, mon numéro est le 06 39 98 01 23"}
    await caller.http.post("/chat/messages", json=said)
    assert caller.dialogue.heard[-1].startswith("je n'arrive pas à lire")
    assert "[telephone]" in caller.dialogue.heard[-1]


@pytest.mark.parametrize(
    "href", ["https://ailleurs.example", "//ailleurs.example", "/\\ailleurs", "javascript:x", "x"]
)
async def test_a_link_that_leads_elsewhere_is_not_shown(caller: Caller, href: str) -> None:
    ours = {"title": "Me connecter", "href": "/connexion"}
    buttons = [{"title": "Ailleurs", "href": href}, ours]
    shown = await caller.open({"text": "Deux liens.", "buttons": buttons})
    assert shown["messages"][0]["buttons"] == [ours]


async def test_channels_are_shown_masked_to_their_owner_only(caller: Caller) -> None:
    await caller.open({"text": "Comment l'envoyer ?", "card": {"type": "code_channels"}})
    await caller.give(Road.ENROLMENT, until=Field.IBAN_END)
    await caller.cannot_read_the_card()
    async with caller.services.database.begin() as session:
        person = await caller.services.registry.find(caller.answers[Field.NIR], session=session)
    assert person is not None
    shown = await caller.http.get("/chat/messages")
    card = shown.json()["messages"][-1]["card"]
    assert card["type"] == "code_channels"
    lines = {line["channel"]: line["text"] for line in card["lines"]}
    assert list(lines) == ["email", "sms", "post"]
    assert lines["sms"] == f"par SMS, au numéro qui finit par {(person.mobile or '')[-2:]}"
    for secret in (person.email, person.mobile, person.address):
        assert str(secret) not in shown.text
    caller.http.cookies.clear()
    assert (await caller.http.get("/chat/messages")).status_code == 401
