"""What stands around every verb: options, exit codes, progress, where it writes."""
