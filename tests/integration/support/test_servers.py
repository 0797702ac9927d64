"""The servers that tests rely on do what the tests believe."""

import asyncio
import smtplib
from email.message import EmailMessage
from pathlib import Path

import httpx
import psycopg
import pytest
import redis

from backend.db import Database
from tests.support.caller import calling
from tests.support.clock import FakeClock
from tests.support.smtp import MailServer, refuses


def a_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Essai", "a@exemple.fr", "b@exemple.fr"
    mail.set_content("Confirmez : http://127.0.0.1:8080/confirmation/abc\n")
    return mail


def send(server: MailServer, *, timeout: float = 2) -> None:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=timeout) as client:
        client.send_message(a_mail())


async def test_database_answers(database: Database) -> None:
    await database.ping()


def test_what_a_test_writes_is_written(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE left_over (id int)")


def test_another_test_finds_nothing_of_it(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT to_regclass('left_over')").fetchone()
    assert found == (None,)


def test_redis_is_empty_and_wants_its_password(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        port = client.connection_pool.connection_kwargs["port"]
    with redis.Redis(port=port, retry=None) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_mail_is_recorded_with_its_link(smtp: MailServer) -> None:
    send(smtp)
    assert smtp.link_to("b@exemple.fr") == "http://127.0.0.1:8080/confirmation/abc"


@pytest.mark.parametrize(
    ("stage", "code", "error"),
    [
        ("MAIL", 451, smtplib.SMTPSenderRefused),
        ("RCPT", 550, smtplib.SMTPRecipientsRefused),
        ("DATA", 554, smtplib.SMTPDataError),
    ],
)
def test_refusal_at_each_stage_keeps_nothing(
    smtp: MailServer, stage: str, code: int, error: type[Exception]
) -> None:
    smtp.fail(stage, code)
    with pytest.raises(error):
        send(smtp)
    assert smtp.received == []


def test_fault_ends_after_its_times(smtp: MailServer) -> None:
    smtp.fail("MAIL", 451, times=1)
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(smtp)
    send(smtp)
    assert len(smtp.received) == 1


def test_connection_cut_after_the_data_was_taken(smtp: MailServer) -> None:
    smtp.fail("DATA", "drop")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp)
    assert len(smtp.received) == 1


def test_server_that_hangs(smtp: MailServer) -> None:
    smtp.fail("RCPT", "hang")
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(smtp, timeout=0.3)


def test_stopped_server_refuses_then_comes_back(smtp: MailServer) -> None:
    smtp.stop()
    assert refuses(smtp.port)
    smtp.recover()
    send(smtp)
    assert len(smtp.received) == 1


def test_clock_moves_only_when_told(clock: FakeClock) -> None:
    assert clock.now() == clock.now()


async def test_a_gateway_that_stops_leaves_no_live_stream_under_way(
    postgres_url: str, redis_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    before = asyncio.all_tasks()
    async with httpx.AsyncClient() as browser:
        async with calling(postgres_url, redis_url, clock, tmp_path) as caller:
            await caller.open()
            browser.cookies = caller.http.cookies
            events = browser.build_request("GET", f"{caller.url}/chat/events")
            stream = await browser.send(events, stream=True)
            await anext(stream.aiter_lines())
        assert asyncio.all_tasks() == before
        await stream.aclose()
