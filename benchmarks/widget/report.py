"""Measures both chat pages and prints one table (``python -m benchmarks widget``)."""

import asyncio
import os
import platform
import re
import sys
import time
from dataclasses import dataclass
from functools import partial

import httpx
from playwright.async_api import Browser

from benchmarks.widget import access, loading, secrecy
from benchmarks.widget.contenders import Contender, deep_chat, ours
from benchmarks.widget.peer import deep_chat_page, version
from tests.support.assembled import assembled_stack
from tests.support.browser import chromium

TRUSTED_TYPES = ("trusted-types", "require-trusted-types-for")
GIVEN_UP = ("Trusted Types", "a ban on inline style", "a ban on inline script and eval")
PEER_DOES_MORE = """
In deep-chat and not in ours: attached files and pictures, camera, dictation, spoken answers,
answers written as they come, Markdown, direct connections to language models, themes by options,
a wrapper for React. Its first message needs neither press nor server;
ours keeps nothing and opens no conversation before the press."""


@dataclass(frozen=True)
class Row:
    """A line of the table: what is measured, ours, the peer's."""

    what: str
    ours: str
    peer: str


def measure() -> None:
    """Start the stack and the peer's server, measure both pages, print the table."""
    with assembled_stack() as stack:
        asyncio.run(compare(stack.url))


async def compare(url: str) -> None:
    """Measure our page at ``url`` and the peer's, and print the table."""
    policies = ladder(policy_of(url))
    with deep_chat_page(policies) as peer_url:
        async with chromium() as browser:
            candidates = [deep_chat(peer_url, place, version()) for place in range(len(policies))]
            place, tried = await secrecy.first_that_works(browser, candidates)
            pair = (ours(url), candidates[place])
            own_policy = await secrecy.under_policy(browser, pair[0])
            rows = [
                *await load_rows(browser, pair),
                *await time_rows(browser, pair),
                *await access_rows(browser, pair),
                *await secret_rows(browser, pair, url),
                Row("breaches of our security policy", told(own_policy), told(tried[0])),
                Row("works under", "our policy as it is", needs(place)),
            ]
            print(
                f"\n{time.strftime('%d/%m/%Y', time.gmtime())}, Chromium {browser.version},",
                end=" ",
            )
    machine = f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[2]:.0f}"
    print(f"{machine}; times are medians of {loading.RUNS} runs\n")
    print(f"| | {pair[0].name} | {pair[1].name} |\n|---|---|---|")
    for row in rows:
        print(f"| {row.what} | {row.ours} | {row.peer} |")
    print(PEER_DOES_MORE)


def policy_of(url: str) -> str:
    """Return the security policy of our chat page."""
    answer = httpx.get(f"{url}/assistant", trust_env=False).raise_for_status()
    return answer.headers["Content-Security-Policy"]


