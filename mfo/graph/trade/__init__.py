"""Steps of prices, kept in order."""
