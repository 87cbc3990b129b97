"""Who decides and who is called: roles, never private persons."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from drplan.declare.base import Declared, Name, Text

PublicKey = Annotated[
    str,
    StringConstraints(
        pattern=r"^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com"
        r"|ssh-rsa) [A-Za-z0-9+/]+={0,2}( [^\n]{1,200})?$",
        strip_whitespace=True,
    ),
]
"""A line of ``authorized_keys`` without options, as ``ssh-keygen`` writes it into ``.pub`` (sshd(8))."""


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
    keys: tuple[PublicKey, ...] = ()
    """The public SSH keys of those who hold it, one line each; servers that let the role in take no other."""
    alternate: Name | None = None
    """The role that takes over."""
    confirmed_on: date | None = None
    """The day somebody last called and wrote, and was answered."""
    assigned_on: date | None = None
    """The day its present holder took it."""
    trained_on: date | None = None
    """The day its present holder last trained for it."""
