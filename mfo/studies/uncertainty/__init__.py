"""What is not known, and what it does to the plan."""
