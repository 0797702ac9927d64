"""The client of the dialogue engine: one call a turn, with a short time limit."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

TIMEOUT = httpx.Timeout(6.0, connect=1.0)


class DialogueUnavailable(Exception):
    """The dialogue engine does not answer, answers an error, or says nothing."""


@dataclass(frozen=True)
class Parsed:
    """What a text is understood as."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Turn:
    """What the dialogue engine answers to one message."""

    replies: list[dict[str, Any]]
    intent: str | None
    confidence: float | None
    ranking: list[dict[str, Any]]
    model: str | None


class Dialogue:
    """Talks to the custom channel of the dialogue engine.

    Args:
        url: where it listens, on the loopback.
        secret: the shared secret.
    """

    def __init__(self, url: str, secret: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{url}/webhooks/gateway",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=TIMEOUT,
            trust_env=False,
        )

    async def turn(
        self,
        conversation_id: UUID,
        text: str,
        *,
        message_id: str,
        sealed: list[dict[str, str]],
        awaited: str | None,
    ) -> Turn:
        """Pass on one message and return the replies.

        Raises:
            DialogueUnavailable: also when there is no reply at all.
        """
        answer = await self._post(
            "/messages",
            {
                "conversation": str(conversation_id),
                "message": message_id,
                "text": text,
                "sealed": sealed,
                "awaited": awaited,
            },
        )
        if not answer.get("replies"):
            raise DialogueUnavailable("no reply")
        intent = answer.get("intent") or {}
        return Turn(
            replies=answer["replies"],
            intent=intent.get("name"),
            confidence=intent.get("confidence"),
            ranking=answer.get("ranking", [])[:5],
            model=answer.get("model"),
        )

    async def parse(self, text: str) -> Parsed:
        """Return the intent of a text that belongs to no conversation.

        Raises:
            DialogueUnavailable: no answer.
        """
        intent = (await self._post("/parse", {"text": text})).get("intent") or {}
        return Parsed(intent.get("name") or "", float(intent.get("confidence") or 0.0))

    async def ping(self) -> None:
        """Raise ``DialogueUnavailable`` unless a model is loaded and answers."""
        try:
            (await self._http.get("/health")).raise_for_status()
        except httpx.HTTPError as error:
            raise DialogueUnavailable(type(error).__name__) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = await self._http.post(path, json=body)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise DialogueUnavailable(type(error).__name__) from None
        if not isinstance(answer, dict):
            raise DialogueUnavailable("not an object")
        return answer
