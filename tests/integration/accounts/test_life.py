"""The whole life of one person's account, in any order, with the clock moved.

Hypothesis plays a person who opens, forgets, confirms, changes, closes, and waits; a model written
from the guides says what must happen each time. At the end of each life the way on that the account
page names is walked: it must end in an active account.
"""

import asyncio
import sys
from collections.abc import Awaitable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from redis import Redis
from sqlalchemy import func, select

from backend.accounts.confirmation import LinkState, Resend, Standing, confirmation_token
from backend.accounts.kept_codes import code_digits
from backend.accounts.models import Account, EmailConfirmation, ProvisionalCode
from backend.accounts.provisional_codes import TooManyCodes
from backend.accounts.renewal import OutOfStep
from backend.accounts.service import NewAccount
from backend.accounts.sign_in import Opened, SignInRefused
from backend.accounts.states import AccountState, Channel, Origin, Scope
from backend.insured.generator import VENTURI as PERSON
from backend.services import Services
from backend.worker import purges
from tests.support import accounts as fixtures
from tests.support.clock import FakeClock
from tests.support.postgres import PostgresServer

SECOND = timedelta(seconds=1)
WEEK, THREE_WEEKS = timedelta(days=7), timedelta(days=21)
HALF_AN_HOUR, FIFTEEN_DAYS = timedelta(minutes=30), timedelta(days=15)
DAY = timedelta(days=1)
WAITS = [
    SECOND,
    timedelta(minutes=2),
    HALF_AN_HOUR,
    HALF_AN_HOUR + SECOND,
    DAY,
    timedelta(days=5),
    WEEK,
    WEEK + SECOND,
    FIFTEEN_DAYS,
    FIFTEEN_DAYS + SECOND,
    THREE_WEEKS,
    THREE_WEEKS + SECOND,
]
EMAILS = ["venturi@exemple.fr", "autre@exemple.fr"]
CODES = ["Robert*123_A", "Lavande-2026"]
BROWSER, OTHER_BROWSER = "navigateur", "un autre"

EXAMPLES, STEPS = 12, 40
"""More by hand: each step asks a real PostgreSQL several times."""

T = TypeVar("T")


@dataclass
class Link:
    """What the model knows of one link."""

    id: UUID
    token: str
    at: datetime
    email: str
    new_address: bool = False
    used: bool = False
    replaced: bool = False


@dataclass
class Code:
    """What the model knows of the latest provisional code."""

    digits: str
    at: datetime
    by_post: bool
    tries: int = 0
    over: bool = False

    def works(self, now: datetime, *, browser: str) -> bool:
        """Whether a try of it is a try at all."""
        life = FIFTEEN_DAYS if self.by_post else HALF_AN_HOUR
        here = self.by_post or browser == BROWSER
        most = 10_000 if self.by_post else 3
        return here and not self.over and self.tries < most and now - self.at <= life


@dataclass
class Model:
    """The account as the guides have it."""

    active: bool
    origin: Origin
    email: str | None
    code: str
    links: list[Link] = field(default_factory=list)
    resent_at: list[datetime] = field(default_factory=list)

    @property
    def opening(self) -> list[Link]:
        return [link for link in self.links if not link.new_address]

    def standing(self, now: datetime) -> Standing:
        if self.active:
            return Standing.ACTIVE
        age = now - self.opening[-1].at
        if age <= WEEK:
            return Standing.WAITING
        if age <= THREE_WEEKS:
            return Standing.EXPIRED
        if self.origin is Origin.CARD_AND_IBAN:
            return Standing.GONE_CAISSE
        return Standing.GONE_NEW_ADDRESS


