"""Many plans of one plant: what changes, how each is worked out, where results are kept."""
