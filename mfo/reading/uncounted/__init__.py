"""Emissions that nothing counts: of fuels and power, and of waste that decays or burns."""
