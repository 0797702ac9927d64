"""A conversation is its owner's: its references and its cookie are good for nothing elsewhere."""

import httpx
import psycopg
import pytest

from tests.privacy.conftest import Observed
from tests.support.applicant import Applicant
from tests.support.chat_client import ChatClient

NAME = "conversation"


def sealed(observed: Observed) -> list[tuple[str, str, str]]:
    """Return conversation, kind and reference of each sealed value, oldest first."""
    query = "SELECT conversation_id::text, kind, reference FROM sealed_value ORDER BY created_at"
    with psycopg.connect(observed.stack.database_url) as connection:
        return connection.execute(query).fetchall()


def conversations(observed: Observed) -> list[str]:
    """Return the ids of the conversations, oldest first."""
    with psycopg.connect(observed.stack.database_url) as connection:
        rows = connection.execute("SELECT id::text FROM conversation ORDER BY opened_at")
        return [one for (one,) in rows.fetchall()]


def give(observed: Observed, conversation: str, field: str, reference: str) -> dict[str, object]:
    """Give a reference for a field, as the actions do."""
    answer = httpx.post(
        f"{observed.stack.url}/internal/conversations/{conversation}/enrolment/answers",
        json={"field": field, "reference": reference},
        headers={"Authorization": f"Bearer {observed.environment['INTERNAL_SECRET']}"},
        trust_env=False,
    )
    answer.raise_for_status()
    return dict(answer.json())


def test_reference_of_another_conversation_is_refused(observed: Observed) -> None:
    with observed.stack.chat() as owner, observed.stack.chat() as other:
        Applicant(owner).go_to("nir")
        Applicant(other).go_to("last_name")
    [(_, kind, reference)] = sealed(observed)
    mine, theirs = conversations(observed)
    assert kind == "nom"
    refused = give(observed, theirs, "last_name", reference)
    assert (refused["accepted"], refused["reason"]) == (False, "value_gone")
    assert give(observed, mine, "last_name", reference)["accepted"] is True


def test_reference_of_another_kind_is_refused(observed: Observed) -> None:
    with observed.stack.chat() as owner:
        Applicant(owner).go_to("birth_date")
    references = {kind: reference for _, kind, reference in sealed(observed)}
    [conversation] = conversations(observed)
    refused = give(observed, conversation, "birth_date", references["nir"])
    assert (refused["accepted"], refused["reason"]) == (False, "value_gone")


def test_internal_calls_need_the_secret(observed: Observed) -> None:
    with observed.stack.chat() as owner:
        Applicant(owner).go_to("nir")
    [conversation] = conversations(observed)
    url = f"{observed.stack.url}/internal/conversations/{conversation}/enrolment"
    for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": "Bearer secret"}):
        assert httpx.get(url, headers=headers, trust_env=False).status_code == 401


@pytest.mark.parametrize("where", ["value", "signature"])
def test_forged_cookie_opens_a_new_conversation(observed: Observed, where: str) -> None:
    with observed.stack.chat() as owner:
        Applicant(owner).go_to("nir")
        cookie = owner.http.cookies[NAME]
    place = 3 if where == "value" else len(cookie) - 5
    forged = cookie[:place] + ("A" if cookie[place] != "A" else "B") + cookie[place + 1 :]
    with observed.stack.chat() as thief:
        thief.http.cookies.set(NAME, forged, domain="127.0.0.1", path="/")
        assert thief.http.get("/chat/messages").status_code == 401
        opened = thief.http.post("/chat/conversation")
        assert opened.status_code == 201
        assert {one["author"] for one in opened.json()["messages"]} == {"bot"}
    assert len(conversations(observed)) == 2


def test_own_cookie_comes_back_to_its_conversation(observed: Observed) -> None:
    with observed.stack.chat() as owner:
        Applicant(owner).go_to("nir")
        cookie = owner.http.cookies[NAME]
    with ChatClient(observed.stack.url) as back:
        back.http.cookies.set(NAME, cookie, domain="127.0.0.1", path="/")
        back.open()
        assert back.awaited == "nir"
