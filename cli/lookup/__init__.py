"""The verbs to look things up."""
