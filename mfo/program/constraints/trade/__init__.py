"""What is agreed about amounts over a month or a year, between whoever supplies and whoever takes."""
