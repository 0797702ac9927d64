"""Contact details typed in a form: what is accepted, what is refused, what an earlier try gave."""

import pytest

from backend.accounts.contact import Contact, read_address, read_contact, read_phones
from backend.reasons import Reason

EMAIL = "jeanne@exemple.fr"
TWICE = {"email": EMAIL, "email_confirmation": EMAIL}
DRAFT = {"email": EMAIL, "mobile": "+33639980123", "consent_sms": "oui"}


def test_the_address_alone_is_enough() -> None:
    assert read_contact(TWICE, {}) == ({"email": EMAIL}, {})


def test_what_is_accepted_has_its_canonical_form() -> None:
    values, faults = read_contact(TWICE | {"mobile": "06.39.98.01.23", "consent_sms": "oui"}, {})
    assert faults == {}
    assert Contact.of(values) == Contact(
        email=EMAIL,
        mobile="+33639980123",
        landline=None,
        consent_email=False,
        consent_phone=False,
        consent_sms=True,
    )


def test_an_empty_field_keeps_what_was_accepted_before() -> None:
    values, faults = read_contact({}, DRAFT)
    assert faults == {}
    assert (values["email"], values["mobile"]) == (EMAIL, "+33639980123")


def test_a_box_counts_as_it_is_now() -> None:
    assert "consent_sms" not in read_contact({}, DRAFT)[0]
    assert "consent_sms" not in read_contact({"consent_sms": "non"}, DRAFT)[0]


def test_another_address_replaces_the_one_before_only_if_it_is_accepted() -> None:
    other = "autre@exemple.fr"
    values, _ = read_contact({"email": other, "email_confirmation": other}, DRAFT)
    assert values["email"] == other
    values, faults = read_contact({"email": other}, DRAFT)
    assert "email" not in values
    assert faults == {"email_confirmation": Reason.EMAIL_MISMATCH}


def test_every_fault_is_told_at_once() -> None:
    _, faults = read_contact({"email": "", "mobile": "12", "landline": "12"}, {})
    assert set(faults) == {"email", "mobile", "landline"}


@pytest.mark.parametrize("again", ["", "rien", "autre@exemple.fr"])
def test_the_second_address_must_be_the_first(again: str) -> None:
    typed = {"email": EMAIL, "email_confirmation": again}
    assert read_address(typed) == (None, {"email_confirmation": Reason.EMAIL_MISMATCH})


def test_the_case_of_the_address_does_not_count() -> None:
    typed = {"email": EMAIL, "email_confirmation": EMAIL.upper()}
    assert read_address(typed) == (EMAIL, {})


def test_a_phone_of_the_wrong_kind_is_refused_and_the_other_kept() -> None:
    values, faults = read_phones({"mobile": "01 99 00 12 34", "landline": "01 99 00 12 34"}, {})
    assert values == {"landline": "+33199001234"}
    assert faults == {"mobile": Reason.PHONE_NOT_MOBILE}


def test_contact_details_are_never_printed() -> None:
    assert EMAIL not in repr(Contact.of(read_contact(TWICE, {})[0]))
