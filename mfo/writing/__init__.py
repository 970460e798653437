"""How files and folders are written: whole or not at all, one writer at a time, nothing replaced unasked."""
