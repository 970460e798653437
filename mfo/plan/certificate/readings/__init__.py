"""What rows are written down with: the book, and the plant's time, returns and uses as the certificate reads them."""
