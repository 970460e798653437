"""How things run: times from slot to slot, and what is needed by load."""
