"""The test set needs the classifier, which lives in the environment of the dialogue."""

import importlib.util

collect_ignore = [] if importlib.util.find_spec("rasa") else ["test_floor.py"]
