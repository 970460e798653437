"""Ways that a plant does not have and that would pay."""
