"""The one error of the stack: a sentence in plain French for whoever started it."""


class Failure(Exception):
    """Something keeps the stack from starting; the message is one line that says what to do."""
