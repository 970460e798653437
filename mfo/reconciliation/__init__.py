"""Measured flows made to balance: least squares, what is determined, which readings are suspect."""
