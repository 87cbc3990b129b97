"""Telling a watcher outside that a job began, and how it ended: what stays silent is missed there.

The words are those of Healthchecks (https://healthchecks.io/docs/http_api/): ``URL/start``, ``URL`` when it
went well, ``URL/fail``. Other watchers that take a plain request at an address of the job's own do as well.
"""

from __future__ import annotations

import threading
import time
from typing import Literal

Outcome = Literal["start", "good", "fail"]

LIMIT_SECONDS = 10.0
"""A watcher that does not answer never holds a backup up for longer."""
_TRY_SECONDS = 4.0
_PAUSE_SECONDS = 1.0
_SERVER_ERROR = 500
_ENDINGS = {"start": "/start", "good": "", "fail": "/fail"}


def ping(url: str, outcome: Outcome, seconds: float) -> None:
    """Tell the watcher at ``url`` (http or https; it is a secret) that the job began or how it ended.

    ``seconds`` is how long the job took; 0 at its start. Nothing else is sent: no host, data set or message.
    ``good`` is for a job that made a recovery point in each copy, none of them suspect. Never raises and
    never takes longer than ``LIMIT_SECONDS``: a watcher that heard nothing raises the alarm by itself.
    """
    sender = threading.Thread(target=_send, args=(url, outcome, seconds), daemon=True)
    try:
        sender.start()
        sender.join(LIMIT_SECONDS)
    except RuntimeError:  # no thread can be had: the watcher will miss us
        return


def _send(url: str, outcome: Outcome, seconds: float) -> None:
    end = time.monotonic() + LIMIT_SECONDS - _PAUSE_SECONDS
    while not _answered(url, outcome, seconds) and time.monotonic() < end:
        time.sleep(_PAUSE_SECONDS)


def _answered(url: str, outcome: Outcome, seconds: float) -> bool:
    """Ask once; an answer that asking again would not change counts as one."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.parse import urlsplit, urlunsplit
    from urllib.request import Request, urlopen

    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return True
        place = urlunsplit(parts._replace(path=parts.path.rstrip("/") + _ENDINGS[outcome]))
        asked = Request(place, data=f"{seconds:.1f} s".encode(), headers={"User-Agent": "drplan"})  # noqa: S310
        urlopen(asked, timeout=_TRY_SECONDS).close()  # noqa: S310
    except HTTPError as error:
        error.close()
        return error.code < _SERVER_ERROR
    except (OSError, HTTPException):
        return False
    except Exception:  # noqa: BLE001 - it is no address; a traceback would show it, and it is a secret
        return True
    return True
