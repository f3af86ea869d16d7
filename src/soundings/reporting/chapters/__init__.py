"""The chapters of a report, one module each, in the council's own order."""
