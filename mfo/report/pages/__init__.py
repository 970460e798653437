"""One module a page: report, comparison, sweep, trade-off, reasons, notebook, picture file."""
