"""Holds servers to their baselines: pyinfra's library in a process of its own.

Every worker imports this package first: nothing is imported here, so that it starts soon.
"""
