"""What hangs on the load: curves of points as the program takes them."""
