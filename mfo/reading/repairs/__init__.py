"""What a cell that cannot be read may have meant, so that the rest of its row is read and told at once."""
