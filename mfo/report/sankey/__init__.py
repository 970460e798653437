"""The Sankey diagram: network, layers, layout, labels, SVG."""
