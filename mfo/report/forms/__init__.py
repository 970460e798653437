"""What is filed: the numbers of a city, statements."""
