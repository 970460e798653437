"""The typed plant: its tables' schema, quantities with units, names, slots (read by ``mfo.reading``)."""
