"""Looking at services from outside, one module a kind of probe."""

from drplan.adapters.probes.prober import Prober

__all__ = ["Prober"]
