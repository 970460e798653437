"""Money in calendar years: what is built, and budgets on cash."""
