"""The custom channel: its secret, its answers, its failures."""

import logging
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from bot.channels.gateway import GatewayChannel
from bot.channels.turns import PROCESSOR_LOG

SECRET = "s" * 32
BODY = {
    "conversation": "abc",
    "message": "1",
    "text": "c'est [nir]",
    "sealed": [{"kind": "nir", "reference": "ref"}],
    "awaited": "nir",
}


class Dialogue:
    """Stands in for Rasa behind the channel; ``reply`` is what happens to a message."""

    def __init__(self) -> None:
        self.received: list[UserMessage] = []
        self.tracker = DialogueStateTracker("abc", [TextSlot("requested_slot", [{}])])
        parsed = {
            "intent": {"name": "inform", "confidence": 0.9},
            "intent_ranking": [{"name": "inform", "confidence": 0.9, "id": 7}],
        }
        self.tracker.update(UserUttered("c'est [nir]", parse_data=parsed))
        self.tracker.update(SlotSet("requested_slot", "birth_date"))
        self.agent = SimpleNamespace(
            is_ready=lambda: True,
            model_id="model-1",
            processor=SimpleNamespace(get_tracker=self.get_tracker, tracker_store=None),
            tracker_store=InMemoryTrackerStore(Domain.empty()),
        )

    async def get_tracker(self, _: str) -> DialogueStateTracker:
        return self.tracker

    async def hear(self, message: UserMessage) -> None:
        self.received.append(message)
        await self.reply(message)

    async def reply(self, message: UserMessage) -> None:
        button = {"title": "Oui", "payload": "/affirm", "type": "postback"}
        await message.output_channel.send_response("abc", {"text": "Oui ?", "buttons": [button]})
        card = {"card": {"type": "field", "field": "birth_date"}}
        await message.output_channel.send_response("abc", {"text": "Date ?", "custom": card})


@pytest.fixture
def dialogue() -> Dialogue:
    return Dialogue()


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[SimpleNamespace]:
    """The channel on a port of its own; its ``dialogue`` is replaced by each test."""
    served = SimpleNamespace(dialogue=None)

    async def hear(message: UserMessage) -> None:
        await served.dialogue.hear(message)

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RASA_SECRET", SECRET)
        channel = GatewayChannel()
    served.app = Sanic("channel", configure_logging=False)
    served.app.blueprint(channel.blueprint(hear), url_prefix="/webhooks/gateway")
    listener = socket.create_server(("127.0.0.1", 0))
    served.url = f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/gateway"
    running = await served.app.create_server(
        sock=listener, return_asyncio_server=True, access_log=False
    )
    await running.startup()
    yield served
    running.close()
    await running.wait_closed()


@pytest.fixture
async def http(server: SimpleNamespace, dialogue: Dialogue) -> AsyncIterator[httpx.AsyncClient]:
    """A client that has the secret."""
    server.dialogue, server.app.ctx.agent = dialogue, dialogue.agent
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as client:
        yield client


def test_without_a_secret_rasa_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASA_SECRET", raising=False)
    with pytest.raises(RasaException):
        GatewayChannel()


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Bearer {SECRET}x"])
async def test_another_secret_is_refused(
    http: httpx.AsyncClient, dialogue: Dialogue, given: str
) -> None:
    answer = await http.post("/messages", json=BODY, headers={"Authorization": given})
    assert answer.status_code == 401
    assert dialogue.received == []


async def test_the_answer_is_the_contract_s(http: httpx.AsyncClient) -> None:
    answer = await http.post("/messages", json=BODY)
    assert answer.status_code == 200
    assert answer.json() == {
        "replies": [
            {"text": "Oui ?", "buttons": [{"title": "Oui", "payload": "/affirm"}], "card": None},
            {"text": "Date ?", "buttons": [], "card": {"type": "field", "field": "birth_date"}},
        ],
        "intent": {"name": "inform", "confidence": 0.9},
        "ranking": [{"name": "inform", "confidence": 0.9}],
        "awaited": "birth_date",
        "model": "model-1",
    }


async def test_a_button_may_lead_to_a_page(http: httpx.AsyncClient, dialogue: Dialogue) -> None:
    async def link(message: UserMessage) -> None:
        button = {"title": "Me connecter", "href": "/connexion", "type": "postback"}
        await message.output_channel.send_response("abc", {"text": "Ici.", "buttons": [button]})

    dialogue.reply = link
    (reply,) = (await http.post("/messages", json=BODY)).json()["replies"]
    assert reply["buttons"] == [{"title": "Me connecter", "href": "/connexion"}]


