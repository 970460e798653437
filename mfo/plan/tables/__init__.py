"""The tidy tables of a plan."""
