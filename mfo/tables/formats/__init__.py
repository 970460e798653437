"""One module a container: CSV, XLSX and YAML, and the guards on what may be read."""
