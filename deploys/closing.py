"""What is held last of all, when a host's baselines are through; drplan runs it after a ``baseline``."""

from deploys.hardening import integrity

integrity.hold_after()
