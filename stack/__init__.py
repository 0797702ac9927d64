"""Starts everything on one machine: ``python -m stack run``."""
