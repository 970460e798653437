"""Scenarios of one plant by the hundred: which only move numbers, what they come to, where it is kept."""
