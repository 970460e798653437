"""Drawings beside the Sankey diagram: the map of sites and links, and a plant as boxes and arrows."""
