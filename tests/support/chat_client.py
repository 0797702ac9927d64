"""One person's browser, as far as the chat's public API goes (docs/architecture.md)."""

from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 30


class Refused(AssertionError):
    """The server answered 4xx or 5xx; ``status``, ``reason`` and ``body`` say which."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        try:
            self.body: dict[str, Any] = answer.json()
        except ValueError:
            self.body = {}
        self.reason: str | None = self.body.get("reason")
        super().__init__(f"{self.status} {self.reason}: {answer.text[:300]}")


class ChatClient:
    """Speaks as one person; keeps the cookie, every message seen, and the last state.

    Attributes:
        messages: every message seen so far, in order, as the API gives them.
        replies: the assistant's messages of the last answer.
        state: the last ``{"awaited", "step", "steps", "status"}``.
    """

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=PATIENCE_SECONDS, trust_env=False)
        self.messages: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []
        self.state: dict[str, Any] = {}

    @property
    def awaited(self) -> str | None:
        """The field that the assistant waits for."""
        found: str | None = self.state.get("awaited")
        return found

    @property
    def standing(self) -> dict[str, Any]:
        """Where the conversation stands, without its id: the same for people told the same."""
        return {name: value for name, value in self.state.items() if name != "conversation"}

    @property
    def text(self) -> str:
        """The last replies' texts, one per line."""
        return "\n".join(reply["text"] or "" for reply in self.replies)

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The buttons of the last replies: ``{"title", "payload"}``, or ``{"title", "href"}``.

        That of the card, for who does not have what is asked, is among them.
        """
        return [button for reply in self.replies for button in _buttons(reply)]

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards of the last replies."""
        return [reply["card"] for reply in self.replies if reply.get("card")]

    def open(self) -> str:
        """Open the chat, or come back to it; return what the assistant says."""
        self.messages = []
        return self._take(self.http.post("/chat/conversation"))

    def say(self, text: str, *, field: str | None = None, id: str | None = None) -> str:
        """Type ``text`` (in the card of ``field``, if given); return what the assistant says."""
        body = {"id": id or str(uuid4()), "text": text}
        return self._take(
            self.http.post("/chat/messages", json=body | ({"field": field} if field else {}))
        )

    def press(self, button: str, *, id: str | None = None) -> str:
        """Press the last offered button of this title or payload; return what is answered.

        ``"/affirm"`` also stands for ``/affirm{...}``; a payload that was not offered is sent as
        it is.
        """
        body = {"id": id or str(uuid4()), "payload": self._payload(button)}
        return self._take(self.http.post("/chat/messages", json=body))

    def personal_code(
        self, code: str, confirmation: str | None = None, *, id: str | None = None
    ) -> str:
        """Fill in the secure form; return what the assistant says."""
        body = {
            "id": id or str(uuid4()),
            "code": code,
            "confirmation": code if confirmation is None else confirmation,
        }
        return self._take(self.http.post("/chat/personal-code", json=body))

    def captcha(self, captcha: str, characters: str, *, id: str | None = None) -> str:
        """Give the characters of a captcha; return what the assistant says."""
        body = {"id": id or str(uuid4()), "captcha": captcha, "characters": characters}
        return self._take(self.http.post("/chat/captcha", json=body))

    def consents(self, choices: dict[str, str], *, id: str | None = None) -> str:
        """Send the card of the consents, ``{"consent_email": "yes"...}``; return what is said."""
        body = {"id": id or str(uuid4()), "choices": choices}
        return self._take(self.http.post("/chat/consents", json=body))

    def read(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the stored messages after ``after``."""
        answer = self.http.get("/chat/messages", params={"after": after})
        if answer.is_error:
            raise Refused(answer)
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def confirm(self, link: str) -> httpx.Response:
        """Open the link of a confirmation mail, then press its page's button."""
        self.http.get(link).raise_for_status()
        return self.http.post(link)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _take(self, answer: httpx.Response) -> str:
        if answer.is_error:
            raise Refused(answer)
        body = answer.json()
        self.state = body["state"]
        self.replies = [one for one in body["messages"] if one["author"] == "bot"]
        seen = {one["seq"] for one in self.messages}
        self.messages += [one for one in body["messages"] if one["seq"] not in seen]
        return self.text

    def _payload(self, wanted: str) -> str:
        offered = [
            button
            for message in reversed(self.messages)
            for button in _buttons(message)
            if "payload" in button
        ]
        for button in offered:
            payload: str = button["payload"]
            if wanted in {payload, payload.partition("{")[0]}:
                return payload
            if button["title"].casefold() == wanted.casefold():
                return payload
        if wanted.startswith("/"):
            return wanted
        raise AssertionError(f"no button « {wanted} » among {[one['title'] for one in offered]}")


def _buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    missing = (message.get("card") or {}).get("missing")
    return [*(message.get("buttons") or []), *([missing] if missing else [])]
