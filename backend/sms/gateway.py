"""Hands an SMS over: to a site's HTTP gateway, or to a folder in the demonstration."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

import httpx

from backend.settings import Settings

TIMEOUT_SECONDS = 10.0


class SmsFailed(Exception):
    """The SMS was not handed over.

    The message is the kind of failure and the HTTP status, if any: what the gateway answered may
    repeat the number.
    """


class SmsGateway(Protocol):
    """Takes charge of one SMS, or raises."""

    async def send(self, *, to: str, text: str, key: UUID) -> None:
        """Hand an SMS over.

        Args:
            to: an E.164 number.
            key: the same for each attempt at the same SMS.

        Raises:
            SmsFailed: try again later.
        """
        ...


class HttpSms:
    """Posts ``{"to", "text", "reference"}`` as JSON to a gateway; any 2xx is a success.

    The header ``Idempotency-Key`` lets the gateway send an SMS once that is posted twice.

    Args:
        token: sent as a bearer token; None: none is.
        timeout_seconds: of each step; twice as much for the whole.
    """

    def __init__(
        self, url: str, token: str | None, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._timeout = timeout_seconds

    async def send(self, *, to: str, text: str, key: UUID) -> None:
        """Post an SMS, in a connection of its own.

        Raises:
            SmsFailed: refused, cut, or too slow.
        """
        headers = self._headers | {"Idempotency-Key": str(key)}
        body = {"to": to, "text": text, "reference": str(key)}
        try:
            async with (
                asyncio.timeout(2 * self._timeout),
                httpx.AsyncClient(timeout=self._timeout) as client,
                client.stream("POST", self._url, json=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise SmsFailed(type(error).__name__) from None
        if not 200 <= status < 300:
            raise SmsFailed(f"HTTP {status}")


@dataclass(frozen=True)
class KeptSms:
    """An SMS that the demonstration kept.

    Args:
        at: when it was kept, timezone-aware, UTC.
    """

    to: str
    text: str
    at: datetime


class FolderSms:
    """Keeps SMS in a folder, where the demonstration's mailbox page reads them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, *, to: str, text: str, key: UUID) -> None:
        """Keep an SMS, in place of the same one.

        Raises:
            SmsFailed: the folder cannot be written.
        """
        try:
            await asyncio.to_thread(self._keep, json.dumps({"to": to, "text": text}), key)
        except OSError as error:
            raise SmsFailed(type(error).__name__) from None

    def _keep(self, document: str, key: UUID) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._folder / f"{key}.part"
        part.touch(mode=0o600)
        part.write_text(document)
        part.replace(self._folder / f"{key}.json")


def list_sms(folder: Path) -> list[KeptSms]:
    """Return the SMS that the demonstration kept, newest first."""
    kept = [
        KeptSms(
            **json.loads(path.read_text()), at=datetime.fromtimestamp(path.stat().st_mtime, UTC)
        )
        for path in folder.glob("*.json")
    ]
    return sorted(kept, key=lambda sms: sms.at, reverse=True)


def make_sms(settings: Settings) -> SmsGateway:
    """Return the gateway that the settings ask for."""
    if settings.sms_url is None:
        return FolderSms(settings.sms_dir)
    token = settings.sms_token
    return HttpSms(settings.sms_url, token.get_secret_value() if token else None)
