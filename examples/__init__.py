"""The example plants, as data; ``mfo new`` copies them."""
