"""What a table of a plant is made of, and groups of columns that belong together."""
