"""Checks on what was read: headers, misspelt names, materials that can arrive, hints from the library."""
