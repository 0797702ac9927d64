"""The personal code: each rule of the guides, and an oracle written another way."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identifiers.nir import Nir
from backend.identifiers.personal_code import (
    SPECIALS,
    check_personal_code,
    forbidden_characters,
    is_common,
)
from backend.reasons import Reason

NIR = Nir("162122B010001")
BORN = date(1962, 12, 18)


def reasons(code: str, confirmation: str | None = None) -> list[Reason]:
    return check_personal_code(
        code, code if confirmation is None else confirmation, nir=NIR, birth_date=BORN
    )


@pytest.mark.parametrize(
    "code", ["Robert*123_A", "Vélo-Tandem-88", "Tandem-vert", "Zk" + "q" * 47 + "7", "Zkqwvpt7"]
)
def test_a_good_code_is_accepted(code: str) -> None:
    assert reasons(code) == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("Zkqwvp7", Reason.CODE_TOO_SHORT),
        ("Zk" + "q" * 48 + "7", Reason.CODE_TOO_LONG),
        ("ZKQWVPT7", Reason.CODE_LOWER_CASE_MISSING),
        ("zkqwvpt7", Reason.CODE_UPPER_CASE_MISSING),
        ("Zkqwvpth", Reason.CODE_DIGIT_OR_SPECIAL_MISSING),
        ("Zkqwvpt 7", Reason.CODE_CHARACTER_FORBIDDEN),
        ("Zkqwvpt7ж", Reason.CODE_CHARACTER_FORBIDDEN),
        ("Zkqwvpt7🙂", Reason.CODE_CHARACTER_FORBIDDEN),
        ("Zk-2B0100-q", Reason.CODE_CONTAINS_NIR),
        ("Zk2b.010.0q", Reason.CODE_CONTAINS_NIR),
        ("Zk1812qwv", Reason.CODE_CONTAINS_BIRTH_DATE),
        ("Zk1218qwv", Reason.CODE_CONTAINS_BIRTH_DATE),
        ("Zk1262qwv", Reason.CODE_CONTAINS_BIRTH_DATE),
        ("Zk6212qwv", Reason.CODE_CONTAINS_BIRTH_DATE),
        ("Zkqwv1962", Reason.CODE_CONTAINS_BIRTH_DATE),
        ("Zk18/12qw", Reason.CODE_CONTAINS_BIRTH_DATE),
        ("Azerty123!", Reason.CODE_COMMON),
        ("P@ssw0rd", Reason.CODE_COMMON),
        ("MotdePasse1", Reason.CODE_COMMON),
    ],
)
def test_each_rule_has_its_reason(code: str, reason: Reason) -> None:
    assert reasons(code) == [reason]


def test_all_broken_rules_come_at_once() -> None:
    assert reasons("ab c", "other") == [
        Reason.CODE_TOO_SHORT,
        Reason.CODE_UPPER_CASE_MISSING,
        Reason.CODE_DIGIT_OR_SPECIAL_MISSING,
        Reason.CODE_CHARACTER_FORBIDDEN,
        Reason.CODE_CONFIRMATION_MISMATCH,
    ]


def test_two_writings_of_one_accent_are_the_same_code() -> None:
    code = "Vélo-Tandem-88"
    assert reasons(code, unicodedata.normalize("NFD", code)) == []


def test_single_digits_of_the_birth_date_are_seen() -> None:
    found = check_personal_code("Zk1370qwv", "Zk1370qwv", nir=None, birth_date=date(1970, 3, 1))
    assert found == [Reason.CODE_CONTAINS_BIRTH_DATE]


def test_without_nir_nor_birth_date_only_the_other_rules_count() -> None:
    assert check_personal_code("Zk1812qwv", "Zk1812qwv", nir=None, birth_date=None) == []


def test_forbidden_characters_are_named_once() -> None:
    assert forbidden_characters("a ж bж") == [" ", "ж"]


def test_the_words_that_introduce_the_list_are_not_in_it() -> None:
    assert not is_common("Accepted,")


def oracle(code: str) -> set[Reason]:
    """Tell the broken rules with regular expressions instead of sets and windows."""
    lower, upper = "a-zàâäæçéèêëîïñôöœùûüÿ", "A-ZÀÂÄÆÇÉÈÊËÎÏÑÔÖŒÙÛÜŸ"
    special = re.escape(SPECIALS)
    bare = re.sub(f"[{special} ]", "", code).upper()
    number = "162122B01000103"
    nir_parts = "|".join(number[i : i + 6] for i in range(10))
    checks = {
        Reason.CODE_TOO_SHORT: not re.fullmatch(r"(?s).{8,}", code),
        Reason.CODE_TOO_LONG: bool(re.match(r"(?s).{51}", code)),
        Reason.CODE_LOWER_CASE_MISSING: not re.search(f"[{lower}]", code),
        Reason.CODE_UPPER_CASE_MISSING: not re.search(f"[{upper}]", code),
        Reason.CODE_DIGIT_OR_SPECIAL_MISSING: not re.search(f"[0-9{special}]", code),
        Reason.CODE_CHARACTER_FORBIDDEN: bool(re.search(f"[^{lower}{upper}0-9{special}]", code)),
        Reason.CODE_CONTAINS_NIR: bool(re.search(nir_parts, bare)),
        Reason.CODE_CONTAINS_BIRTH_DATE: bool(re.search("1812|1218|1262|6212|1962|181262", bare)),
    }
    return {reason for reason, broken in checks.items() if broken}


PIECES = st.sampled_from(
    [
        "a",
        "B",
        "é",
        "Ü",
        "7",
        "18",
        "12",
        "62",
        "1962",
        "2B",
        "010",
        "001",
        "-",
        "/",
        "€",
        "ж",
        "zkq",
        "WVP",
        "1",
        "6",
        "2",
        "tandem",
        " ",
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_the_rules_agree_with_the_oracle(code: str) -> None:
    assert set(reasons(code)) - {Reason.CODE_COMMON} == oracle(code)


@given(st.sampled_from(["azerty", "soleil", "motdepasse", "marseille"]), st.text("0123456789!*"))
def test_a_common_word_stays_common_with_digits_around(word: str, tail: str) -> None:
    assert is_common(word.capitalize() + tail)
