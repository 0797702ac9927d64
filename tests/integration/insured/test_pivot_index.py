"""People found by their pivot identity: one, or nobody, after the same work."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from backend.clock import Clock
from backend.db import Database
from backend.insured.__main__ import load_demonstration
from backend.insured.generator import MARRIED, TOTO, VENTURI
from backend.insured.people import InsuredPerson
from backend.insured.pivot import PivotIdentity
from backend.insured.service import Registry
from backend.keys import Keyring

TWIN = replace(VENTURI, nir13="162122B010002")


@pytest.fixture
def registry(keys: Keyring, clock: Clock) -> Registry:
    return Registry(keys, clock)


async def found(
    person: InsuredPerson, registry: Registry, database: Database
) -> InsuredPerson | None:
    async with database.begin() as session:
        identity = PivotIdentity.of_insured(person)
        return await registry.find_by_pivot(identity, session=session)


async def add(registry: Registry, database: Database, *people: InsuredPerson) -> None:
    async with database.begin() as session:
        await registry.add(people, session=session)


async def test_a_person_is_found(database: Database, registry: Registry) -> None:
    await add(registry, database, VENTURI, TOTO)
    assert await found(VENTURI, registry, database) == VENTURI


async def test_nobody_is_found(database: Database, registry: Registry) -> None:
    await add(registry, database, TOTO)
    assert await found(VENTURI, registry, database) is None


async def test_two_people_with_one_identity_are_nobody(
    database: Database, registry: Registry
) -> None:
    await add(registry, database, VENTURI, TWIN)
    assert await found(VENTURI, registry, database) is None


async def test_an_update_changes_the_index(database: Database, registry: Registry) -> None:
    await add(registry, database, MARRIED)
    renamed = replace(MARRIED, birth_name="Lemercier")
    await add(registry, database, renamed)
    assert await found(MARRIED, registry, database) is None
    assert await found(renamed, registry, database) == renamed


async def test_a_person_without_identity_is_kept_and_not_found(
    database: Database, registry: Registry
) -> None:
    nameless = replace(VENTURI, first_name="")
    await add(registry, database, nameless)
    async with database.begin() as session:
        assert await registry.find(VENTURI.nir13, session=session) == nameless
    assert await found(VENTURI, registry, database) is None


@pytest.mark.parametrize("people", [(), (VENTURI,), (VENTURI, TWIN)])
async def test_the_work_is_the_same_for_nobody_one_and_several(
    database: Database,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    people: tuple[InsuredPerson, ...],
) -> None:
    await add(registry, database, *people)
    opened: list[int] = []
    unseal = Keyring.unseal

    def counted(self: Keyring, sealed: bytes, *context: str) -> str:
        opened.append(1)
        return unseal(self, sealed, *context)

    monkeypatch.setattr(Keyring, "unseal", counted)
    await found(VENTURI, registry, database)
    assert len(opened) == 1


async def test_people_from_before_are_indexed_when_the_demonstration_starts(
    database: Database, registry: Registry
) -> None:
    await add(registry, database, VENTURI)
    async with database.begin() as session:
        await session.execute(text("UPDATE insured_person SET pivot_index = NULL"))
    assert await found(VENTURI, registry, database) is None
    await load_demonstration(database=database, registry=registry)
    assert await found(VENTURI, registry, database) == VENTURI


async def test_the_index_needs_the_key(database: Database, registry: Registry) -> None:
    await add(registry, database, VENTURI)
    other = Registry(Keyring("une autre clé, de plus de trente-deux caractères"), registry._clock)
    assert await found(VENTURI, other, database) is None
