"""Provisional codes wired as the backend does, and what their tests do with them."""

from dataclasses import dataclass, replace

from redis.asyncio import Redis
from sqlalchemy import select

from backend.accounts.kept_codes import KeptCodes, code_digits
from backend.accounts.models import ProvisionalCode
from backend.accounts.outbox import Outbox
from backend.accounts.provisional_codes import ProvisionalCodes, Redeemed
from backend.accounts.states import Channel
from backend.db import Database
from backend.insured.generator import ONLY_POST
from backend.insured.generator import VENTURI as INSURED
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.limits import Limiter
from tests.support.accounts import VENTURI, RememberingOutbox, make_accounts, open_account
from tests.support.clock import FakeClock

BROWSER = "le secret d'un navigateur"


@dataclass
class Codes:
    """Provisional codes in a database where VENTURI is insured and has an account."""

    service: ProvisionalCodes
    kept: KeptCodes
    outbox: RememberingOutbox
    database: Database
    keys: Keyring
    clock: FakeClock

    async def ask(self, nir13: str = VENTURI.nir13, browser: str = BROWSER) -> None:
        """Ask for a code by e-mail, in a transaction of its own."""
        async with self.database.begin() as session:
            await self.service.ask(
                nir13=nir13, birth_date=VENTURI.birth_date, browser=browser, session=session
            )

    async def issue(self, channel: Channel, nir13: str = VENTURI.nir13) -> None:
        """Have a code sent to what the registry knows, in a transaction of its own."""
        async with self.database.begin() as session:
            await self.service.issue(nir13=nir13, channel=channel, browser=BROWSER, session=session)

    async def redeem(
        self, code: str, nir13: str = VENTURI.nir13, browser: str | None = BROWSER
    ) -> Redeemed | None:
        """Try a code."""
        return await self.service.redeem(
            nir13=nir13, code=code, browser=browser, database=self.database
        )

    async def rows(self) -> list[ProvisionalCode]:
        """Return every code, the oldest first."""
        async with self.database.begin() as session:
            ordered = select(ProvisionalCode).order_by(ProvisionalCode.created_at)
            return list(await session.scalars(ordered))

    async def last(self) -> ProvisionalCode:
        """Return the code that was queued last."""
        (row,) = [row for row in await self.rows() if row.id == self.outbox.codes[-1]]
        return row

    async def digits(self) -> str:
        """Return the digits of the code that was queued last."""
        return code_digits(self.keys, await self.last())


async def make_codes(
    database: Database,
    redis: Redis,
    keys: Keyring,
    clock: FakeClock,
    queue: Outbox | None = None,
) -> Codes:
    """Fill the registry, open VENTURI's account, and wire the codes (to the remembering queue)."""
    outbox = RememberingOutbox()
    registry = Registry(keys, clock)
    async with database.begin() as session:
        reachable = replace(INSURED, email="paul@courrier.example", mobile="+33639980001")
        await registry.add([reachable, ONLY_POST], session=session)
    await open_account(make_accounts(keys, clock, outbox), database)
    service = ProvisionalCodes(
        keys=keys,
        clock=clock,
        registry=registry,
        outbox=queue or outbox,
        limiter=Limiter(redis, keys),
    )
    return Codes(service, KeptCodes(keys, clock), outbox, database, keys, clock)
