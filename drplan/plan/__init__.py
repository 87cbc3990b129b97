"""Decisions, each with its reasons: what comes first, which recovery point, what is due. Pure."""
