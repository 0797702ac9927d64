"""Does each part answer? Every check returns None, or in a few words what is wrong."""

from urllib.parse import urlsplit

import httpx
import psycopg
import redis

PATIENCE_SECONDS = 3


def postgres(url: str) -> str | None:
    """Check that PostgreSQL accepts a connection."""
    try:
        psycopg.connect(url, connect_timeout=PATIENCE_SECONDS).close()
    except psycopg.Error as error:
        return _first_line(error)
    return None


def redis_server(url: str) -> str | None:
    """Check that Redis answers to its password."""
    try:
        # No retry: the caller repeats.
        with redis.Redis.from_url(url, socket_timeout=PATIENCE_SECONDS, retry=None) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        return _first_line(error)
    return None


def http(url: str, bearer: str | None = None) -> str | None:
    """Check that a GET answers 200."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        answer = httpx.get(url, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False)
    except httpx.HTTPError as error:
        return type(error).__name__
    return None if answer.status_code == httpx.codes.OK else f"réponse {answer.status_code}"


def database_time(url: str) -> float:
    """Return the time of the database's own clock, as a Unix time."""
    with psycopg.connect(url, connect_timeout=PATIENCE_SECONDS) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
    assert row is not None
    return float(row[0])


def worker(database_url: str, since: float) -> str | None:
    """Check that a worker has given a sign of life after ``since``, a Unix time.

    procrastinate writes each worker's heartbeat in its table ``procrastinate_workers``.
    """
    beat = "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat >= to_timestamp(%s)"
    try:
        with psycopg.connect(database_url, connect_timeout=PATIENCE_SECONDS) as connection:
            alive = connection.execute(beat, (since,)).fetchone()
    except psycopg.Error as error:
        return _first_line(error)
    return None if alive else "aucun signe de vie"


def without_password(url: str) -> str:
    """Return an address that can be shown."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
