"""Provisional codes: asked for, sent to what is known, tried a bounded number of times.

The digits are derived from the code's id and stored nowhere. The code is locked, never the account:
nothing that a stranger does keeps the owner's personal code from working.

Errors::

    CodeRefused
        ChannelUnavailable      nothing is known by which to send the code
        TooManyCodes            three codes were sent in 24 hours
    backend.limits.TooManyAttempts, LimiterUnavailable
"""

import hmac
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from backend.accounts.kept_codes import code_digits, replace_codes, unspent, young_enough
from backend.accounts.models import Account, ProvisionalCode
from backend.accounts.outbox import Outbox
from backend.accounts.owner import nir_index, open_owner
from backend.accounts.provisional import (
    MOST_CODES,
    MOST_CODES_WITHIN,
    channels,
    channels_of,
    read_digits,
)
from backend.accounts.recipient import Recipient, open_recipient, seal_recipient
from backend.accounts.states import Channel
from backend.clock import Clock
from backend.db import Database
from backend.insured.people import InsuredPerson
from backend.insured.service import Registry
from backend.keys import Keyring, hash_token
from backend.limits import Limit, Limiter

CODES_PER_ADDRESS = Limit("codes-address", "20/hour")
CODES_PER_PERSON = Limit("codes-person", "3/day")
"""For a NIR with a birth date: who knows the NIR only does not use up what its owner may ask."""
CODES_PER_NIR = Limit("codes-nir", "30/day")
CODES_OVER_ALL = Limit("codes-over-all", "2000/hour")
"""A breaker: more people than that do not forget their code in an hour."""
WRONG_TRIES_OVER_ALL = Limit("wrong-tries-over-all", "200/hour")
"""A breaker, of codes of 4 digits: so many are not mistyped in an hour, a machine guesses."""


class CodeRefused(Exception):
    """No code is sent."""


class ChannelUnavailable(CodeRefused):
    """The registry does not know where to send a code by this channel."""


class TooManyCodes(CodeRefused):
    """Three codes were sent to this person in 24 hours."""


@dataclass(frozen=True, repr=False)
class Redeemed:
    """Who proved to have received a code; never printed."""

    nir13: str
    last_name: str
    first_names: str
    birth_date: date
    channel: Channel


