"""Fuzzing: what is fed with hostile bytes, and what must hold for each. See `__main__.py` for how to run it."""
