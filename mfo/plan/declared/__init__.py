"""What a result table is made of."""
