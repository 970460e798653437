"""Points between effects: how each is solved, kept and made a plan of."""
