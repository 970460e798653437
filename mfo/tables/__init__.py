"""Files to tables and back: a folder of YAML and CSV, a workbook, or one YAML file, with every cell's place."""
