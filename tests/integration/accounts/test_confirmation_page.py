"""The page behind the mailed link: a mail scanner does no harm, the button confirms."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import delete, select

from backend.accounts import routes
from backend.accounts.links import Links
from backend.accounts.models import Account
from backend.accounts.service import Accounts
from backend.accounts.states import Origin
from backend.db import Database
from backend.keys import Keyring
from tests.support.accounts import (
    VENTURI,
    RememberingOutbox,
    make_accounts,
    only_token,
    open_account,
    settings,
    someone,
)
from tests.support.clock import FakeClock
from tests.support.pages import served

SECOND = timedelta(seconds=1)
PUBLIC_URL = "https://compte.exemple.fr"


@pytest.fixture
def accounts(keys: Keyring, clock: FakeClock) -> Accounts:
    return make_accounts(keys, clock, RememberingOutbox())


@pytest.fixture
async def client(
    keys: Keyring, clock: FakeClock, database: Database
) -> AsyncIterator[httpx.AsyncClient]:
    async with served(
        routes.blueprint,
        links=Links(keys, clock, RememberingOutbox()),
        database=database,
        settings=settings(public_url=PUBLIC_URL),
    ) as client:
        yield client


@pytest.fixture
async def link(accounts: Accounts, database: Database, keys: Keyring) -> str:
    await open_account(accounts, database)
    return f"/confirmation/{await only_token(database, keys)}"


async def state(database: Database) -> str:
    async with database.begin() as session:
        return (await session.scalars(select(Account.state))).one()


def title(page: httpx.Response) -> str:
    found = re.search("<h1>(.*?)</h1>", page.text)
    assert found is not None
    return found[1]


async def test_looking_twenty_times_changes_nothing_and_the_button_still_works(
    client: httpx.AsyncClient, link: str, database: Database
) -> None:
    for _ in range(20):
        assert (await client.get(link)).status_code == 200
        assert (await client.head(link)).status_code == 200
    assert await state(database) == "pending"
    page = await client.post(link)
    assert (page.status_code, title(page)) == (200, "Votre adresse mail est confirmée")
    assert await state(database) == "active"


async def test_the_page_has_one_form_that_a_person_must_send(
    client: httpx.AsyncClient, link: str
) -> None:
    page = await client.get(link)
    assert page.text.count("<form") == page.text.count("<button") == 1
    assert '<form method="post">' in page.text
    assert "<script" not in page.text
    assert title(page) == "Confirmez votre adresse mail"


async def test_confirming_again_says_already_confirmed(
    client: httpx.AsyncClient, link: str
) -> None:
    await client.post(link)
    for page in (await client.post(link), await client.get(link)):
        assert (page.status_code, title(page)) == (200, "Votre adresse mail est déjà confirmée")


async def test_sixteen_clicks_at_once_confirm_once(client: httpx.AsyncClient, link: str) -> None:
    pages = await asyncio.gather(*(client.post(link) for _ in range(16)))
    assert [title(page) for page in pages].count("Votre adresse mail est confirmée") == 1


@pytest.mark.parametrize(
    ("age", "status", "says"),
    [
        (timedelta(days=7), 200, "Confirmez votre adresse mail"),
        (timedelta(days=7) + SECOND, 410, "Ce lien n’est plus actif"),
        (timedelta(days=21), 410, "Ce lien n’est plus actif"),
        (timedelta(days=21) + SECOND, 410, "Ce lien n’est plus valable"),
    ],
)
async def test_an_old_link_says_so_and_confirms_nothing(
    client: httpx.AsyncClient,
    link: str,
    database: Database,
    clock: FakeClock,
    age: timedelta,
    status: int,
    says: str,
) -> None:
    clock.advance(age)
    page = await client.get(link)
    assert (page.status_code, title(page)) == (status, says)
    await client.post(link)
    assert await state(database) == ("active" if status == 200 else "pending")


async def test_an_inactive_link_leads_to_a_new_one(
    client: httpx.AsyncClient, link: str, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=8))
    page = await client.get(link)
    assert "Demandez un nouveau lien" in page.text
    assert "<form" not in page.text


async def test_a_link_gone_leads_to_the_caisse(
    client: httpx.AsyncClient, link: str, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=22))
    page = (await client.get(link)).text
    assert 'href="tel:3646"' in page
    assert "mailto:moncompteameli.cpam-isere@assurance-maladie.fr" in page


async def test_a_link_gone_of_a_provisional_code_leads_to_another_address(
    client: httpx.AsyncClient,
    accounts: Accounts,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
) -> None:
    await open_account(accounts, database, someone(origin=Origin.PROVISIONAL_CODE))
    clock.advance(timedelta(days=22))
    page = (await client.get(f"/confirmation/{await only_token(database, keys)}")).text
    assert "une adresse mail vous sera demandée" in page
    assert "mailto:" not in page


@pytest.mark.parametrize("token", ["x", "x" * 43, "é", "'; DROP TABLE account --"])
async def test_an_unknown_link_is_a_plain_page(
    client: httpx.AsyncClient, link: str, token: str
) -> None:
    for page in (
        await client.get(f"/confirmation/{token}"),
        await client.post(f"/confirmation/{token}"),
    ):
        assert (page.status_code, title(page)) == (404, "Ce lien est introuvable")


async def test_the_link_of_an_account_that_was_closed_is_unknown(
    client: httpx.AsyncClient, link: str, database: Database
) -> None:
    async with database.begin() as session:
        await session.execute(delete(Account))
    assert (await client.post(link)).status_code == 404


async def test_no_personal_data_no_session_and_nothing_left_behind(
    client: httpx.AsyncClient, link: str
) -> None:
    for page in (await client.get(link), await client.post(link)):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.headers
        for personal in (VENTURI.nir13, VENTURI.last_name, VENTURI.email, link.rpartition("/")[2]):
            assert personal not in page.text


async def test_a_head_has_no_body(client: httpx.AsyncClient, link: str) -> None:
    assert (await client.head(link)).content == b""


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": PUBLIC_URL},
        {"Host": "ailleurs.exemple"},
    ],
)
async def test_our_own_page_may_confirm(
    client: httpx.AsyncClient, link: str, headers: dict[str, str]
) -> None:
    assert (await client.post(link, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ailleurs.exemple"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": f"{PUBLIC_URL}.ailleurs.exemple"},
    ],
)
async def test_another_site_may_not_confirm(
    client: httpx.AsyncClient, link: str, database: Database, headers: dict[str, str]
) -> None:
    assert (await client.post(link, headers=headers)).status_code == 403
    assert await state(database) == "pending"


async def test_the_host_of_the_request_is_never_repeated(
    client: httpx.AsyncClient, link: str
) -> None:
    page = await client.get(link, headers={"Host": "ailleurs.exemple"})
    assert "ailleurs.exemple" not in page.text


async def test_the_token_is_not_logged(
    client: httpx.AsyncClient, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await client.get(link)
    await client.post(link)
    ours = [
        record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))
    ]
    assert not [record for record in ours if link.rpartition("/")[2] in str(record.__dict__)]
