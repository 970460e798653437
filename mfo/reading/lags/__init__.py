"""Times from slot to slot: until what was sent arrives, and until what was sold comes back."""
