"""Promise 2: no identifier in clear outside the sealed values and the account.

The corpus is typed through the assembled stack at DEBUG, at every moment of a conversation; then
everything that keeps, logs or passes on messages is searched. The same search with sealing
switched off finds what it looks for.
"""

import json
from pathlib import Path

import pytest

from stack.configuration import ROOT
from tests.privacy import corpus
from tests.privacy.conftest import Observed
from tests.privacy.insured import person, register
from tests.support.applicant import Applicant
from tests.support.chat_client import ChatClient
from tests.support.gateway import gateway
from tests.support.leaks import Canary, Haystack, archive_text, files, make_archive
from tests.support.processes import wait_until

EMAIL = corpus.WAYS["email"][0]
SEES_MESSAGES = {"postgresql", "redis", "backend to rasa", "rasa to actions", "log rasa.log"}
"""The stores that hold the messages themselves: without sealing they hold the identifiers."""


def tell_at_the_start(observed: Observed) -> None:
    with observed.stack.chat() as chat:
        chat.open()
        for text in [*corpus.introduced(1), *corpus.alone(2)]:
            observed.say(chat, text)


def tell_while_another_field_is_awaited(observed: Observed) -> None:
    with observed.stack.chat() as chat:
        Applicant(chat).go_to("last_name")
        for text in [*corpus.alone(0), *corpus.introduced(2)]:
            observed.say(chat, text)


def ask(observed: Observed) -> None:
    with observed.stack.chat() as chat:
        Applicant(chat).go_to("nir")
        for text in [*corpus.asked(0), *corpus.asked(1)]:
            observed.say(chat, text)


def tell_in_halves(observed: Observed) -> None:
    for awaited in ("last_name", "birth_date"):
        with observed.stack.chat() as chat:
            Applicant(chat).go_to(awaited)
            for text in corpus.HALVES:
                observed.say(chat, text)


def enrol_correct_and_tell_again(observed: Observed) -> None:
    ways = {kind: ways[1] for kind, ways in corpus.WAYS.items() if len(ways) > 1}
    with observed.stack.chat() as chat:
        applicant = Applicant(chat, person(), EMAIL, ways)
        applicant.go_to("personal_code")
        for text in ("mon code est " + corpus.CODE, corpus.CODE, "c'est " + corpus.CODE + " ?"):
            observed.say(chat, text)
        chat.personal_code(corpus.CODE)
        while chat.awaited != "recap":
            applicant.answer()
        for text in corpus.corrected(1):
            observed.say(chat, text)
        observed.forget_pace()
        applicant.go_on()
        assert chat.state["status"] == "created"
        for text in [*corpus.introduced(0), *corpus.asked(2)]:
            observed.say(chat, text)
    wait_until(lambda: bool(observed.stack.mails.received), seconds=20, what="the mail")


def correct_oddly(observed: Observed) -> None:
    with observed.stack.chat() as chat:
        Applicant(chat, person(), EMAIL).go_to("terms")
        for text in [*corpus.corrected(2), *corpus.corrected(3)]:
            observed.say(chat, text)


@pytest.fixture(scope="module")
def told(watched: Observed, tmp_path_factory: pytest.TempPathFactory) -> Observed:
    """The stack, after the whole corpus was typed."""
    watched.stack.forget()
    register(watched, tmp_path_factory.mktemp("registry"))
    for moment in (
        tell_at_the_start,
        tell_while_another_field_is_awaited,
        ask,
        tell_in_halves,
        correct_oddly,
        enrol_correct_and_tell_again,
    ):
        moment(watched)
    return watched


def test_nothing_that_was_typed_is_anywhere_in_clear(told: Observed) -> None:
    stores = told.stores()
    assert all(stores[name] for name in SEES_MESSAGES)
    found = {name: Haystack(content).find(corpus.CANARIES) for name, content in stores.items()}
    assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_search_finds_every_kind_where_sealing_is_off(observed: Observed, tmp_path: Path) -> None:
    with gateway(observed.stack, tmp_path, SEALING="false") as address, ChatClient(address) as chat:
        chat.open()
        for text in corpus.introduced(0):
            observed.say(chat, text)
    stores = observed.stores()
    kinds = {canary.kind for canary in corpus.CANARIES}
    for name in SEES_MESSAGES:
        assert Haystack(stores[name]).find(corpus.CANARIES) == kinds, name


@pytest.mark.parametrize("kind", sorted(corpus.WAYS))
def test_search_finds_every_way_of_writing(kind: str) -> None:
    [canary] = [one for one in corpus.CANARIES if one.kind == kind]
    for way in corpus.WAYS[kind]:
        for written in (way, way.upper(), json.dumps({"text": way}), f"-{way}-"):
            assert Haystack(written).find([canary]) == {kind}, written
        assert Haystack(f"oui {way}, voilà".encode()).find([canary]) == {kind}


def test_search_finds_six_digits_of_a_longer_number() -> None:
    nir = Canary("nir", ("2870351482617",))
    assert Haystack("reste 51 48 26 seulement").find([nir]) == {"nir"}
    assert Haystack("reste 51 48 2 seulement").find([nir]) == set()


def test_model_and_examples_hold_no_identifier(told: Observed) -> None:
    model = told.stack.assembly._model
    examples = b"\n".join(path.read_bytes() for path in files(ROOT / "bot" / "data"))
    assert Haystack(examples).find(corpus.CANARIES) == set()
    content = archive_text(model)
    assert b"start_enrolment" in content
    assert _words_in(content) == set()


def test_search_looks_inside_a_model(tmp_path: Path) -> None:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(make_archive(b"exemple: Quemerdec"))
    assert "name" in _words_in(archive_text(path))


def _words_in(content: bytes) -> set[str]:
    """Search a binary, in which six digits in a row mean nothing, for whole values."""
    return {
        canary.kind
        for canary in corpus.CANARIES
        if any(
            form.encode() in content or form.lower().encode() in content.lower()
            for form in (*canary.forms, canary.forms[0].replace("é", "e"))
        )
    }


def test_token_of_the_link_is_in_its_mail_only(observed: Observed) -> None:
    with observed.stack.chat() as chat:
        applicant = Applicant(chat)
        applicant.begin()
        applicant.go_on()
        link = observed.stack.mails.link_to(applicant.email, containing="/confirmation/")
        assert chat.confirm(link).status_code == 200
    token = link.rpartition("/")[2]
    holding = {
        name
        for name, content in observed.stores().items()
        if token in (content if isinstance(content, str) else content.decode(errors="replace"))
    }
    assert holding == {"mailbox"}
