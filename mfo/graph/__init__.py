"""From the typed plant to the flow graph, with its checks."""
