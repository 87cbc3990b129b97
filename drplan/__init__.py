"""Declare a school district, rehearse its loss, sign what was measured.

Importing this package offers the declaring words and loads nothing heavier than pydantic.
"""

from drplan.declare import *  # noqa: F403
from drplan.declare import __all__ as __all__
