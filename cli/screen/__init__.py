"""Results as text for the screen."""
