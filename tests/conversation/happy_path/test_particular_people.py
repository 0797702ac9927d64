"""Married name, previous address, overseas and Corsica are taken as they are."""

import pytest

from backend.insured.generator import CORSICAN, MARRIED, MOVED, OVERSEAS
from tests.support.assembled import Stack
from tests.support.chat_client import ChatClient
from tests.support.talking import account_states, card, confirm_email, enrol


@pytest.mark.parametrize("name", ["D'Almeida", "dalmeida", "LEMAITRE", "Lemaître-D'Almeida"])
def test_user_gives_birth_or_married_name(chat: ChatClient, name: str) -> None:
    enrol(chat, MARRIED, up_to="iban_end", typed={"last_name": name})


def test_user_gives_previous_postcode(chat: ChatClient) -> None:
    enrol(chat, MOVED, up_to="terms", typed={"postcode": "69008"})


def test_user_overseas_gives_an_overseas_mobile(stack: Stack, chat: ChatClient) -> None:
    enrol(chat, OVERSEAS, up_to="recap", typed={"mobile": "0692 12 34 56"})
    assert card(chat, "recap")["mobile"].endswith("56")
    enrol(chat, OVERSEAS)
    confirm_email(stack, chat)
    assert account_states(stack) == ["active"]


@pytest.mark.parametrize("nir", ["1 70 11 2A 004 021", "170112a004021", "1-70-11-2a-004-021"])
def test_user_born_in_corsica_types_2a(chat: ChatClient, nir: str) -> None:
    enrol(chat, CORSICAN, up_to="terms", typed={"nir": nir})
