"""The channel by which the gateway talks to Rasa."""
