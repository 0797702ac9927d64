"""Real servers and stand-ins that the tests start."""
