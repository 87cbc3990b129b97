"""What is said of one part of an export that is not whole: the rest of it is looked at all the same."""

from __future__ import annotations


class Unsound(Exception):
    """A file that breaks off, is damaged or is refused; its words follow the file's name."""
