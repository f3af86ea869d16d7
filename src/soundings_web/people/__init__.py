"""The organisation tree, the staff roster and the audit trail."""
