"""The registry on PostgreSQL: sealed, looked up with constant work, loaded by commands."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from backend.clock import Clock
from backend.db import Database
from backend.insured.__main__ import import_file, load_demonstration
from backend.insured.generator import TOTO, VENTURI
from backend.insured.service import PersonUnknown, Registry
from backend.keys import Keyring, SealBroken

HEADER = "nir;nom_naissance;prenom;date_naissance;code_postal\n"
LINE = "162122B010001;Venturi;Paul;18/12/1962;63000\n"


@pytest.fixture
def registry(keys: Keyring, clock: Clock) -> Registry:
    return Registry(keys, clock)


async def test_a_person_is_found_by_nir_and_by_id(database: Database, registry: Registry) -> None:
    async with database.begin() as session:
        assert await registry.add([VENTURI, TOTO], session=session) == 2
    async with database.begin() as session:
        assert await registry.find(VENTURI.nir13, session=session) == VENTURI
        person_id = registry.person_id(TOTO.nir13)
        assert await registry.get(person_id, session=session) == TOTO


async def test_an_unknown_nir_finds_nobody(database: Database, registry: Registry) -> None:
    async with database.begin() as session:
        assert await registry.find(VENTURI.nir13, session=session) is None


async def test_the_dummy_cannot_be_found(database: Database, registry: Registry) -> None:
    async with database.begin() as session:
        assert await registry.find("0000000000000", session=session) is None


async def test_an_unknown_id_is_an_error(database: Database, registry: Registry) -> None:
    async with database.begin() as session:
        with pytest.raises(PersonUnknown):
            await registry.get(uuid4(), session=session)


async def test_finding_decrypts_once_whoever_is_there(
    database: Database, registry: Registry, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.begin() as session:
        await registry.add([VENTURI], session=session)
    opened: list[int] = []
    unseal = Keyring.unseal

    def counted(self: Keyring, sealed: bytes, *context: str) -> str:
        opened.append(1)
        return unseal(self, sealed, *context)

    monkeypatch.setattr(Keyring, "unseal", counted)
    async with database.begin() as session:
        await registry.find(VENTURI.nir13, session=session)
        await registry.find(TOTO.nir13, session=session)
    assert len(opened) == 2


async def test_adding_again_updates_and_keeps_the_id(
    database: Database, registry: Registry
) -> None:
    async with database.begin() as session:
        await registry.add([VENTURI], session=session)
        before = await registry.find(VENTURI.nir13, session=session)
        assert await registry.add([replace(VENTURI, postcode="69008")], session=session) == 0
        after = await registry.get(registry.person_id(VENTURI.nir13), session=session)
    assert before == VENTURI
    assert after.postcode == "69008"


async def test_replacing_forgets_the_others(database: Database, registry: Registry) -> None:
    async with database.begin() as session:
        await registry.add([VENTURI], session=session)
        await registry.replace_all([TOTO], session=session)
        assert await registry.find(VENTURI.nir13, session=session) is None
        assert await registry.count(session=session) == 1


async def test_the_table_shows_nothing(database: Database, registry: Registry) -> None:
    async with database.begin() as session:
        await registry.add([VENTURI], session=session)
    async with database.begin() as session:
        rows = (await session.execute(text("SELECT * FROM insured_person"))).all()
    stored = b"".join(bytes(v) if isinstance(v, bytes) else str(v).encode() for v in rows[0])
    for canary in (b"VENTURI", b"162122", b"63000", b"1962", b"0G02443", b"671322630"):
        assert canary not in stored


async def test_a_sealed_person_does_not_open_as_another(
    database: Database, registry: Registry
) -> None:
    async with database.begin() as session:
        await registry.add([VENTURI, TOTO], session=session)
        await session.execute(
            text(
                "UPDATE insured_person SET sealed ="
                " (SELECT sealed FROM insured_person o WHERE o.id <> insured_person.id)"
            )
        )
        session.expire_all()
        with pytest.raises(SealBroken):
            await registry.find(VENTURI.nir13, session=session)


async def test_import_takes_the_good_lines_and_reports_the_others(
    database: Database,
    registry: Registry,
    clock: Clock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "registre.csv"
    file.write_text(HEADER + LINE + "123;Martin;Léa;01/01/1980;63000\n", encoding="utf-8")
    assert await import_file(file, database=database, registry=registry, clock=clock) == 1
    said = capsys.readouterr().out
    assert "Ligne 3, colonne nir" in said
    assert "1 lignes prises (1 personnes ajoutées, 0 mises à jour), 1 lignes refusées." in said
    assert "Martin" not in said
    async with database.begin() as session:
        assert await registry.count(session=session) == 1


async def test_importing_twice_updates(
    database: Database, registry: Registry, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "registre.csv"
    file.write_text(HEADER + LINE, encoding="utf-8")
    for _ in range(2):
        assert await import_file(file, database=database, registry=registry, clock=clock) == 0
    async with database.begin() as session:
        assert await registry.count(session=session) == 1


async def test_a_missing_file_is_said(
    database: Database,
    registry: Registry,
    clock: Clock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    absent = tmp_path / "absent.csv"
    assert await import_file(absent, database=database, registry=registry, clock=clock) == 1
    assert "ne peut pas être lu" in capsys.readouterr().out


async def test_the_demonstration_is_loaded_once(
    database: Database, registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    await load_demonstration(database=database, registry=registry)
    await load_demonstration(database=database, registry=registry)
    said = capsys.readouterr().out
    assert "200 personnes fictives ajoutées" in said
    assert "contient déjà 200 personnes" in said
