"""Understanding: the intent classifier of the assistant and the check of its training data."""
