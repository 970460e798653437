"""Why there is no plan: the conflict, the cheapest relaxation, and its remedies in sentences."""
