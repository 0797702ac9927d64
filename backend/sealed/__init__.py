"""Sealed values: identifiers taken out of the chat, encrypted, bound to conversation and kind."""
