"""Deciding how network devices change: what differs, in which order, what could lock us out. Pure."""
