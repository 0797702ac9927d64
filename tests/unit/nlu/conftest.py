"""The classifier, trained once; what needs Rasa is tested in the environment of the dialogue."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]

collect_ignore = (
    []
    if importlib.util.find_spec("rasa")
    else [
        "test_evaluation.py",
        "test_fields.py",
        "test_figures.py",
        "test_folds.py",
        "test_french_classifier.py",
        "test_intent_model.py",
        "test_spelling.py",
        "test_vectors.py",
    ]
)


@pytest.fixture(scope="session")
def training_data() -> Any:
    from rasa.shared.nlu.training_data.loading import load_data

    return load_data(str(ROOT / "bot" / "data" / "nlu"))


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    return LocalModelStorage(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def model() -> Any:
    """The model that learnt the training data."""
    from tests.support.understanding import trained_model

    return trained_model()
