"""Decisions with their reasons: what comes first, which recovery point, when backups start. Pure."""
