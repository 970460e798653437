"""Firms that share one plan: what each coalition can do alone, and how to share what they save together."""
