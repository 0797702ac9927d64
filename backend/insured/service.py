"""The registry of insured people: looked up by NIR, kept sealed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.clock import Clock
from backend.insured.models import InsuredPersonRow
from backend.insured.people import NOBODY, InsuredPerson
from backend.insured.pivot import PivotIdentity, PivotIncomplete
from backend.keys import Keyring

_PURPOSE = "insured"
_PIVOT_PURPOSE = "insured:pivot"


class PersonUnknown(Exception):
    """Nobody has this id in the registry."""


class Registry:
    """Who is insured."""

    def __init__(self, keys: Keyring, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._nobody_index = keys.index(NOBODY.nir13, _PURPOSE)
        self._nobody_sealed = self._seal(NOBODY, self._nobody_index)

    def person_id(self, nir13: str) -> UUID:
        """Return the id that the holder of this NIR has or would have: it tells nothing of it."""
        return _id_of(self._keys.index(nir13, _PURPOSE))

    async def find(self, nir13: str, *, session: AsyncSession) -> InsuredPerson | None:
        """Return who has this NIR, or None, after the same work in both cases."""
        index = self._keys.index(nir13, _PURPOSE)
        row = await session.scalar(
            select(InsuredPersonRow).where(InsuredPersonRow.nir_index == index)
        )
        found = (row.nir_index, row.sealed) if row else (self._nobody_index, self._nobody_sealed)
        person = self._open(*found)
        return person if row else None

    async def find_by_pivot(
        self, identity: PivotIdentity, *, session: AsyncSession
    ) -> InsuredPerson | None:
        """Return who has this pivot identity; None when nobody, or more than one person, has it.

        The same work in all cases: which of the two it is cannot be told.
        """
        index = self._keys.index(identity.canonical(), _PIVOT_PURPOSE)
        rows = (
            await session.scalars(
                select(InsuredPersonRow).where(InsuredPersonRow.pivot_index == index).limit(2)
            )
        ).all()
        found = (self._nobody_index, self._nobody_sealed)
        if len(rows) == 1:
            found = (rows[0].nir_index, rows[0].sealed)
        person = self._open(*found)
        return person if len(rows) == 1 else None

    async def get(self, person_id: UUID, *, session: AsyncSession) -> InsuredPerson:
        """Return the person of this id.

        Raises:
            PersonUnknown: nobody has it.
        """
        row = await session.get(InsuredPersonRow, person_id)
        if row is None:
            raise PersonUnknown
        return self._open(row.nir_index, row.sealed)

    async def count(self, *, session: AsyncSession) -> int:
        """Return how many people are in the registry."""
        return await session.scalar(select(func.count()).select_from(InsuredPersonRow)) or 0

    async def add(self, people: Sequence[InsuredPerson], *, session: AsyncSession) -> int:
        """Add people, or replace what is known of those already there; return how many are new.

        Of two people with the same NIR in ``people``, the last one is kept.
        """
        before = await self.count(session=session)
        for values in {row["nir_index"]: row for row in map(self._row, people)}.values():
            statement = insert(InsuredPersonRow).values(**values)
            await session.execute(
                statement.on_conflict_do_update(
                    index_elements=["nir_index"],
                    set_={
                        "sealed": statement.excluded.sealed,
                        "pivot_index": statement.excluded.pivot_index,
                    },
                )
            )
        session.expire_all()
        return await self.count(session=session) - before

    async def index_pivots(self, *, session: AsyncSession) -> int:
        """Index people who were added before pivot identities were; return how many that were."""
        rows = await session.scalars(
            select(InsuredPersonRow).where(InsuredPersonRow.pivot_index.is_(None))
        )
        indexed = 0
        for row in rows:
            row.pivot_index = self._pivot_index(self._open(row.nir_index, row.sealed))
            indexed += row.pivot_index is not None
        return indexed

    async def replace_all(self, people: Sequence[InsuredPerson], *, session: AsyncSession) -> None:
        """Forget everybody and add ``people``."""
        await session.execute(delete(InsuredPersonRow))
        await self.add(people, session=session)

    def _row(self, person: InsuredPerson) -> dict[str, object]:
        index = self._keys.index(person.nir13, _PURPOSE)
        return {
            "id": _id_of(index),
            "nir_index": index,
            "pivot_index": self._pivot_index(person),
            "sealed": self._seal(person, index),
            "created_at": self._clock.now(),
        }

    def _pivot_index(self, person: InsuredPerson) -> bytes | None:
        try:
            identity = PivotIdentity.of_insured(person)
        except PivotIncomplete:
            return None
        return self._keys.index(identity.canonical(), _PIVOT_PURPOSE)

    def _seal(self, person: InsuredPerson, index: bytes) -> bytes:
        return self._keys.seal(person.to_json(), _PURPOSE, index.hex())

    def _open(self, index: bytes, sealed: bytes) -> InsuredPerson:
        return InsuredPerson.from_json(self._keys.unseal(sealed, _PURPOSE, index.hex()))


def _id_of(index: bytes) -> UUID:
    return UUID(bytes=index[:16])
