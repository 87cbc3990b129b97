"""The lab: one site of the district, rehearsed on this machine with real hosts, routers and servers."""

from drplan.adapters.lab.conduct import Lab

__all__ = ["Lab"]
