"""Keeps secrets out of what people read: diffs, logs, runbooks, errors, and the history in git. Pure.

Which forms are found stands as data: ``secrets.toml`` for all platforms, ``[secrets]`` in each one's file.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from drplan.gear.platform import Platform
from drplan.gear.secret_forms import forms
from drplan.gear.secret_names import masked_document
from drplan.gear.secret_places import places

HIDDEN = "(hidden)"
_DIGITS = 8


def masked(text: str, platform: Platform | None, key: bytes) -> str:
    """Return a text with each secret replaced by ``<secret 3f9a1c20>``: a digest of it under ``key``.

    The same secret gives the same mask and a changed one another, so that a difference of two masked texts
    shows that a secret changed; without the key no guess at it can be tried (HMAC-SHA256, RFC 2104, its first
    32 bits). Masking twice changes nothing. Platforms that write one secret in changing words (a type 7
    password of Cisco, ``$9$`` of Junos, ``ENC`` of FortiOS) may show a change where there was none.
    """
    return _replaced(text, platform, lambda secret: f"<secret {_digest(secret, key)}>")


def hidden(text: str, platform: Platform | None = None) -> str:
    """Return a text with ``(hidden)`` for each secret; without a platform, in the words of all of them.

    A single line will do: a command's echo, a line of a difference with its ``+``, a device's refusal.
    """
    return _replaced(text, platform, lambda _: HIDDEN)


def _digest(secret: str, key: bytes) -> str:
    return hmac.new(key, secret.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:_DIGITS]


def _replaced(text: str, platform: Platform | None, mask: Callable[[str], str]) -> str:
    if platform is not None and platform.text.shape == "document":
        document = masked_document(text, platform, mask)
        if document is not None:
            return document
    parts, at = [], 0
    for start, end in places(text, forms(platform.name if platform else None)):
        parts += [text[at:start], mask(text[start:end])]
        at = end
    return "".join([*parts, text[at:]])
