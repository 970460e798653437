"""What comes from other programs, and goes to them: exports of measurements, the inventory of a plan."""
