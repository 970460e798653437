"""From tables to the typed plant: every cell read with its unit, every problem collected with its place."""
