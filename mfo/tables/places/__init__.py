"""Places in files of maps: KML, KMZ and GeoJSON, read as the table of sites and written with flows."""
