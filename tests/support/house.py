"""A whole server with people and accounts in it, for the tests of the pages of the account."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from backend.accounts.confirmation import confirmation_token
from backend.accounts.kept_codes import code_digits
from backend.accounts.models import Account, AccountSession, EmailConfirmation, ProvisionalCode
from backend.accounts.service import NewAccount
from backend.accounts.states import Channel
from backend.insured.generator import demonstration_people
from backend.services import Services
from backend.worker import purges
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

NIR = "162122B010001"
CODE = "Robert*123_A"
OTHER_CODE = "Camille*456_B"
EMAIL = "venturi@exemple.fr"
CAPTCHA_PURPOSE = "captcha"


@dataclass
class House:
    """The server's address and services, and the clock that it reads."""

    url: str
    services: Services
    clock: FakeClock

    def visitor(self) -> Visitor:
        """Return somebody with a fresh browser."""
        return Visitor(self.url)

    async def registry(self) -> None:
        """Put the demonstration's people in the registry."""
        async with self.services.database.begin() as session:
            people = demonstration_people(count=5)
            await self.services.registry.add(people, session=session)

    async def account(self, code: str = CODE, *, active: bool = True, **changes: Any) -> UUID:
        """Open VENTURI's account, or another one with ``changes``."""
        new = NewAccount(
            nir13=NIR,
            last_name="VENTURI",
            first_names="Jeanne",
            birth_date=date(1962, 12, 18),
            code_hash=await self.services.code_hasher.hash(code),
            email=EMAIL,
            mobile="+33639980123",
        )
        async with self.services.database.begin() as session:
            account_id = await self.services.accounts.create_pending(
                new=replace(new, **changes), session=session
            )
        if active:
            async with self.services.database.begin() as session:
                link = await session.scalar(
                    select(EmailConfirmation.id).where(EmailConfirmation.account_id == account_id)
                )
                token = confirmation_token(self.services.keys, link)
                await self.services.links.confirm(token, session=session)
        return account_id

    async def provisional_code(
        self, visitor: Visitor, channel: Channel = Channel.EMAIL, nir13: str = NIR
    ) -> str:
        """Issue a code to the browser of ``visitor`` and return its digits."""
        browser = "b" * 43
        visitor.http.cookies.set("browser", browser, domain="127.0.0.1", path="/")
        codes = self.services.provisional_codes
        async with self.services.database.begin() as session:
            await codes.issue(nir13=nir13, channel=channel, browser=browser, session=session)
        async with self.services.database.begin() as session:
            row = await session.scalar(
                select(ProvisionalCode).where(ProvisionalCode.replaced_at.is_(None))
            )
            assert row is not None
            return code_digits(self.services.keys, row)

    async def characters(self, captcha: str) -> str:
        """Return what is to be copied of a captcha."""
        async with self.services.database.begin() as session:
            sealed = await session.scalar(
                text("SELECT characters_sealed FROM captcha WHERE id = :id"), {"id": captcha}
            )
        return self.services.keys.unseal(sealed, CAPTCHA_PURPOSE, captcha)

    async def only_account(self) -> Account:
        """Return the only account that there is."""
        async with self.services.database.begin() as session:
            return (await session.scalars(select(Account))).one()

    async def links(self) -> list[EmailConfirmation]:
        """Return every link, the oldest first."""
        async with self.services.database.begin() as session:
            found = await session.scalars(
                select(EmailConfirmation).order_by(EmailConfirmation.created_at)
            )
            return list(found)

    async def confirm(self, link: EmailConfirmation) -> None:
        """Confirm the address of a link."""
        async with self.services.database.begin() as session:
            token = confirmation_token(self.services.keys, link.id)
            await self.services.links.confirm(token, session=session)

    async def purge(self) -> None:
        """Forget all that the worker forgets by and by."""
        for _, forget in purges(self.services.database, self.services.keys, self.clock):
            await forget()

    async def sessions(self) -> int:
        """Return how many sessions are kept."""
        async with self.services.database.begin() as session:
            return await session.scalar(select(func.count()).select_from(AccountSession)) or 0

    async def notices(self) -> list[str]:
        """Return the kinds of the notices that wait to be sent, in their order."""
        async with self.services.database.begin() as session:
            found = await session.scalars(text("SELECT kind FROM notice ORDER BY kind"))
            return list(found)
