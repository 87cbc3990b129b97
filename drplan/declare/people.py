"""Who decides and who is called: roles, never private persons."""

from __future__ import annotations

from drplan.declare.base import Declared, Name, Text


class Role(Declared):
    """A duty that somebody always holds.

    ``alternate`` names the role that takes over; ``phone`` and ``email`` reach the duty, not a person.
    """

    name: Name
    title: Text
    phone: Text
    email: Text
    alternate: Name | None = None
