"""An independent model of the plant format, and random plants that mfo must solve as it does."""
