"""The provider changes its keys: survived, at once, without a flood of questions."""

import asyncio
from datetime import timedelta

import pytest

from tests.support.franceconnect import new_key, signed, with_an_unknown_name, with_another_key
from tests.support.travelling import Site, Traveller
from tests.support.visitor import reasons

SECOND = timedelta(seconds=1)
AGAIN_AFTER = timedelta(seconds=60)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
async def test_both_algorithms_are_taken(site: Site, traveller: Traveller, algorithm: str) -> None:
    site.provider.rotate(algorithm)
    assert (await traveller.travel()).status_code == 303


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
async def test_a_new_key_is_fetched(site: Site, traveller: Traveller, algorithm: str) -> None:
    await traveller.travel()
    site.provider.rotate(algorithm)
    site.clock.advance(AGAIN_AFTER)
    assert (await traveller.travel()).status_code == 303
    assert site.provider.calls["jwks"] == 2


async def test_a_new_key_under_the_old_name_is_fetched(site: Site, traveller: Traveller) -> None:
    await traveller.travel()
    site.provider.rotate(kid=site.provider.key.kid)
    site.clock.advance(AGAIN_AFTER)
    assert (await traveller.travel()).status_code == 303


async def test_keys_are_not_asked_for_more_than_once_a_minute(
    site: Site, traveller: Traveller
) -> None:
    await traveller.travel()
    site.provider.signers["id_token"] = with_an_unknown_name
    site.clock.advance(AGAIN_AFTER - SECOND)
    for _ in range(5):
        assert reasons(await traveller.travel()) == {"key_unknown"}
    assert site.provider.calls["jwks"] == 1
    site.clock.advance(SECOND)
    for _ in range(5):
        assert reasons(await traveller.travel()) == {"key_unknown"}
    assert site.provider.calls["jwks"] == 2


async def test_a_forged_signature_asks_for_the_keys_once_and_stays_refused(
    site: Site, traveller: Traveller
) -> None:
    await traveller.travel()
    site.provider.signers["userinfo"] = with_another_key
    site.clock.advance(AGAIN_AFTER)
    for _ in range(3):
        assert reasons(await traveller.travel()) == {"signature_wrong"}
    assert site.provider.calls["jwks"] == 2


async def test_an_old_key_is_refused_once_it_is_shown_no_more(
    site: Site, traveller: Traveller
) -> None:
    stolen = site.provider.key
    await traveller.travel()
    site.provider.rotate()
    site.provider.signers = {
        what: lambda claims, _: signed(claims, stolen) for what in ("id_token", "userinfo")
    }
    site.clock.advance(timedelta(minutes=10))
    assert reasons(await traveller.travel()) == {"key_unknown"}


async def test_many_people_after_a_change_ask_for_the_keys_once(site: Site) -> None:
    async with Traveller(site.url) as first:
        await first.travel()
    site.provider.rotate()
    site.clock.advance(AGAIN_AFTER)
    travellers = [Traveller(site.url) for _ in range(16)]
    answers = await asyncio.gather(*(one.travel() for one in travellers))
    for one in travellers:
        await one.http.aclose()
    assert {answer.status_code for answer in answers} == {303}
    assert site.provider.calls["jwks"] == 2


async def test_description_and_keys_are_remembered_for_ten_minutes(
    site: Site, traveller: Traveller
) -> None:
    for _ in range(3):
        await traveller.travel()
    assert (site.provider.calls["discovery"], site.provider.calls["jwks"]) == (1, 1)
    site.clock.advance(timedelta(minutes=10))
    await traveller.travel()
    assert (site.provider.calls["discovery"], site.provider.calls["jwks"]) == (2, 2)


async def test_the_right_key_among_several(site: Site, traveller: Traveller) -> None:
    site.provider.published = [new_key(), new_key("RS256"), site.provider.key]
    assert (await traveller.travel()).status_code == 303
