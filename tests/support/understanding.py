"""The model of intents, trained once for all tests of understanding."""

from functools import cache

from bot.nlu.check import read_examples
from bot.nlu.evaluation import settings, trained
from bot.nlu.intent_model import IntentModel


@cache
def trained_model() -> IntentModel:
    """Return the model that has learnt the training data, at the settings of config.yml."""
    return trained(list(read_examples()), settings())
