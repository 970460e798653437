"""How far prices hold, and what idle things lack."""
