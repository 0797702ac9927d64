"""People who enrol, on a registry that holds the demonstration's people."""

from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from backend.db import Database
from backend.enrolment.fields import Road
from backend.enrolment.service import Enrolments
from backend.insured.generator import VENTURI, demonstration_people
from backend.insured.people import InsuredPerson
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.sealed.vault import Vault
from tests.support.clock import FakeClock
from tests.support.enrolling import Enrollee, answers_of, make_enrolments

Enrol = Callable[..., Enrollee]


@pytest.fixture
async def enrolments(
    database: Database, keys: Keyring, clock: FakeClock, redis_url: str
) -> AsyncIterator[Enrolments]:
    """The enrolment on real servers, with a registry."""
    async with database.begin() as session:
        await Registry(keys, clock).add(demonstration_people(count=20), session=session)
    async with Redis.from_url(redis_url) as redis:
        yield make_enrolments(keys, clock, redis)


@pytest.fixture
def enrol(enrolments: Enrolments, database: Database, keys: Keyring, clock: FakeClock) -> Enrol:
    """Make somebody who enrols: VENTURI unless told."""

    def make(
        person: InsuredPerson = VENTURI,
        email: str = "jeanne@exemple.fr",
        road: Road = Road.ENROLMENT,
        **answers: str,
    ) -> Enrollee:
        typed = answers_of(person, email) | answers
        return Enrollee(enrolments, Vault(keys, clock), database, typed, road=road)

    return make
