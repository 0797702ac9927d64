"""The configuration that supervisord gets."""

from pathlib import Path

import pytest

from stack.failure import Failure
from stack.programs import Program
from stack.supervisor import render

HERE = Path("/srv/ameli bot")


def rendered(**more: object) -> str:
    program = Program(name="essai", command=("/bin/un programme", "100%"), directory=HERE, **more)  # type: ignore[arg-type]
    return render([program], run=HERE / "run", logs=HERE / "logs", listens=HERE / "s.sock")


def test_command_is_quoted_and_percents_are_doubled() -> None:
    assert "command='/bin/un programme' 100%%\n" in rendered()


def test_dead_program_is_restarted() -> None:
    assert "autorestart=true\n" in rendered()


def test_data_are_stopped_after_the_services() -> None:
    programs = [
        Program(name="base", command=("a",), directory=HERE, group="data"),
        Program(name="serveur", command=("b",), directory=HERE),
    ]
    text = render(programs, run=HERE, logs=HERE, listens=HERE / "s")
    assert "[group:data]\nprograms=base\npriority=10\n" in text
    assert "[group:services]\nprograms=serveur\npriority=20\n" in text


def test_environment_is_quoted() -> None:
    assert 'environment=MOT="un, deux",N="1"\n' in rendered(
        environment={"MOT": "un, deux", "N": "1"}
    )


@pytest.mark.parametrize("value", ['dit "oui"', "deux\nlignes", "a ; b", "a # b", "'a'"])
def test_value_that_the_format_cannot_hold_is_refused(value: str) -> None:
    with pytest.raises(Failure, match=r"^MAIL_FROM contient") as refusal:
        rendered(environment={"MAIL_FROM": value})
    assert value not in str(refusal.value)
