"""A report on paper: the page for the board, and the report as a document to edit."""
