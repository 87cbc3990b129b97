"""Who decides and who is called: roles, never private persons."""

from __future__ import annotations

from datetime import date

from drplan.declare.base import Declared, Name, Text


class Role(Declared):
    """A duty that somebody always holds."""

    name: Name
    """Its name, unlike any other of its kind."""
    title: Text
    """What people call the duty."""
    phone: Text
    """The telephone of the duty, not of a person."""
    email: Text
    """The mailbox of the duty, not of a person."""
    alternate: Name | None = None
    """The role that takes over."""
    confirmed_on: date | None = None
    """The day somebody last called and wrote, and was answered."""
    assigned_on: date | None = None
    """The day its present holder took it."""
    trained_on: date | None = None
    """The day its present holder last trained for it."""
