"""The pages behind a mailed link in a real browser: every state of it, used by everybody."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from backend.accounts.confirmation import confirmation_token
from backend.accounts.models import EmailConfirmation
from backend.accounts.states import Origin
from backend.services import Services
from tests.support.accounts import open_account, settings, someone
from tests.support.browser import faults_of
from tests.support.clock import FakeClock
from tests.support.server import whole_server

OTHER = "autre@exemple.fr"
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


@dataclass
class Holder:
    """Someone with a small phone, and their mailed links."""

    page: Page
    url: str
    services: Services
    clock: FakeClock

    async def open_account(self, origin: Origin = Origin.CARD_AND_IBAN) -> UUID:
        services = self.services
        return await open_account(services.accounts, services.database, someone(origin=origin))

    async def follow(self, number: int = -1) -> None:
        """Open a link, in the order in which they were sent."""
        async with self.services.database.begin() as session:
            query = select(EmailConfirmation.id).order_by(EmailConfirmation.created_at)
            found = (await session.scalars(query)).all()
        token = confirmation_token(self.services.keys, found[number])
        await self.page.goto(f"{self.url}/confirmation/{token}")

    async def press(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name, exact=True)
        await button.focus()
        await self.page.keyboard.press("Enter")

    async def reads(self, title: str) -> None:
        """Check the heading, and that everybody can use the page."""
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        assert await faults_of(self.page) == [], title


@pytest.fixture
async def holder(
    phone: Page, postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Holder]:
    """The whole server, without dialogue."""
    chosen = settings(database_url=postgres_url, redis_url=redis_url, mailbox_dir=tmp_path)
    async with whole_server(chosen, clock) as (url, app):
        yield Holder(phone, url, app.ctx.services, clock)


async def test_a_link_is_confirmed(holder: Holder) -> None:
    await holder.open_account()
    await holder.follow()
    await holder.reads("Confirmez votre adresse e-mail")
    await holder.press("Confirmer mon adresse e-mail")
    await holder.reads("Votre adresse e-mail est confirmée")
    await holder.follow()
    await holder.reads("Votre adresse e-mail est déjà confirmée")


async def test_an_inactive_link_is_sent_again_and_the_new_one_confirms(holder: Holder) -> None:
    await holder.open_account(Origin.PROVISIONAL_CODE)
    holder.clock.advance(WEEK + SECOND)
    await holder.follow()
    await holder.reads("Ce lien n’est plus actif")
    await holder.press("Renvoyer le lien à la même adresse")
    await holder.reads("Un nouveau lien vient de partir")
    await holder.follow(0)
    await holder.reads("Ce lien n’est plus actif")
    await expect(holder.page.get_by_text("Un lien plus récent a été envoyé")).to_be_visible()
    await holder.press("Renvoyer le lien à la même adresse")
    await holder.reads("Un lien vient déjà de partir")
    await holder.follow(1)
    await holder.press("Confirmer mon adresse e-mail")
    await holder.reads("Votre adresse e-mail est confirmée")


@pytest.mark.parametrize("origin", [Origin.CARD_AND_IBAN, Origin.FRANCECONNECT])
async def test_a_link_that_is_gone_leads_on(holder: Holder, origin: Origin) -> None:
    await holder.open_account(origin)
    holder.clock.advance(3 * WEEK + SECOND)
    await holder.follow()
    await holder.reads("Ce lien n’est plus valable")


async def test_a_new_address_is_confirmed(holder: Holder) -> None:
    account_id = await holder.open_account()
    await holder.follow()
    await holder.press("Confirmer mon adresse e-mail")
    await holder.reads("Votre adresse e-mail est confirmée")
    holder.clock.advance(SECOND)
    async with holder.services.database.begin() as session:
        await holder.services.links.ask_new_address(account_id, OTHER, session=session)
    await holder.follow()
    await holder.reads("Confirmez votre nouvelle adresse e-mail")
    await holder.press("Confirmer ma nouvelle adresse e-mail")
    await holder.reads("Votre nouvelle adresse e-mail est confirmée")
