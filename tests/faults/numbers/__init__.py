"""Plants whose numbers are far apart in size."""
