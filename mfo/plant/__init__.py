"""The typed plant: its tables' schema, quantities with units, names and slots. How it is read stands in ``mfo.reading``."""
