"""The verbs of plants as files: made, checked, converted, taken apart, filled."""
