"""Results as tidy tables."""
