"""Which step of a renewal is due."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from backend.accounts.renewal import Step, due_step
from backend.accounts.sessions import Person, SignedIn
from backend.accounts.states import Origin, Scope

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scope", "accepted_at", "code_hash", "due"),
    [
        (Scope.RENEWAL, None, None, Step.TERMS),
        (Scope.RENEWAL, None, "hash", Step.TERMS),
        (Scope.RENEWAL, NOW, None, Step.CODE),
        (Scope.RENEWAL, NOW, "hash", Step.CONTACT),
        (Scope.ACCOUNT, None, None, None),
        (Scope.ACCOUNT, NOW, "hash", None),
    ],
)
def test_the_steps_come_in_their_order(
    scope: Scope, accepted_at: datetime | None, code_hash: str | None, due: Step | None
) -> None:
    signed_in = SignedIn(
        id=uuid4(),
        scope=scope,
        origin=Origin.PROVISIONAL_CODE,
        account_id=None,
        person=Person("162122B010001", "VENTURI", "Jeanne", date(1962, 12, 18)),
        terms_accepted_at=accepted_at,
        code_hash=code_hash,
    )
    assert due_step(signed_in) is due
