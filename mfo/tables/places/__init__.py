"""Places in files of maps: KML, KMZ, GeoJSON, shapefiles and GeoPackages, read as sites and written with flows."""
