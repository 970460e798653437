"""The verbs that make plans, read them and hand them on."""
