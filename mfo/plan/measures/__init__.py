"""Measures: the changes from today grouped into what somebody decides."""
