"""A port that is taken is said in one line, with a way out."""

import socket
from collections.abc import Iterator

import pytest

from stack import ports
from stack.failure import Failure
from tests.support.processes import free_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_free_ports_pass() -> None:
    ports.check({"PORT": free_port(), "RASA_PORT": free_port()})


def test_taken_port_names_its_setting(taken: int) -> None:
    with pytest.raises(Failure) as refusal:
        ports.check({"RASA_PORT": taken})
    line = str(refusal.value)
    assert line.startswith(f"Le port {taken} est déjà pris")
    assert f"RASA_PORT={taken + 1} make run" in line
    assert "\n" not in line


def test_same_port_twice_is_refused() -> None:
    port = free_port()
    with pytest.raises(Failure, match=f"PORT et RASA_PORT demandent le même port {port}"):
        ports.check({"PORT": port, "RASA_PORT": port})


def test_last_port_of_all_has_a_way_out() -> None:
    assert "PORT=65534 make run" in ports.taken_message("PORT", 65535, None)


def test_holder_is_named() -> None:
    line = ports.taken_message("PORT", 8080, "nginx (processus 12)")
    assert "déjà pris par nginx (processus 12) :" in line
