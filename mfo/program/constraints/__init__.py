"""One module a family of constraints, and the objective."""
