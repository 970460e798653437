"""Stores: how long what is in them may stay, how fast they are, and what they lose on the way."""