class Life(RuleBasedStateMachine):
    """One person, one account at a time."""

    postgres: PostgresServer
    redis_url: str

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.runner = self.stack.enter_context(asyncio.Runner())
        self.clock = FakeClock()
        url = self.stack.enter_context(self.postgres.database())
        given = fixtures.settings(database_url=url, redis_url=self.redis_url)
        self.redis = self.stack.enter_context(Redis.from_url(self.redis_url))
        self.services = Services.make(given, self.clock)
        self.account: Model | None = None
        self.code: Code | None = None
        self.codes_at: list[datetime] = []

    # ---- the person ----

    @initialize()
    def is_insured(self) -> None:
        self.run(self._in_transaction(self.services.registry.add, [PERSON]))

    @precondition(lambda self: self.account is None)
    @rule(email=st.sampled_from(EMAILS), code=st.sampled_from(CODES))
    def opens_with_card_and_iban(self, email: str, code: str) -> None:
        new = NewAccount(
            nir13=PERSON.nir13,
            last_name=PERSON.birth_name,
            birth_date=PERSON.birth_date,
            code_hash=self.run(self.services.code_hasher.hash(code)),
            email=email,
        )
        self.run(self._in_transaction(self.services.accounts.create_pending, new=new))
        self.account = Model(False, Origin.CARD_AND_IBAN, email, code)
        self._codes_are_void()
        self._learn_link(email)

    @rule(channel=st.sampled_from([Channel.POST, Channel.EMAIL]))
    def is_sent_a_code_of_the_registry(self, channel: Channel) -> None:
        try:
            self.run(
                self._in_transaction(
                    self.services.provisional_codes.issue,
                    nir13=PERSON.nir13,
                    channel=channel,
                    browser=BROWSER,
                )
            )
        except TooManyCodes:
            assert self._codes_today() >= 3
        else:
            assert self._codes_today() < 3
            self._learn_code(by_post=channel is Channel.POST)

    @rule()
    def forgets_the_code(self) -> None:
        before = self._count(ProvisionalCode)
        self.run(
            self._in_transaction(
                self.services.provisional_codes.ask,
                nir13=PERSON.nir13,
                birth_date=PERSON.birth_date,
                browser=BROWSER,
            )
        )
        sent = self._count(ProvisionalCode) > before
        reachable = self.account is not None and self.account.email is not None
        assert sent == (reachable and self._codes_today() < 3)
        if sent:
            self._learn_code(by_post=False)

    @precondition(lambda self: self.code is not None)
    @rule(
        right=st.booleans(),
        browser=st.sampled_from([BROWSER, BROWSER, OTHER_BROWSER]),
        email=st.sampled_from(EMAILS),
        code=st.sampled_from(CODES),
    )
    def uses_a_provisional_code(self, right: bool, browser: str, email: str, code: str) -> None:
        assert self.code is not None
        digits = self.code.digits if right else _other(self.code.digits)
        tried = self.code.works(self.clock.now(), browser=browser)
        opened = self._signs_in(digits, browser)
        if tried:
            self.code.tries += 1
        if not (tried and right):
            assert opened is None
            return
        assert opened is not None
        assert opened.scope is Scope.RENEWAL
        self.code.over = True
        self._walks_the_road(opened, email, code)

    @precondition(lambda self: self.account is not None)
    @rule(code=st.sampled_from(CODES))
    def signs_in(self, code: str) -> None:
        assert self.account is not None
        opened = self._signs_in(code, BROWSER)
        assert (opened is not None) == (code == self.account.code)
        if opened is not None:
            assert opened.scope is Scope.ACCOUNT

    @precondition(lambda self: self.account is not None and self.account.links)
    @rule(data=st.data())
    def clicks(self, data: st.DataObject) -> None:
        assert self.account is not None
        self._clicks(data.draw(st.sampled_from(self.account.links)))

    @precondition(lambda self: self.account is not None)
    @rule(email=st.sampled_from([None, *EMAILS]))
    def asks_the_link_again(self, email: str | None) -> None:
        assert self.account is not None
        account, now = self.account, self.clock.now()
        got = self._resends(email)
        standing = account.standing(now)
        other = email is not None and email != account.email
        recent = any(now - link.at < timedelta(minutes=2) for link in account.opening)
        many = sum(now - at < DAY for at in account.resent_at) >= 3
        if standing is Standing.ACTIVE:
            expected = Resend.NOT_WAITING
        elif standing is Standing.GONE_CAISSE:
            expected = Resend.GONE
        elif other and account.origin is Origin.CARD_AND_IBAN:
            expected = Resend.OTHER_ADDRESS_REFUSED
        elif standing is Standing.GONE_NEW_ADDRESS and email is None:
            expected = Resend.ADDRESS_NEEDED
        elif recent:
            expected = Resend.TOO_SOON
        elif many:
            expected = Resend.TOO_MANY
        else:
            expected = Resend.SENT
        assert got is expected
        if got is Resend.SENT:
            self._learn_resent(email)

    @precondition(lambda self: self.account is not None and self.account.active)
    @rule(email=st.sampled_from(EMAILS))
    def wants_another_address(self, email: str) -> None:
        assert self.account is not None
        account, now = self.account, self.clock.now()
        got = self.run(
            self._in_transaction(self.services.links.ask_new_address, self._account_id(), email)
        )
        asked = [link.at for link in account.links if link.new_address]
        if email == account.email:
            assert got is Resend.SAME_ADDRESS
        elif any(now - at < timedelta(minutes=2) for at in asked):
            assert got is Resend.TOO_SOON
        elif sum(now - at < DAY for at in asked) >= 3:
            assert got is Resend.TOO_MANY
        else:
            assert got is Resend.SENT
            self._learn_link(email, new_address=True)

    @precondition(lambda self: self.account is not None)
    @rule()
    def closes(self) -> None:
        assert self.account is not None
        self.redis.flushall()
        self.run(self.services.changes.close(self._account_id(), present=self.account.code))
        self.account, self.code, self.codes_at = None, None, []
        assert self._count(Account) == self._count(EmailConfirmation) == 0

    # ---- time, and what happens by itself ----

    @rule(wait=st.sampled_from(WAITS))
    def waits(self, wait: timedelta) -> None:
        self.clock.advance(wait)

    @precondition(lambda self: self.account is not None)
    @rule(age=st.sampled_from([WEEK, WEEK + SECOND, THREE_WEEKS, THREE_WEEKS + SECOND]))
    def waits_until_the_link_is(self, age: timedelta) -> None:
        assert self.account is not None
        self.clock.set(max(self.clock.now(), self.account.opening[-1].at + age))

    @precondition(lambda self: self.code is not None)
    @rule(over=st.booleans())
    def waits_for_the_end_of_the_code(self, over: bool) -> None:
        assert self.code is not None
        life = FIFTEEN_DAYS if self.code.by_post else HALF_AN_HOUR
        end = self.code.at + life + (SECOND if over else timedelta())
        self.clock.set(max(self.clock.now(), end))

    @rule()
    def is_purged(self) -> None:
        """The worker's round; an account that lost its address waits for another one."""
        services = self.services
        for _, forget in purges(services.database, services.keys, self.clock):
            self.run(forget())
        if self.account is None:
            return
        now = self.clock.now()
        for link in self.account.links:
            if now - link.at > (WEEK if link.new_address else THREE_WEEKS):
                link.replaced = True
        if self.account.standing(now) is Standing.GONE_NEW_ADDRESS:
            self.account.email = None

    # ---- what always holds ----

    @invariant()
    def the_account_page_says_where_it_stands(self) -> None:
        if self.account is None:
            assert self._count(Account) == 0
            return
        details = self.run(self._in_transaction(self.services.accounts.details, self._account_id()))
        assert details is not None
        assert details.state is (
            AccountState.ACTIVE if self.account.active else AccountState.PENDING
        )
        assert details.origin is self.account.origin
        assert details.owner.email == self.account.email
        assert self._standing() is self.account.standing(self.clock.now())

    def teardown(self) -> None:
        """Walk on from wherever this life has come to, as the pages say, to an active account."""
        try:
            if sys.exc_info()[0] is not None:
                return  # A step has failed: that is what is to be told.
            if self.account is None:
                self.opens_with_card_and_iban(EMAILS[0], CODES[0])
            assert self.account is not None
            match self._standing():
                case Standing.EXPIRED:
                    self._is_sent_another_link(None)
                case Standing.GONE_NEW_ADDRESS:
                    self._is_sent_another_link(EMAILS[1])
                case Standing.GONE_CAISSE:
                    self._is_let_in_by_the_caisse()
            if not self.account.active:
                self._clicks(self.account.opening[-1])
            assert self._standing() is Standing.ACTIVE
            assert self._signs_in(self.account.code, BROWSER) is not None
        finally:
            self.run(self.services.close())
            self.stack.close()

    # ---- how it is done ----

    def run(self, work: Awaitable[T]) -> T:
        async def wait() -> T:
            return await work

        return self.runner.run(wait())

    async def _in_transaction(self, call: Any, *args: Any, **values: Any) -> Any:
        async with self.services.database.begin() as session:
            return await call(*args, **values, session=session)

    def _account_id(self) -> UUID:
        return self.run(self._scalar(select(Account.id)))

    def _count(self, table: type) -> int:
        return self.run(self._scalar(select(func.count()).select_from(table)))

    async def _scalar(self, query: Any) -> Any:
        async with self.services.database.begin() as session:
            return await session.scalar(query)

    def _standing(self) -> Standing:
        standing = self.run(self._in_transaction(self.services.links.standing, self._account_id()))
        assert standing is not None
        return standing

    def _signs_in(self, code: str, browser: str) -> Opened | None:
        # The limits are proved elsewhere, on Redis's own clock.
        self.redis.flushall()
        try:
            return self.run(
                self.services.sign_in.attempt(
                    PERSON.nir13, code, address="192.0.2.1", browser=browser
                )
            )
        except SignInRefused:
            return None

    def _walks_the_road(self, opened: Opened, email: str, code: str) -> None:
        """Terms, code, contact details; each step is refused before its turn."""

        async def walk() -> None:
            renewals, sessions = self.services.renewals, self.services.sessions
            contact = {"email": email, "email_confirmation": email}

            async def signed_in() -> Any:
                found = await self._in_transaction(sessions.find, opened.token)
                assert found is not None
                return found

            with pytest.raises(OutOfStep):
                await self._in_transaction(renewals.finish, await signed_in(), contact)
            await self._in_transaction(renewals.accept_terms, await signed_in())
            assert await renewals.choose_code(await signed_in(), code, code) == []
            done = await self._in_transaction(renewals.finish, await signed_in(), contact)
            assert done.faults == {}
            assert await self._in_transaction(sessions.find, opened.token) is None

        self.run(walk())
        before = self.account.links if self.account else []
        resent_at = self.account.resent_at if self.account else []
        self.account = Model(False, Origin.PROVISIONAL_CODE, email, code, before, resent_at)
        self._learn_link(email)

    def _clicks(self, link: Link) -> None:
        assert self.account is not None
        account = self.account
        looked = self.run(self._in_transaction(self.services.links.look, link.token))
        result = self.run(self._in_transaction(self.services.links.confirm, link.token))
        fresh = self.clock.now() - link.at <= WEEK
        waits = account.active if link.new_address else not account.active
        confirmed = fresh and waits and not link.used and not link.replaced
        assert result.confirmed_now == confirmed
        assert (looked.state is LinkState.ACTIVE) == confirmed
        if confirmed:
            link.used = True
            account.active, account.email = True, link.email
            if link.new_address:
                self._codes_are_void()
            assert result.state is LinkState.ALREADY_CONFIRMED

    def _resends(self, email: str | None) -> Resend:
        got: Resend = self.run(
            self._in_transaction(self.services.links.resend, self._account_id(), email=email)
        )
        return got

    def _learn_resent(self, email: str | None) -> None:
        assert self.account is not None
        if email is not None and email != self.account.email:
            self.account.email = email
            self._codes_are_void()
        assert self.account.email is not None
        self.account.resent_at.append(self.clock.now())
        self._learn_link(self.account.email)

    def _learn_link(self, email: str, *, new_address: bool = False) -> None:
        """Read the id of the newest link; links to another address work no more."""
        assert self.account is not None
        known = [link.id for link in self.account.links]
        newest = self.run(
            self._scalar(select(EmailConfirmation.id).where(EmailConfirmation.id.not_in(known)))
        )
        for link in self.account.links:
            same_kind = link.new_address == new_address
            if (same_kind or not new_address) and link.email != email:
                link.replaced = True
        token = confirmation_token(self.services.keys, newest)
        self.account.links.append(Link(newest, token, self.clock.now(), email, new_address))

    def _learn_code(self, *, by_post: bool) -> None:
        row = self.run(
            self._scalar(select(ProvisionalCode).where(ProvisionalCode.replaced_at.is_(None)))
        )
        assert row is not None
        digits = code_digits(self.services.keys, row)
        assert len(digits) == (8 if by_post else 4)
        self.code = Code(digits, self.clock.now(), by_post)
        self.codes_at.append(self.clock.now())

    def _codes_are_void(self) -> None:
        """What opens or changes an account leaves no code on its way."""
        if self.code is not None:
            self.code.over = True

    def _codes_today(self) -> int:
        return sum(self.clock.now() - at < DAY for at in self.codes_at)

    def _is_sent_another_link(self, email: str | None) -> None:
        """Ask for it, a day later when too many were asked for."""
        got = self._resends(email)
        if got in (Resend.TOO_SOON, Resend.TOO_MANY):
            self.clock.advance(timedelta(minutes=2) if got is Resend.TOO_SOON else DAY)
            if self._standing() is Standing.GONE_NEW_ADDRESS:
                email = EMAILS[1]
            got = self._resends(email)
        assert got is Resend.SENT
        self._learn_resent(email)

    def _is_let_in_by_the_caisse(self) -> None:
        """The caisse has a code sent by post; the letter takes three days."""
        while self._codes_today() >= 3:
            self.clock.advance(DAY)
        self.is_sent_a_code_of_the_registry(Channel.POST)
        self.clock.advance(timedelta(days=3))
        assert self.code is not None
        opened = self._signs_in(self.code.digits, OTHER_BROWSER)
        assert opened is not None
        self.code.over = True
        self._walks_the_road(opened, EMAILS[0], CODES[1])


def _other(digits: str) -> str:
    """Return other digits, as many."""
    return str((int(digits) + 1) % 10 ** len(digits)).zfill(len(digits))


@pytest.mark.timeout(300)
def test_every_life_of_an_account_goes_as_the_guides_say(
    postgres: PostgresServer, redis_url: str
) -> None:
    machine = type("OneLife", (Life,), {"postgres": postgres, "redis_url": redis_url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
