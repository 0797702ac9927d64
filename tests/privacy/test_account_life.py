"""Promise 2 for the pages of the account: what is typed there is nowhere in clear either.

The person of the corpus walks the whole life of an account, from the forgotten code to the closed
account, on the assembled stack at DEBUG; then every store is searched.
"""

from pathlib import Path

from tests.privacy import corpus
from tests.privacy.conftest import Observed
from tests.privacy.insured import person, register
from tests.support.applicant import CODE as APPLICANT_CODE
from tests.support.applicant import Applicant
from tests.support.chat_client import ChatClient
from tests.support.forms import submit
from tests.support.leaks import Haystack
from tests.support.received import code_by_email, copy_characters, sign_in
from tests.support.smtp import links

EMAIL = corpus.WAYS["email"][0]
OTHER_EMAIL = "m.zigzag.mirabelle.zigzag@exemple.fr"
NIR = corpus.WAYS["nir"][1]


def send(chat: ChatClient, path: str, **form: str) -> None:
    """Fill in the form of a page; it must be taken."""
    assert submit(chat, path, **form).status_code == 303, path


def follow_link(observed: Observed, chat: ChatClient, address: str, *, mails: int) -> None:
    """Confirm with the last link of the first ``mails`` mails to an address."""
    observed.stack.mails.wait_for(address, number=mails)
    sent = [links(mail, "/confirmation/") for mail in observed.stack.mails.sent_to(address)]
    assert chat.confirm([link for found in sent for link in found][-1]).status_code == 200


def live_through(observed: Observed) -> None:
    """Enrol, forget the code, walk the road, change everything, close."""
    with observed.stack.chat() as chat:
        applicant = Applicant(chat, person(), EMAIL)
        applicant.begin()
        applicant.go_on()
        follow_link(observed, chat, EMAIL, mails=1)
    with observed.stack.chat() as chat:
        chat.open()
        chat.say("j'ai oublié mon code")
        chat.press("Demander un code ici")
        observed.say(chat, NIR)
        observed.say(chat, corpus.WAYS["birth_date"][1])
        copy_characters(observed.stack, chat)
        code = code_by_email(observed.stack, EMAIL)
        for wrong in (corpus.CODE, corpus.WAYS["nir"][0], corpus.WAYS["mobile"][1]):
            sign_in(chat, NIR, wrong)
        assert sign_in(chat, NIR, code) == "/mon-compte/conditions"
        send(chat, "/mon-compte/conditions", accepted="oui")
        send(chat, "/mon-compte/nouveau-code", code=corpus.CODE, confirmation=corpus.CODE)
        contact = {"email": EMAIL, "email_confirmation": EMAIL.upper()}
        phones = {"mobile": corpus.WAYS["mobile"][2], "landline": corpus.WAYS["landline"][1]}
        send(chat, "/mon-compte/coordonnees", **contact, **phones)
        follow_link(observed, chat, EMAIL, mails=4)
        assert sign_in(chat, corpus.WAYS["nir"][2], corpus.CODE) == "/mon-compte"
        address = {"email": OTHER_EMAIL, "email_confirmation": OTHER_EMAIL}
        send(chat, "/mon-compte/adresse", present=corpus.CODE, **address)
        follow_link(observed, chat, OTHER_EMAIL, mails=1)
        send(chat, "/mon-compte/telephones", mobile=corpus.WAYS["mobile"][0])
        send(chat, "/mon-compte/fermeture", present=corpus.CODE)
    observed.stack.mails.wait_for(OTHER_EMAIL, number=3)  # link, change, closing


def test_nothing_that_was_typed_on_the_pages_is_anywhere_in_clear(
    observed: Observed, tmp_path: Path
) -> None:
    register(observed, tmp_path)
    live_through(observed)
    found = {
        name: Haystack(content).find(corpus.CANARIES) for name, content in observed.stores().items()
    }
    assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_cookies_hold_nothing_of_the_person(observed: Observed, tmp_path: Path) -> None:
    register(observed, tmp_path)
    with observed.stack.chat() as chat:
        applicant = Applicant(chat, person(), EMAIL)
        applicant.begin()
        applicant.go_on()
        follow_link(observed, chat, EMAIL, mails=1)
        sign_in(chat, NIR, APPLICANT_CODE)
        kept = "\n".join(f"{cookie.name}={cookie.value}" for cookie in chat.http.cookies.jar)
    assert "session=" in kept
    assert Haystack(kept).find(corpus.CANARIES) == set()
