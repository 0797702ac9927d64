"""Personal codes: argon2id with the agreed cost, off the event loop, a few at a time."""

import asyncio
import threading
import time

import pytest
from argon2 import PasswordHasher

from backend.accounts.codes import CodeHasher


async def test_a_code_is_hashed_with_the_agreed_parameters() -> None:
    assert (await CodeHasher().hash("MotdePasse1")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_only_the_same_code_matches() -> None:
    hasher = CodeHasher()
    code_hash = await hasher.hash("MotdePasse1")
    assert await hasher.verify(code_hash, "MotdePasse1")
    assert not await hasher.verify(code_hash, "motdepasse1")


async def test_a_code_is_never_cut() -> None:
    hasher = CodeHasher()
    code_hash = await hasher.hash("Aa1" + "x" * 46 + "y")
    assert not await hasher.verify(code_hash, "Aa1" + "x" * 46 + "z")


@pytest.mark.parametrize("code", ["", "MotdePasse1"])
async def test_nobody_has_no_code_and_costs_as_much(code: str) -> None:
    hasher = CodeHasher()
    assert not await hasher.verify(None, code)
    assert hasher.calls == 1


async def test_an_unreadable_hash_matches_nothing() -> None:
    assert not await CodeHasher().verify("rien", "MotdePasse1")


async def test_weaker_parameters_are_to_be_upgraded() -> None:
    hasher = CodeHasher()
    assert hasher.needs_rehash(PasswordHasher(1, 8192, 1).hash("MotdePasse1"))
    assert not hasher.needs_rehash(await hasher.hash("MotdePasse1"))


async def test_every_hash_is_counted() -> None:
    hasher = CodeHasher()
    await hasher.verify(await hasher.hash("MotdePasse1"), "autre")
    assert hasher.calls == 2


async def test_a_few_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = CodeHasher(at_once=2)
    lock, running, most = threading.Lock(), 0, 0

    def slow(code: str) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return code

    monkeypatch.setattr(hasher, "_hasher", type("Slow", (), {"hash": staticmethod(slow)}))
    await asyncio.gather(*(hasher.hash("x") for _ in range(8)))
    assert most == 2


async def test_the_event_loop_goes_on_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher, released = CodeHasher(), threading.Event()
    waits = type("Waits", (), {"hash": staticmethod(lambda code: released.wait(5) and code)})
    monkeypatch.setattr(hasher, "_hasher", waits)
    hashing = asyncio.create_task(hasher.hash("x"))
    await asyncio.sleep(0)
    released.set()
    assert await hashing == "x"