async def test_the_references_are_the_message_s_metadata(
    http: httpx.AsyncClient, dialogue: Dialogue
) -> None:
    await http.post("/messages", json=BODY)
    message = dialogue.received[0]
    assert message.sender_id == "abc"
    assert message.metadata == {"sealed": BODY["sealed"], "message": "1"}


@pytest.mark.parametrize("body", [[], {}, {"conversation": "abc"}, "x"])
async def test_another_shape_is_refused(http: httpx.AsyncClient, body: object) -> None:
    assert (await http.post("/messages", json=body)).status_code == 400


async def test_silence_is_an_error(http: httpx.AsyncClient, dialogue: Dialogue) -> None:
    async def nothing(_: UserMessage) -> None:
        return None

    dialogue.reply = nothing
    answer = await http.post("/messages", json=BODY)
    assert (answer.status_code, answer.json()) == (503, {"reason": "no_reply"})


async def test_an_error_tells_and_logs_only_its_kind(
    http: httpx.AsyncClient, dialogue: Dialogue, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(message: UserMessage) -> None:
        raise RuntimeError(f"about {message.text}")

    dialogue.reply = fail
    with caplog.at_level(logging.DEBUG, logger="bot"):
        answer = await http.post("/messages", json=BODY)
    assert (answer.status_code, answer.json()) == (503, {"reason": "dialogue_failed"})
    assert "RuntimeError" in caplog.text
    assert "[nir]" not in caplog.text


async def test_a_failed_action_is_an_error_though_something_was_said(
    http: httpx.AsyncClient, dialogue: Dialogue
) -> None:
    async def half(message: UserMessage) -> None:
        await Dialogue.reply(dialogue, message)
        text = "Encountered an exception while running action 'enrolment_form'."
        logging.getLogger(PROCESSOR_LOG).error(text)

    dialogue.reply = half
    answer = await http.post("/messages", json=BODY)
    assert (answer.status_code, answer.json()) == (503, {"reason": "action_failed"})
    dialogue.reply = lambda message: Dialogue.reply(dialogue, message)
    assert (await http.post("/messages", json=BODY)).status_code == 200


async def test_the_apology_of_an_action_is_an_error(
    http: httpx.AsyncClient, dialogue: Dialogue
) -> None:
    async def apologise(message: UserMessage) -> None:
        apology = {"text": "Indisponible.", "utter_action": "utter_service_unavailable"}
        await message.output_channel.send_response("abc", apology)

    dialogue.reply = apologise
    answer = await http.post("/messages", json=BODY)
    assert (answer.status_code, answer.json()) == (503, {"reason": "action_failed"})


async def test_before_a_model_is_loaded_nothing_is_handled(
    http: httpx.AsyncClient, dialogue: Dialogue
) -> None:
    dialogue.agent.is_ready = lambda: False
    for answer in (await http.post("/messages", json=BODY), await http.get("/health")):
        assert (answer.status_code, answer.json()) == (503, {"reason": "model_not_loaded"})
    assert dialogue.received == []


async def test_health_names_the_model(http: httpx.AsyncClient) -> None:
    assert (await http.get("/health")).json() == {"model": "model-1"}


async def test_parsing_touches_no_conversation(http: httpx.AsyncClient, dialogue: Dialogue) -> None:
    async def parse_message(text: str) -> dict[str, Any]:
        return {"text": text, "intent": {"name": "greet", "confidence": 1.0}, "entities": []}

    dialogue.agent.parse_message = parse_message
    answer = await http.post("/parse", json={"text": "bonjour"})
    assert answer.json() == {"intent": {"name": "greet", "confidence": 1.0}, "ranking": []}
    assert dialogue.received == []


async def test_rasa_does_not_go_on_in_memory(http: httpx.AsyncClient, dialogue: Dialogue) -> None:
    store = InMemoryTrackerStore(Domain.empty())
    dialogue.agent.tracker_store = FailSafeTrackerStore(store)
    await http.post("/messages", json=BODY)
    assert dialogue.agent.tracker_store is store
    assert dialogue.agent.processor.tracker_store is store
