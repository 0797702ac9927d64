"""Reads the identifiers that people type or dictate: pure parsers that accept or give a reason."""
