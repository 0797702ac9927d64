"""Measurements: run by ``make bench``, printed as tables, never part of the tests."""
