"""Cash by calendar year, and what an investment is worth."""
