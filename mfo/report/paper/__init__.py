"""The report as a document to edit."""
