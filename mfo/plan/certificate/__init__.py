"""The certificate: a plan recomputed from the graph alone, held against it row by row, and proven to be the best."""
