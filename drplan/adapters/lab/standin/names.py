"""Long lists of words, kept as text."""

from __future__ import annotations


def named(*texts: str) -> frozenset[str]:
    """Return the words of texts, which are separated by blanks."""
    return frozenset(word for text in texts for word in text.split())