def ladder(policy: str) -> list[str]:
    """Return our policy, then weaker ones: no Trusted Types, inline style, inline script."""
    untyped = "; ".join(part for part in policy.split("; ") if not part.startswith(TRUSTED_TYPES))
    # Beside a hash a browser ignores 'unsafe-inline': the hashes go.
    styled = re.sub("style-src [^;]+", "style-src 'self' 'unsafe-inline'", untyped)
    scripted = re.sub("script-src [^;]+", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", styled)
    return [policy, untyped, styled, scripted]


def needs(place: int) -> str:
    """Say what must be given up of our policy to reach the one at ``place``."""
    given_up = ", ".join(GIVEN_UP[:place])
    return f"our policy without {given_up}" if place else "our policy as it is"


async def load_rows(browser: Browser, pair: tuple[Contender, Contender]) -> list[Row]:
    """Return how much is loaded before one can type."""
    one, other = [await loading.size(browser, contender) for contender in pair]
    return [
        Row("loaded before one can type, over the wire", kib(one.wire), kib(other.wire)),
        Row("the same, not compressed", kib(one.raw), kib(other.raw)),
        Row("in how many requests", str(one.requests), str(other.requests)),
    ]


async def time_rows(browser: Browser, pair: tuple[Contender, Contender]) -> list[Row]:
    """Return the times on both slow lines, and of a second visit."""
    rows = []
    for line in (loading.SLOW_3G, loading.DEVTOOLS_3G):
        loads, uses, returns = [], [], []
        for contender in pair:
            sys.stderr.write(f"{line.name}, {contender.name}...\n")
            loads.append(
                await loading.medians(partial(loading.seen_loading, browser, contender, line))
            )
            uses.append(
                await loading.medians(partial(loading.seen_using, browser, contender, line))
            )
            returns.append(
                await loading.medians(
                    partial(loading.seen_using, browser, contender, line, again=True)
                )
            )
        rows += [
            Row(f"**{line.name}, processor 4 times slower**", "", ""),
            Row(
                "first usable: the first press, or key, is taken",
                *(seconds(one["usable"]) for one in uses),
            ),
            Row("the same on a second visit", *(seconds(one["usable"]) for one in returns)),
            Row("first paint", *(seconds(one["first paint"]) for one in loads)),
            Row("largest paint", *(seconds(one["largest paint"]) for one in loads)),
            Row("total blocking time", *(f"{one['blocking']:.0f} ms" for one in loads)),
            Row("layout shift while loading", *(f"{one['shift']:.3f}" for one in loads)),
            Row("the first message is read", *(seconds(one["greeted"]) for one in uses)),
            Row("one can type", *(seconds(one["typing"]) for one in uses)),
            Row("from Enter to the answer", *(seconds(one["answered"]) for one in uses)),
        ]
    return rows


async def access_rows(browser: Browser, pair: tuple[Contender, Contender]) -> list[Row]:
    """Return who can use the pages."""
    rows = []
    axes = [await access.broken_rules(browser, contender) for contender in pair]
    rows += [Row(f"axe-core, {state}", *(broken(one[state]) for one in axes)) for state in axes[0]]
    keys = [await access.by_keyboard(browser, contender) for contender in pair]
    rows += [
        Row("keyboard alone: opens and reaches the text box", *(yes(one.opened) for one in keys)),
        Row("sends by Enter, sends by the button", *(both_ways(one) for one in keys)),
        Row("controls seen, not reached by Tab", *(counts(one, one.unreached) for one in keys)),
        Row("controls without accessible name", *(str(len(one.unnamed)) for one in keys)),
        Row("controls whose focus is not seen", *(str(len(one.unseen)) for one in keys)),
    ]
    speech = [await access.announced(browser, contender) for contender in pair]
    rows += [
        Row("times that an answer is announced", *(str(one.times) for one in speech)),
        Row("the focus stays when it comes", *(yes(one.focus_stays) for one in speech)),
    ]
    windows = [await access.sideways(browser, contender) for contender in pair]
    return rows + [
        Row(f"{name}: scrolls sideways", *(yes(one[name]) for one in windows))
        for name in windows[0]
    ]


async def secret_rows(browser: Browser, pair: tuple[Contender, Contender], url: str) -> list[Row]:
    """Return what becomes of a secret."""
    found = (
        await secrecy.our_secret(browser, pair[0], url),
        await secrecy.peer_secret(browser, pair[1]),
    )
    return [
        Row("field for a secret", *(one.field_type or "none: the text box" for one in found)),
        Row(
            "a secret typed is then found in",
            *(", ".join(one.places) or "no place" for one in found),
        ),
        Row("requests that carry it", *(", ".join(one.sent_to) for one in found)),
    ]


def kib(size: int) -> str:
    """Write a size in KiB."""
    return f"{size / 1024:.1f} KiB"


def seconds(milliseconds: float) -> str:
    """Write a duration in seconds."""
    return f"{milliseconds / 1000:.2f} s"


def yes(true: bool) -> str:
    """Write a truth."""
    return "yes" if true else "no"


def both_ways(keyboard: access.Keyboard) -> str:
    """Write whether a message can be sent by Enter, and by the button."""
    return f"{yes(keyboard.sent_by_enter)}, {yes(keyboard.sent_by_button)}"


def counts(keyboard: access.Keyboard, some: list[str]) -> str:
    """Write how many of the controls are concerned."""
    return f"{len(some)} of {keyboard.controls}"


def broken(rules: dict[str, int]) -> str:
    """Write the rules that are broken, with the number of elements."""
    return ", ".join(f"{rule} ({count})" for rule, count in rules.items()) or "0"


def told(policy: secrecy.Policy) -> str:
    """Write how a page fares under a policy."""
    count = str(len(policy.violations))
    return count if policy.works else f"{count}; nothing is shown"
