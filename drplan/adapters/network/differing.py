"""Two configurations of one device beside each other, for people: secrets are never in it."""

from __future__ import annotations

import secrets
from difflib import unified_diff

from drplan.gear import Platform
from drplan.gear.mask import masked
from drplan.gear.settled import settled


def differing(running: str, intended: str, platform: Platform) -> str:
    """Return a unified diff without what changes by itself; empty when the two agree.

    A secret is a digest of it under a key that nobody keeps: one that changed is seen to, and what it is can
    be neither read nor tried.
    """
    key = secrets.token_bytes(32)
    settle = (settled(each, platform) for each in (running, intended))
    runs, wanted = (masked(each, platform, key).splitlines() for each in settle)
    return "\n".join(unified_diff(runs, wanted, "running", "intended", lineterm=""))
