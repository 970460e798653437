"""The rows of what is agreed about amounts over a month or a year, written down again."""