class ProvisionalCodes:
    """All provisional codes."""

    def __init__(
        self, *, keys: Keyring, clock: Clock, registry: Registry, outbox: Outbox, limiter: Limiter
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._registry = registry
        self._outbox = outbox
        self._limiter = limiter

    async def allow(self, nir13: str, birth_date: date, address: str) -> None:
        """Count one request, before ``ask`` or ``issue``, whether there is an account or not.

        Raises:
            TooManyAttempts: from this address, for this NIR, or over all.
            LimiterUnavailable: Redis does not answer.
        """
        await self._limiter.hit(CODES_PER_ADDRESS, address)
        await self._limiter.hit(CODES_PER_PERSON, f"{nir13} {birth_date.isoformat()}")
        await self._limiter.hit(CODES_PER_NIR, nir13)
        await self._limiter.hit(CODES_OVER_ALL, "all")

    async def ask(
        self, *, nir13: str, birth_date: date, browser: str, session: AsyncSession
    ) -> None:
        """Send a code to the account's own address; say nothing of whether one was sent.

        Nothing is sent when there is no account, when the birth date is another one, when the
        address was forgotten, or when three codes were sent in 24 hours.
        """
        too_many = await self._too_many(nir13, session=session)
        # Held, so that no code leaves to an address that is being replaced.
        account = await session.scalar(
            select(Account)
            .where(Account.nir_index == nir_index(self._keys, nir13))
            .with_for_update(read=True)
        )
        if account is None or too_many:
            return
        owner = open_owner(self._keys, account.id, account.sealed)
        if owner.birth_date != birth_date or owner.email is None:
            return
        recipient = Recipient(
            nir13=owner.nir13,
            last_name=owner.last_name,
            first_names=owner.first_names,
            birth_date=owner.birth_date,
            destination=owner.email,
        )
        await self._send(Channel.EMAIL, recipient, browser, session=session)

    async def issue(
        self, *, nir13: str, channel: Channel, browser: str | None, session: AsyncSession
    ) -> None:
        """Send a code to what the registry knows of a person whose identity is established.

        Args:
            browser: the secret of the browser that asks; not needed by post, where the code works
                anywhere.

        Raises:
            ChannelUnavailable: the registry does not know the person, or not by this channel.
            TooManyCodes: three codes in 24 hours.
        """
        if browser is None and channel is not Channel.POST:
            raise ValueError("a code of 4 digits belongs to a browser")
        too_many = await self._too_many(nir13, session=session)
        person = await self._registry.find(nir13, session=session)
        if person is None or channel not in channels(person):
            raise ChannelUnavailable
        if too_many:
            raise TooManyCodes
        await self._send(channel, _recipient(person, channel), browser, session=session)

    async def redeem(
        self, *, nir13: str, code: str, browser: str | None, database: Database
    ) -> Redeemed | None:
        """Try a code; return whose it is if it is right, and spend it. It works once.

        The try is counted in a transaction of its own, committed before anything is compared. In
        another browser than its own a code of 4 digits is not tried at all: nothing is counted.

        Args:
            code: what was typed; None is returned for anything but 4 or 8 digits.

        Raises:
            TooManyAttempts: 4 digits, and too many were wrong over all (the breaker).
            LimiterUnavailable: Redis does not answer.
        """
        digits = read_digits(code)
        if digits is None:
            return None
        guessable = Channel.POST not in channels_of(digits)
        if guessable:
            # Before anything is looked up: whether there is a code must not show.
            await self._limiter.check(WRONG_TRIES_OVER_ALL, "all")
        async with database.begin() as session:
            tried = await session.scalar(
                update(ProvisionalCode)
                .where(
                    ProvisionalCode.nir_index == nir_index(self._keys, nir13),
                    unspent(),
                    or_(*(self._usable(channel, browser) for channel in channels_of(digits))),
                )
                .values(tries=ProvisionalCode.tries + 1)
                .returning(ProvisionalCode)
            )
        if tried is None:
            return None
        if guessable:
            await self._limiter.hit(WRONG_TRIES_OVER_ALL, "all")
        if not hmac.compare_digest(digits, code_digits(self._keys, tried)):
            return None
        if guessable:
            await self._limiter.give_back(WRONG_TRIES_OVER_ALL, "all")
        async with database.begin() as session:
            spent = await session.scalar(
                update(ProvisionalCode)
                .where(
                    ProvisionalCode.id == tried.id,
                    ProvisionalCode.used_at.is_(None),
                    ProvisionalCode.replaced_at.is_(None),
                )
                .values(used_at=self._clock.now())
                .returning(ProvisionalCode.id)
            )
        if spent is None:
            return None
        recipient = open_recipient(self._keys, tried.id, tried.sealed)
        return Redeemed(
            nir13=recipient.nir13,
            last_name=recipient.last_name,
            first_names=recipient.first_names,
            birth_date=recipient.birth_date,
            channel=Channel(tried.channel),
        )

    async def _too_many(self, nir13: str, *, session: AsyncSession) -> bool:
        """Whether three codes were made in 24 hours; who asks next waits for this transaction."""
        index = nir_index(self._keys, nir13)
        lock = int.from_bytes(index[:8], signed=True)
        await session.execute(select(func.pg_advisory_xact_lock(lock)))
        made = await session.scalar(
            select(func.count())
            .select_from(ProvisionalCode)
            .where(
                ProvisionalCode.nir_index == index,
                ProvisionalCode.created_at > self._clock.now() - MOST_CODES_WITHIN,
            )
        )
        return (made or 0) >= MOST_CODES

    async def _send(
        self, channel: Channel, recipient: Recipient, browser: str | None, *, session: AsyncSession
    ) -> None:
        """Keep a new code in place of the older ones, and queue it."""
        now = self._clock.now()
        index = nir_index(self._keys, recipient.nir13)
        await replace_codes(self._keys, recipient.nir13, now, session=session)
        code_id = uuid4()
        session.add(
            ProvisionalCode(
                id=code_id,
                nir_index=index,
                channel=channel.value,
                sealed=seal_recipient(self._keys, code_id, recipient),
                browser_hash=(
                    hash_token(browser) if browser and channel is not Channel.POST else None
                ),
                created_at=now,
                tries=0,
            )
        )
        await session.flush()
        await self._outbox.send_code(code_id, session=session)

    def _usable(self, channel: Channel, browser: str | None) -> ColumnElement[bool]:
        young = young_enough(channel, self._clock.now())
        if channel is Channel.POST:
            return young
        return and_(young, ProvisionalCode.browser_hash == hash_token(browser or ""))


def _recipient(person: InsuredPerson, channel: Channel) -> Recipient:
    destinations = {
        Channel.EMAIL: person.email,
        Channel.SMS: person.mobile,
        Channel.POST: f"{person.address}\n{person.postcode} {person.town}",
    }
    return Recipient(
        nir13=person.nir13,
        last_name=person.married_name or person.birth_name,
        first_names=person.first_name,
        birth_date=person.birth_date,
        destination=destinations[channel] or "",
    )
