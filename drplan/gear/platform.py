"""One platform as data: what is typed into its devices, and how what they print is read.

One file a platform in ``platforms/``; a pattern there is a Python regular expression, searched in one line
unless said otherwise. Commands that arm a timer may hold ``{minutes}`` (whole, at least 1), ``{seconds}`` and
``{days_hours_minutes}`` (``00:00:05``); others ``{name}`` (of the device).
"""

from __future__ import annotations

from drplan.gear.api import Controller
from drplan.gear.data import Data
from drplan.gear.platform_read import Facts, Heard, Management, Secrets, Text
from drplan.gear.platform_typed import Confirm, Pack, Restore, Session


class Platform(Data):
    """One platform, as its file says."""

    name: str
    """As declared: :data:`drplan.declare.assets.Platform`."""
    restores: bool = True
    """drplan brings it back itself; without it only copies are kept."""
    session: Session
    facts: Facts = Facts()
    lldp: Heard = Heard()
    cdp: Heard = Heard()
    text: Text
    confirm: Confirm
    restore: Restore = Restore()
    secrets: Secrets = Secrets()
    management: Management = Management()
    controller: Controller | None = None
    pack: Pack
