"""Judging what was seen: verdicts, comparison with manifests, RTA and RPA. Pure: no clock, no I/O."""
