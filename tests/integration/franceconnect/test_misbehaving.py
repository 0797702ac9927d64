"""A provider that lies, or that somebody else plays: each lie has its reason, none a session."""

from typing import Any

import httpx
import pytest

from backend.franceconnect import provider as provider_module
from backend.insured.generator import TOTO, VENTURI
from tests.support.franceconnect import (
    CLIENT_ID,
    Reply,
    Signer,
    altered,
    claims_of,
    with_an_unknown_name,
    with_another_algorithm,
    with_another_key,
    with_the_client_secret,
    with_the_public_key_as_secret,
    without_a_name,
    without_signature,
)
from tests.support.travelling import START, Site, Traveller
from tests.support.visitor import reasons, title

NOT_VERIFIED = "Nous n’avons pas pu vérifier la réponse de FranceConnect"
TOKENS = ("id_token", "userinfo")
CLOCK_SKEW = 30


async def refused(site: Site, page: httpx.Response, reason: str) -> None:
    """Check that the page gives this reason and that nothing was opened."""
    assert reasons(page) == {reason}
    assert page.status_code >= 400
    assert "Set-Cookie" not in page.headers
    assert await site.sessions() == 0


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize(
    ("signer", "reason"),
    [
        (without_signature, "algorithm_refused"),
        (with_the_public_key_as_secret, "algorithm_refused"),
        (with_the_client_secret, "algorithm_refused"),
        (with_another_algorithm, "algorithm_refused"),
        (with_another_key, "signature_wrong"),
        (altered, "signature_wrong"),
        (with_an_unknown_name, "key_unknown"),
        (without_a_name, "key_unknown"),
    ],
)
@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
async def test_a_signature_that_is_not_the_providers(
    site: Site, traveller: Traveller, algorithm: str, token: str, signer: Signer, reason: str
) -> None:
    site.provider.rotate(algorithm)
    site.provider.signers[token] = signer
    page = await traveller.travel()
    assert title(page) == NOT_VERIFIED
    await refused(site, page, reason)


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"iss": "https://ailleurs.exemple"}, "issuer_wrong"),
        ({"iss": None}, "issuer_wrong"),
        ({"aud": "un autre client"}, "audience_wrong"),
        ({"aud": ["un autre client"]}, "audience_wrong"),
        ({"aud": None}, "audience_wrong"),
        ({"aud": [CLIENT_ID, "un autre client"]}, "audience_wrong"),
        ({"aud": [CLIENT_ID, "un autre client"], "azp": "un autre client"}, "audience_wrong"),
        ({"azp": "un autre client"}, "audience_wrong"),
        ({"exp": None}, "time_wrong"),
        ({"exp": "demain"}, "time_wrong"),
        ({"iat": None}, "time_wrong"),
        ({"sub": None}, "subject_wrong"),
        ({"sub": ""}, "subject_wrong"),
    ],
)
async def test_claims_that_are_not_for_us(
    site: Site, traveller: Traveller, token: str, change: dict[str, Any], reason: str
) -> None:
    site.provider.change[token] = change
    await refused(site, await traveller.travel(), reason)


@pytest.mark.parametrize(
    ("token", "change", "reason"),
    [
        ("id_token", {"nonce": "un autre"}, "nonce_wrong"),
        ("id_token", {"nonce": None}, "nonce_wrong"),
        ("id_token", {"acr": "eidas0"}, "level_too_low"),
        ("id_token", {"acr": None}, "level_too_low"),
        ("userinfo", {"sub": "une autre personne"}, "subject_wrong"),
    ],
)
async def test_claims_of_another_passage(
    site: Site, traveller: Traveller, token: str, change: dict[str, Any], reason: str
) -> None:
    site.provider.change[token] = change
    await refused(site, await traveller.travel(), reason)


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize(
    ("claim", "allowed", "too_much"),
    [("exp", 1 - CLOCK_SKEW, -CLOCK_SKEW), ("iat", CLOCK_SKEW, CLOCK_SKEW + 1)],
)
async def test_times_to_the_second(
    site: Site, traveller: Traveller, token: str, claim: str, allowed: int, too_much: int
) -> None:
    now = int(site.clock.now().timestamp())
    site.provider.change[token] = {claim: now + too_much}
    await refused(site, await traveller.travel(), "time_wrong")
    site.provider.change[token] = {claim: now + allowed}
    assert (await traveller.travel()).status_code == 303


@pytest.mark.parametrize("aud", [CLIENT_ID, [CLIENT_ID]])
@pytest.mark.parametrize("azp", [None, CLIENT_ID])
@pytest.mark.parametrize("level", ["eidas1", "eidas2", "eidas3"])
async def test_what_is_right_in_another_form_is_taken(
    site: Site, traveller: Traveller, aud: str | list[str], azp: str | None, level: str
) -> None:
    site.provider.level = level
    site.provider.change["id_token"] = {"aud": aud, "azp": azp}
    assert (await traveller.travel()).status_code == 303


