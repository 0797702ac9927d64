"""Conversations: sealing, dialogue, transcript, live events."""
