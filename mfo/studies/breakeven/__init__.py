"""One number moved over a range: where the plan changes."""
