"""Tests of the data that mfo ships: datasets, models and the pages about them."""