async def test_a_replayed_code_is_refused(site: Site, traveller: Traveller) -> None:
    first = await traveller.consent(await traveller.leave())
    code = first.partition("code=")[2].partition("&")[0]
    assert (await traveller.arrive(first)).status_code == 303
    second = await traveller.consent(await traveller.leave())
    own = second.partition("code=")[2].partition("&")[0]
    async with site.database.begin() as session:
        signed_in = await site.services.sessions.find(
            traveller.http.cookies.get("session"), session=session
        )
        assert signed_in is not None
        await site.services.sessions.end(signed_in.id, session=session)
    await refused(site, await traveller.arrive(second.replace(own, code)), "code_refused")
    assert site.provider.complaints == ["code", "code_verifier"]


async def test_the_code_of_another_passage_is_refused(site: Site, traveller: Traveller) -> None:
    """Somebody slips their own code into the return of another person."""
    async with Traveller(site.url) as attacker:
        theirs = await attacker.consent(await attacker.leave())
    code = theirs.partition("code=")[2].partition("&")[0]
    back = await traveller.consent(await traveller.leave())
    own = back.partition("code=")[2].partition("&")[0]
    await refused(site, await traveller.arrive(back.replace(own, code)), "code_refused")
    assert site.provider.complaints == ["code_verifier"]


async def test_an_id_token_of_another_passage_is_refused(site: Site, traveller: Traveller) -> None:
    """The provider gives a token that it signed rightly, some other time."""
    kept: list[str] = []
    sign = site.provider.signers["id_token"]

    def first_one(claims: dict[str, Any], key: Any) -> str:
        kept.append(sign(claims, key))
        return kept[0]

    site.provider.signers["id_token"] = first_one
    answer = await traveller.travel()
    assert answer.status_code == 303
    page = await traveller.travel()
    assert reasons(page) == {"nonce_wrong"}


async def test_the_id_token_is_no_userinfo(site: Site, traveller: Traveller) -> None:
    """Signed rightly, for the same person, and yet not what was asked for."""
    tokens: list[str] = []
    sign = site.provider.signers["id_token"]

    def kept(claims: dict[str, Any], key: Any) -> str:
        tokens.append(sign(claims, key))
        return tokens[-1]

    site.provider.signers = {"id_token": kept, "userinfo": lambda claims, key: tokens[-1]}
    page = await traveller.travel()
    assert reasons(page) == {"identity_incomplete"}
    assert await site.sessions() == 0


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(content_type="application/json", body=b'{"sub": "x"}'), "userinfo_unsigned"),
        (Reply(content_type="text/html", body=b"<p>"), "userinfo_unsigned"),
        (Reply(content_type="", body=b""), "userinfo_unsigned"),
        (Reply(content_type="application/jwt", body=b'{"sub": "x"}'), "token_unreadable"),
        (Reply(content_type="application/jwt", body=b""), "token_unreadable"),
        (Reply(content_type="application/jwt", body=b"a.b.c"), "token_unreadable"),
        (Reply(content_type="application/jwt", body=b"a.b.c.d.e"), "token_unreadable"),
        (Reply(content_type="application/jwt", body="é.é.é".encode()), "token_unreadable"),
        (Reply(content_type="application/jwt", body=b"x" * 200_000), "token_unreadable"),
        (Reply(content_type="application/jwt", body=b"x" * 300_000), "provider_unreadable"),
        (Reply(401, "application/json", b"{}"), "provider_error"),
        (Reply(302, "http://127.0.0.1:9/", b""), "provider_error"),
        (Reply(500, "text/plain", b"panne"), "provider_unavailable"),
    ],
)
async def test_a_userinfo_that_is_not_one(
    site: Site, traveller: Traveller, reply: Reply, reason: str
) -> None:
    site.provider.replies["userinfo"] = reply
    await refused(site, await traveller.travel(), reason)


