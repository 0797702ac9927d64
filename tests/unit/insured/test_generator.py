"""The fictitious people are valid, stable and show every case."""

import pytest
from stdnum import iban as stdnum_iban
from stdnum.fr import nir as stdnum_nir

from backend.accounts.provisional import channels
from backend.accounts.states import Channel
from backend.identifiers.nir import check_birth_date, nir_key, parse_nir
from backend.identifiers.phone import parse_mobile
from backend.identifiers.postcode import parse_postcode
from backend.insured.generator import (
    NO_EMAIL,
    ONLY_POST,
    TOTO,
    VENTURI,
    demonstration_case,
    demonstration_people,
    french_iban,
)
from backend.insured.matching import Cause, ineligibility

PEOPLE = demonstration_people()


def test_the_same_seed_gives_the_same_people() -> None:
    assert demonstration_people() == PEOPLE
    assert demonstration_people(seed=1) != PEOPLE


def test_there_are_as_many_as_asked_and_no_nir_twice() -> None:
    assert len(PEOPLE) == len({person.nir13 for person in PEOPLE}) == 200


def test_every_nir_is_valid_and_agrees_with_the_birth_date() -> None:
    for person in PEOPLE:
        assert stdnum_nir.is_valid(person.nir13 + nir_key(person.nir13))
        check_birth_date(parse_nir(person.nir13), person.birth_date)


def test_every_iban_is_valid() -> None:
    assert all(stdnum_iban.is_valid(person.iban) for person in PEOPLE if person.iban)


def test_every_postcode_and_mobile_can_be_read() -> None:
    for person in PEOPLE:
        assert parse_postcode(person.postcode) == person.postcode
        if person.mobile:
            assert parse_mobile(person.mobile) == person.mobile


def test_every_email_is_fictitious() -> None:
    assert all(person.email.endswith(".example") for person in PEOPLE if person.email)


@pytest.mark.parametrize("part", ["2A", "2B", "97", "99"])
def test_every_kind_of_birthplace_is_there(part: str) -> None:
    assert any(person.nir13[5:7] == part for person in PEOPLE)


def test_every_cause_is_there() -> None:
    assert all(demonstration_case(cause) in PEOPLE for cause in Cause)


@pytest.mark.parametrize("cause", [Cause.VITALE_INACTIVE, Cause.NO_BANK_DETAILS])
def test_a_person_without_card_or_bank_details_can_be_written_to(cause: Cause) -> None:
    assert channels(demonstration_case(cause)) == tuple(Channel)


def test_one_person_is_known_by_post_only_and_one_without_email() -> None:
    assert ineligibility(ONLY_POST) is Cause.NO_BANK_DETAILS
    assert channels(ONLY_POST) == (Channel.POST,)
    assert ineligibility(NO_EMAIL) is Cause.VITALE_INACTIVE
    assert channels(NO_EMAIL) == (Channel.SMS, Channel.POST)
    assert {ONLY_POST, NO_EMAIL} <= set(PEOPLE)


def test_everybody_has_a_whole_postal_address() -> None:
    assert all(person.address and person.town for person in PEOPLE)


def test_the_people_of_the_guides_are_as_printed() -> None:
    assert VENTURI.iban is not None
    assert TOTO.iban is not None
    assert (VENTURI.iban[:9], VENTURI.iban[14:]) == ("FR6420041", "0134780G02443")
    assert VENTURI.vitale_serial == "802500000204671322630"
    assert TOTO.iban.endswith("3910173")
    assert TOTO.vitale_serial == "01647314244"


def test_the_rib_key_is_that_of_the_guide() -> None:
    assert french_iban("20041", "01003", "0134780G024") == "FR6420041010030134780G02443"


def test_a_person_shows_nothing_of_itself() -> None:
    assert "162122" not in repr(VENTURI)
