"""One reader a table of the plant format."""
