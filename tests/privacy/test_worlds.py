"""Promise 5: nobody learns from the assistant who is insured or who has an account.

The same person is typed in different worlds; the whole transcripts are compared.
"""

from typing import Any

from backend.insured.generator import TOTO, VENTURI
from tests.privacy.conftest import Observed
from tests.support.applicant import Applicant
from tests.support.received import copy_characters

UNKNOWN = {
    "last_name": "Durand",
    "nir": "1 62 12 38 010 001",
    "birth_date": "18/12/1962",
    "postcode": "38000",
}
WRONG_DETAIL = {
    "name": {"last_name": "Durand"},
    "birth date": {"birth_date": "17/12/1962"},
    "postcode": {"postcode": "38000"},
}


def transcript(observed: Observed, ways: dict[str, str], *, until: str) -> list[Any]:
    """Return what is shown and which calls are made, from the first word until ``until``."""
    seen: list[Any] = []
    before = observed.calls()
    with observed.stack.chat() as chat:
        applicant = Applicant(chat, VENTURI, ways=ways)
        applicant.begin()
        while chat.awaited != until:
            applicant.answer()
            seen.append(chat.standing)
        told = chat.messages
    seen += [
        (one["text"], one["buttons"], shape(one["card"])) for one in told if one["author"] == "bot"
    ]
    after = observed.calls()
    return [*seen, {name: after[name] - before[name] for name in after}]


def shape(card: dict[str, Any] | None) -> Any:
    """Return a card without the masked renderings of what the person typed."""
    if card is None or "lines" not in card:
        return card
    return {"type": card["type"], "lines": [(one["field"], one["label"]) for one in card["lines"]]}


def enrol(observed: Observed) -> None:
    """Give VENTURI an account."""
    with observed.stack.chat() as chat:
        applicant = Applicant(chat)
        applicant.begin()
        applicant.go_on()
        assert chat.state["status"] == "created"


def test_unknown_person_and_any_wrong_detail_are_told_the_same(observed: Observed) -> None:
    unknown = transcript(observed, UNKNOWN, until="identity_review")
    for detail, ways in WRONG_DETAIL.items():
        assert transcript(observed, ways, until="identity_review") == unknown, detail


def test_wrong_detail_of_somebody_enrolled_is_told_the_same(observed: Observed) -> None:
    before = transcript(observed, WRONG_DETAIL["postcode"], until="identity_review")
    enrol(observed)
    assert transcript(observed, WRONG_DETAIL["postcode"], until="identity_review") == before


def test_somebody_enrolled_walks_the_same_road_until_the_proof(observed: Observed) -> None:
    before = transcript(observed, {}, until="vitale_serial")
    enrol(observed)
    assert transcript(observed, {}, until="vitale_serial") == before


def test_account_is_spoken_of_only_after_the_whole_proof(observed: Observed) -> None:
    enrol(observed)
    with observed.stack.chat() as chat:
        applicant = Applicant(chat)
        applicant.go_to("vitale_serial")
        chat.say("99999999999")
        assert chat.state["status"] == "open"
        applicant.go_on()
        assert chat.state["status"] == "already_enrolled"
    observed.stack.mails.wait_for(applicant.email, number=2)


def asked_for(observed: Observed, wish: str, title: str, fields: dict[str, str]) -> list[Any]:
    """Return what is shown and which calls are made when a code or a link is asked for."""
    before = observed.calls()
    with observed.stack.chat() as chat:
        chat.open()
        chat.say(wish)
        chat.press(title)
        for text in fields.values():
            observed.say(chat, text)
        if chat.awaited == "captcha":
            copy_characters(observed.stack, chat)
        told = [(one["text"], one["buttons"]) for one in chat.messages if one["author"] == "bot"]
        state = chat.standing
    after = observed.calls()
    return [*told, state, {name: after[name] - before[name] for name in after}]


def test_forgotten_code_is_answered_the_same_whoever_asks(observed: Observed) -> None:
    def ask(**changes: str) -> list[Any]:
        fields = {"nir": VENTURI.nir13, "birth_date": "18/12/1962"} | changes
        return asked_for(observed, "j'ai oublié mon code", "Demander un code ici", fields)

    insured = ask()
    assert insured[-2]["status"] == "code_requested"
    enrol(observed)
    assert ask() == insured
    assert ask(birth_date="17/12/1962") == insured
    assert ask(nir=UNKNOWN["nir"]) == insured


def test_another_link_is_answered_the_same_with_and_without_an_account(observed: Observed) -> None:
    def ask(**changes: str) -> list[Any]:
        fields = {
            "last_name": "Venturi",
            "nir": VENTURI.nir13,
            "birth_date": "18/12/1962",
            "postcode": "63000",
        }
        wish, title = "renvoyez-moi le lien de confirmation", "Renvoyer le lien"
        return asked_for(observed, wish, title, fields | changes)

    without = ask()
    assert without[-2]["status"] == "link_requested"
    enrol(observed)
    assert ask() == without
    unknown = ask(**UNKNOWN)
    assert unknown[-2]["awaited"] == "identity_review"
    for detail, ways in WRONG_DETAIL.items():
        assert ask(**ways) == unknown, detail


def test_transcripts_of_different_ends_differ(observed: Observed) -> None:
    matched = transcript(observed, {}, until="iban_end")
    other = Applicant(observed.stack.chat(), TOTO)
    with other.chat as chat:
        other.go_to("iban_end")
        assert chat.messages
    assert transcript(observed, UNKNOWN, until="identity_review") != matched
