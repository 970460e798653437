"""The program written down again: columns, rows and objective, from the graph and the plant alone."""
