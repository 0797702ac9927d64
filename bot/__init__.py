"""The dialogue: Rasa's custom channel, custom actions and language components (Python 3.10)."""
