"""What owners hand one another, and what it is worth."""
