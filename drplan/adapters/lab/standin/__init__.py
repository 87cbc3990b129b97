"""Stand-ins: devices of seven makes that are programs behind a real OpenSSH server.

Each keeps its state in files of a folder of its own: what runs, what it starts with, what it was told of
itself. They know nothing of ``drplan/gear``: their dialects are written from the makers' documentation, so
that a mistake in one of the two is seen by the other. Standard library only, as each login starts one.
"""

from drplan.adapters.lab.standin.many import StandIns
from drplan.adapters.lab.standin.raised import StandIn

__all__ = ["StandIn", "StandIns"]
