"""The flow graph as plain float arrays in canonical units, and how its members are numbered."""
