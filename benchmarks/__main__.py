"""``python -m benchmarks``: every measurement, one table after the other."""

from benchmarks import stack

stack.measure()
