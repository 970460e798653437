"""The workbook that people fill in: every sheet of the format, with lists, notes and examples."""
