"""The custom actions: each asks the backend and speaks its answer; none keeps a rule of its own."""
