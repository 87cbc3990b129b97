"""Every error drplan raises on purpose.

::

    DrplanError
     ├── DeclarationError     an inventory that cannot be read or cannot hold
     ├── UsageError           a command asked for something that does not exist
     ├── ToolMissing          this machine lacks a program, a privilege or an extra
     │    └── ExtraMissing    (drplan.extras)
     ├── Unreachable          a host, device, account or repository did not answer
     ├── SecretMissing        a secret reference leads nowhere
     ├── RepositoryError      restic, or a repository, refused
     │    ├── RepositoryAbsent
     │    ├── RepositoryLocked
     │    ├── WrongPassword
     │    ├── QuotaReached
     │    └── PruneRefused
     ├── SourceError          a data set could not be read or brought back
     │    └── NotWhole
     ├── NoWayBack            a change that could lock us out would not go back by itself
     ├── HistoryError         the history of devices' configurations could not be kept or read
     ├── LabError             the lab could not be raised or taken down
     ├── JournalError         the journal of a drill holds what it cannot
     ├── EvidenceError        a record is missing, altered or not signed by whom it says
     └── DisclosureError      a public page would have told what is not public

All of them end a command with exit code 2: the thing asked for could not be done. Messages quote what files,
devices and servers say, so here they are made what a terminal, a log and a page can take: one line, nothing
hidden in it.
"""

from __future__ import annotations

from drplan.spelled import one_line

_LONGEST = 2000
"""So many letters are said of one error: nobody reads more, and a foreign text may have any number."""


class DrplanError(Exception):
    """Something that could not be done, said in one line, with what to do next."""

    def __init__(self, message: str, *, next_step: str) -> None:
        self.message = _one_line(message)
        self.next_step = _one_line(next_step)
        super().__init__(self.message)


def _one_line(text: str) -> str:
    whole = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text) - _LONGEST} more letters)"
    return one_line(whole)


class DeclarationError(DrplanError):
    """An inventory cannot be read, or declares something that cannot be."""


class UsageError(DrplanError):
    """The command names something that the declaration does not hold."""


class ToolMissing(DrplanError):
    """This machine lacks a program, a privilege or an optional part of drplan that the work needs."""


class Unreachable(DrplanError):
    """A host, device, account or repository did not answer."""


class SecretMissing(DrplanError):
    """A secret reference leads nowhere; the secret itself is never in the message."""


class RepositoryError(DrplanError):
    """restic, or the repository behind it, refused."""


class RepositoryAbsent(RepositoryError):
    """No repository at that place (restic exit code 10)."""


class RepositoryLocked(RepositoryError):
    """Another process holds the repository (restic exit code 11)."""


class WrongPassword(RepositoryError):
    """The repository's key does not open with this password (restic exit code 12)."""


class QuotaReached(RepositoryError):
    """A backup would fill a repository beyond what was agreed with its keeper: nothing was sent."""


class PruneRefused(RepositoryError):
    """Nothing may be dropped here, or what was to go is still there."""


class SourceError(DrplanError):
    """A data set could not be read at its source, or brought back from its copy."""


class NotWhole(SourceError):
    """A device did not show all of its configuration: a pager, a cut line, no end. It is no backup."""


class NoWayBack(DrplanError):
    """A change that could lock us out would not be taken back by the device itself: it was not made."""


class HistoryError(DrplanError):
    """The history of devices' configurations could not be kept or read; recovery points are not of it."""


class LabError(DrplanError):
    """The lab could not be raised, reached or taken down."""


class JournalError(DrplanError):
    """The journal of a drill holds what drplan did not write, or was begun from another declaration."""


class EvidenceError(DrplanError):
    """A record is missing, was altered, or is not signed by whom it says."""


class DisclosureError(DrplanError):
    """A page that everybody may read would have told what only some may know; it was not written."""
