"""The rows of a plant as typed things, one module for the tables that belong together."""
