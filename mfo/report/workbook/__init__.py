"""``plan.xlsx``: sheets, formats and charts."""
