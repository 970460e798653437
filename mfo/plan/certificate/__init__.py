"""The certificate: a plan recomputed from its tables and held against the plant."""
