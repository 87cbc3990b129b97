"""Who is at the keyboard, as far as the machine knows."""

from __future__ import annotations

import getpass
import os
import platform


def operator_account() -> str:
    """Return ``account@machine``; behind sudo ``account (as root)@machine``. Claimed, not proven."""
    acting = _acting()
    asking = os.environ.get("SUDO_USER") if os.geteuid() == 0 else None
    return f"{f'{asking} (as {acting})' if asking else acting}@{platform.node() or 'unnamed'}"


def _acting() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.geteuid()}"