async def test_a_userinfo_right_but_under_a_wrong_type(site: Site, traveller: Traveller) -> None:
    site.provider.userinfo_type = "application/json"
    await refused(site, await traveller.travel(), "userinfo_unsigned")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=b"pas du JSON"), "provider_unreadable"),
        (Reply(body=b"[]"), "provider_unreadable"),
        (Reply(body=b'{"access_token": "x", "token_type": "Bearer"}'), "provider_unreadable"),
        (
            Reply(body=b'{"access_token": "x", "token_type": "mac", "id_token": "a.b.c"}'),
            "provider_unreadable",
        ),
        (
            Reply(body=b'{"access_token": "x", "token_type": "bearer", "id_token": "a.b.c"}'),
            "token_unreadable",
        ),
        (Reply(400, body=b'{"error": "invalid_request"}'), "provider_error"),
        (Reply(401, body=b'{"error": "invalid_client"}'), "provider_error"),
        (Reply(400, body=b"pas du JSON"), "provider_unreadable"),
        (Reply(503, body=b""), "provider_unavailable"),
    ],
)
async def test_an_answer_to_the_code_that_is_not_one(
    site: Site, traveller: Traveller, reply: Reply, reason: str
) -> None:
    site.provider.replies["token"] = reply
    await refused(site, await traveller.travel(), reason)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=b"pas du JSON"), "provider_unreadable"),
        (Reply(body=b'{"keys": "aucune"}'), "provider_unreadable"),
        (Reply(body=b'{"keys": []}'), "key_unknown"),
        (Reply(body=b'{"keys": [1, {}, {"kid": "a"}, {"kid": "b", "kty": "EC"}]}'), "key_unknown"),
        (Reply(500), "provider_unavailable"),
    ],
)
async def test_keys_that_are_none(
    site: Site, traveller: Traveller, reply: Reply, reason: str
) -> None:
    site.provider.replies["jwks"] = reply
    await refused(site, await traveller.travel(), reason)


@pytest.mark.parametrize(
    "published",
    [
        {"use": "enc"},
        {"alg": "ES384"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"crv": "P-384"},
    ],
)
async def test_a_key_that_is_for_something_else_is_passed_over(
    site: Site,
    traveller: Traveller,
    published: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = site.provider.key.public() | published
    monkeypatch.setattr(type(site.provider.key), "public", lambda _: shown)
    await refused(site, await traveller.travel(), "key_unknown")


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://ailleurs.exemple"},
        {"token_endpoint": "https://ailleurs.exemple/token"},
        {"userinfo_endpoint": "http://127.0.0.1:1/userinfo"},
        {"jwks_uri": "https://ailleurs.exemple/jwks"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": None},
    ],
)
async def test_a_description_that_leads_elsewhere(
    site: Site, traveller: Traveller, change: dict[str, Any]
) -> None:
    site.provider.change["discovery"] = change
    page = await traveller.send(START)
    assert page.status_code == 503
    assert reasons(page) == {"provider_unreadable"}


async def test_a_description_of_another_issuer_of_the_same_host(
    site: Site, traveller: Traveller
) -> None:
    site.provider.change["discovery"] = {"issuer": f"{site.provider.origin}/api/v1"}
    assert reasons(await traveller.send(START)) == {"provider_unreadable"}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=b"pas du JSON"), "provider_unreadable"),
        (Reply(500), "provider_unavailable"),
    ],
)
async def test_a_provider_that_is_down_when_one_leaves(
    site: Site, traveller: Traveller, reply: Reply, reason: str
) -> None:
    site.provider.replies["discovery"] = reply
    page = await traveller.send(START)
    assert (page.status_code, reasons(page)) == (503, {reason})
    del site.provider.replies["discovery"]
    assert (await traveller.travel()).status_code == 303


async def test_a_provider_that_hangs_up(site: Site, traveller: Traveller) -> None:
    site.provider.replies["discovery"] = Reply(hangs_up=True)
    page = await traveller.send(START)
    assert (page.status_code, reasons(page)) == (503, {"provider_unavailable"})


@pytest.mark.parametrize("address", ["token", "jwks", "userinfo"])
async def test_a_slow_provider_is_not_waited_for(
    site: Site, traveller: Traveller, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(provider_module, "SECONDS_TO_ANSWER", 0.2)
    site.provider.replies[address] = Reply(after=10)
    await refused(site, await traveller.travel(), "provider_unavailable")


async def test_a_slow_description_holds_up_nobody_for_long(
    site: Site, traveller: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_module, "SECONDS_TO_ANSWER", 0.2)
    site.provider.replies["discovery"] = Reply(after=10)
    page = await traveller.send(START)
    assert reasons(page) == {"provider_unavailable"}
    assert site.services.franceconnect is not None
    assert await site.services.franceconnect.logout_url("x") is None


async def test_what_a_person_was_told_is_not_given_to_another(
    site: Site, traveller: Traveller
) -> None:
    """Two people at the same time: each gets their own session."""
    first = await traveller.consent(await traveller.leave())
    site.provider.person = claims_of(TOTO)
    async with Traveller(site.url) as other:
        second = await other.consent(await other.leave())
        assert (await other.arrive(second)).status_code == 303
        assert (await traveller.arrive(first)).status_code == 303
        found = [await site.session_of(one) for one in (traveller, other)]
    assert [one and one.person.nir13 for one in found] == [VENTURI.nir13, TOTO.nir13]
