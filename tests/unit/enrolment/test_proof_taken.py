"""The proof is taken only while the identity names somebody to compare it with."""

import pytest

from backend.enrolment.fields import IDENTITY, PROOF, Field
from backend.enrolment.progress import Progress, may_take

UP_TO_PROOF = frozenset({*IDENTITY, *PROOF})


@pytest.mark.parametrize("field", PROOF)
def test_proof_is_corrected_while_the_identity_stands(field: Field) -> None:
    assert may_take(field, Progress(given=UP_TO_PROOF))


@pytest.mark.parametrize("field", PROOF)
def test_proof_waits_while_the_identity_matches_nobody(field: Field) -> None:
    assert not may_take(field, Progress(given=UP_TO_PROOF, identity_mismatch=True))


@pytest.mark.parametrize("missing", IDENTITY)
def test_proof_waits_while_a_part_of_the_identity_is_asked_again(missing: Field) -> None:
    progress = Progress(given=UP_TO_PROOF - {missing})
    assert not any(may_take(field, progress) for field in PROOF)
