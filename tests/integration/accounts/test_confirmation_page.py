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
from backend.accounts.confirmation import confirmation_token
from backend.accounts.links import Links
from backend.accounts.models import Account, EmailConfirmation
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
def outbox() -> RememberingOutbox:
    return RememberingOutbox()


@pytest.fixture
def accounts(keys: Keyring, clock: FakeClock, outbox: RememberingOutbox) -> Accounts:
    return make_accounts(keys, clock, outbox)


@pytest.fixture
def links(keys: Keyring, clock: FakeClock, outbox: RememberingOutbox) -> Links:
    return Links(keys, clock, outbox)


@pytest.fixture
async def client(links: Links, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with served(
        routes.blueprint,
        links=links,
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
    assert (page.status_code, title(page)) == (200, "Votre adresse e-mail est confirmée")
    assert await state(database) == "active"


async def test_the_page_has_one_form_that_a_person_must_send(
    client: httpx.AsyncClient, link: str
) -> None:
    page = await client.get(link)
    assert page.text.count("<form") == page.text.count("<button") == 1
    assert '<form method="post">' in page.text
    assert "<script" not in page.text
    assert title(page) == "Confirmez votre adresse e-mail"


async def test_confirming_again_says_already_confirmed(
    client: httpx.AsyncClient, link: str
) -> None:
    await client.post(link)
    for page in (await client.post(link), await client.get(link)):
        assert (page.status_code, title(page)) == (200, "Votre adresse e-mail est déjà confirmée")


async def test_sixteen_clicks_at_once_confirm_once(client: httpx.AsyncClient, link: str) -> None:
    pages = await asyncio.gather(*(client.post(link) for _ in range(16)))
    assert [title(page) for page in pages].count("Votre adresse e-mail est confirmée") == 1


@pytest.mark.parametrize(
    ("age", "status", "says"),
    [
        (timedelta(days=7), 200, "Confirmez votre adresse e-mail"),
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


@pytest.mark.parametrize("origin", list(Origin))
async def test_an_inactive_link_offers_another_one(
    client: httpx.AsyncClient,
    accounts: Accounts,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
    origin: Origin,
) -> None:
    await open_account(accounts, database, someone(origin=origin))
    clock.advance(timedelta(days=8))
    page = (await client.get(f"/confirmation/{await only_token(database, keys)}")).text
    assert "Renvoyer le lien à la même adresse" in page
    elsewhere = "à une autre adresse, connectez-vous" in page
    assert elsewhere is (origin is not Origin.CARD_AND_IBAN)


async def test_the_button_sends_another_link_once(
    client: httpx.AsyncClient, link: str, clock: FakeClock, outbox: RememberingOutbox
) -> None:
    clock.advance(timedelta(days=8))
    form = re.search('<form method="post" action="(.*?)">', (await client.get(link)).text)
    assert form is not None
    resend = str(httpx.URL(f"https://compte.exemple.fr{link}").join(form[1]).path)
    assert resend == f"{link}/renvoi"
    page = await client.post(resend)
    assert (page.status_code, title(page)) == (200, "Un nouveau lien vient de partir")
    assert "courriers indésirables" in page.text
    again = await client.post(resend)
    assert (again.status_code, title(again)) == (429, "Un lien vient déjà de partir")
    assert len(outbox.confirmations) == 2


async def test_a_fourth_link_in_a_day_is_refused(
    client: httpx.AsyncClient, link: str, clock: FakeClock, outbox: RememberingOutbox
) -> None:
    clock.advance(timedelta(days=8))
    pages = []
    for _ in range(4):
        pages.append(await client.post(f"{link}/renvoi"))
        clock.advance(timedelta(minutes=2))
    assert [page.status_code for page in pages] == [200, 200, 200, 429]
    assert title(pages[-1]) == "Trois liens sont déjà partis"
    assert len(outbox.confirmations) == 4


async def test_coming_to_the_buttons_address_sends_nothing(
    client: httpx.AsyncClient, link: str, clock: FakeClock, outbox: RememberingOutbox
) -> None:
    clock.advance(timedelta(days=8))
    for _ in range(20):
        page = await client.get(f"{link}/renvoi")
        assert (page.status_code, page.headers["Location"]) == (303, link)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert (await client.head(f"{link}/renvoi")).status_code == 405
    assert len(outbox.confirmations) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ailleurs.exemple"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_another_site_may_not_ask_for_a_link(
    client: httpx.AsyncClient,
    link: str,
    clock: FakeClock,
    outbox: RememberingOutbox,
    headers: dict[str, str],
) -> None:
    clock.advance(timedelta(days=8))
    assert (await client.post(f"{link}/renvoi", headers=headers)).status_code == 403
    assert len(outbox.confirmations) == 1


async def test_an_old_link_leads_to_the_more_recent_mail(
    client: httpx.AsyncClient, link: str, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=8))
    assert "Un lien plus récent" not in (await client.get(link)).text
    await client.post(f"{link}/renvoi")
    assert "Un lien plus récent a été envoyé" in (await client.get(link)).text


async def test_the_link_of_an_address_that_was_replaced_can_do_nothing(
    client: httpx.AsyncClient,
    accounts: Accounts,
    links: Links,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
    outbox: RememberingOutbox,
) -> None:
    account_id = await open_account(accounts, database, someone(origin=Origin.PROVISIONAL_CODE))
    link = f"/confirmation/{await only_token(database, keys)}"
    clock.advance(timedelta(minutes=2))
    async with database.begin() as session:
        await links.resend(account_id, email="autre@exemple.fr", session=session)
    clock.advance(timedelta(minutes=2))
    for page in (
        await client.get(link),
        await client.post(link),
        await client.post(f"{link}/renvoi"),
    ):
        assert (page.status_code, title(page)) == (410, "Ce lien est remplacé")
        assert "<form" not in page.text
    assert await state(database) == "pending"
    assert len(outbox.confirmations) == 2


async def test_a_link_gone_leads_to_the_caisse(
    client: httpx.AsyncClient, link: str, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=22))
    page = (await client.get(link)).text
    assert 'href="tel:3646"' in page
    assert "mailto:moncompteameli.cpam-isere@assurance-maladie.fr" in page
    assert "<form" not in page


@pytest.mark.parametrize("origin", [Origin.PROVISIONAL_CODE, Origin.FRANCECONNECT])
async def test_a_link_gone_of_another_origin_leads_to_another_address(
    client: httpx.AsyncClient,
    accounts: Accounts,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
    origin: Origin,
) -> None:
    await open_account(accounts, database, someone(origin=origin))
    clock.advance(timedelta(days=22))
    page = (await client.get(f"/confirmation/{await only_token(database, keys)}")).text
    assert "une adresse e-mail vous sera demandée" in page
    assert '<a class="button" href="/connexion">' in page
    assert "mailto:" not in page


async def asked(
    accounts: Accounts, links: Links, database: Database, keys: Keyring, email: str
) -> str:
    """Open and confirm an account, ask for ``email``, and return the link that was sent to it."""
    account_id = await open_account(accounts, database)
    async with database.begin() as session:
        await links.confirm(await only_token(database, keys), session=session)
        await links.ask_new_address(account_id, email, session=session)
    async with database.begin() as session:
        confirmation_id = await session.scalar(
            select(EmailConfirmation.id).where(EmailConfirmation.kind == "new_address")
        )
    return f"/confirmation/{confirmation_token(keys, confirmation_id)}"


async def test_a_new_address_is_confirmed_by_its_button(
    client: httpx.AsyncClient, accounts: Accounts, links: Links, database: Database, keys: Keyring
) -> None:
    link = await asked(accounts, links, database, keys, "autre@exemple.fr")
    assert title(await client.get(link)) == "Confirmez votre nouvelle adresse e-mail"
    page = await client.post(link)
    assert (page.status_code, title(page)) == (200, "Votre nouvelle adresse e-mail est confirmée")
    assert title(await client.get(link)) == "Votre nouvelle adresse e-mail est déjà confirmée"


async def test_a_new_address_taken_meanwhile_is_said(
    client: httpx.AsyncClient, accounts: Accounts, links: Links, database: Database, keys: Keyring
) -> None:
    link = await asked(accounts, links, database, keys, "autre@exemple.fr")
    await open_account(accounts, database, someone(email="autre@exemple.fr"))
    page = await client.post(link)
    assert (page.status_code, title(page)) == (409, "Cette adresse e-mail est déjà utilisée")


async def test_a_new_address_not_confirmed_in_time_changes_nothing(
    client: httpx.AsyncClient,
    accounts: Accounts,
    links: Links,
    database: Database,
    keys: Keyring,
    clock: FakeClock,
) -> None:
    link = await asked(accounts, links, database, keys, "autre@exemple.fr")
    clock.advance(timedelta(days=7) + SECOND)
    page = await client.post(link)
    assert (page.status_code, title(page)) == (410, "Ce lien n’est plus valable")
    assert "votre adresse actuelle reste en service" in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize(
    "token", ["x", "x" * 43, "é", "%2F%2Fx", "%0d%0aX-A: b", "'; DROP TABLE account --"]
)
async def test_an_unknown_link_is_a_plain_page(
    client: httpx.AsyncClient, link: str, token: str
) -> None:
    for page in (
        await client.get(f"/confirmation/{token}"),
        await client.post(f"/confirmation/{token}"),
        await client.post(f"/confirmation/{token}/renvoi"),
        await client.get(f"/confirmation/{token}/renvoi", follow_redirects=True),
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
