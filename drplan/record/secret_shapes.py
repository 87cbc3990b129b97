"""What secrets look like, whoever's they are: key blocks, tokens, credentials in addresses, ``password=``.

The forms are the makers' own, as their documentation gives them. What is redacted is replaced by a word in
brackets that says of what kind it was.
"""

from __future__ import annotations

import re

_WORD = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s,;\"'&)]+)"
_BESIDE = r"(?<![\w.-])[\w.-]*?pass(?:word|wd|phrase|code)"
_NAMES = (
    r"(?<![\w.-])[\w.-]*?(?:pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|shared[_-]?access[_-]?key"
    r"|private[_-]?key|auth[_-]?key|credential)"
)

SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form, re.DOTALL))
    for kind, form in (
        ("private key", r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*-----|\Z)"),
        ("private key", r"PuTTY-User-Key-File-\d:.*|AGE-SECRET-KEY-1[0-9A-Z]{20,}"),
        ("AWS key", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
        ("token", r"\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[\w-]{20,}"),
        ("token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bAIza[\w-]{35}|\bya29\.[\w-]{20,}"),
        ("token", r"\bsk_live_[A-Za-z0-9]{16,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bhvs\.[\w-]{20,}"),
        ("token", r"\bnpm_[A-Za-z0-9]{30,}|\bdop_v1_[0-9a-f]{40,}|\bpypi-[\w-]{40,}"),
        ("token", r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"),
        ("password hash", r"\$(?:1|2[aby]|5|6|7|y|gy|argon2id?|pbkdf2[\w-]*)\$[^\s:\"',;]{8,}"),
        ("password hash", r"\{S?(?:SHA|MD5|CRYPT)\d*\}[A-Za-z0-9+/=$.]{16,}"),
        ("credentials", r"(?<=://)[^\s/@:\"]*:[^\s/@\"]+(?=@)"),
    )
)
"""So plain that evidence is refused when one of these is found anywhere in it."""

PAIRS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form, re.IGNORECASE))
    for kind, form in (
        ("token", r"(?<=authorization: )(?:bearer |basic |digest )?\S+|(?<=\bbearer )[\w.~+/=-]{8,}"),
        (
            "token",
            r"(?<=[?&])(?:[\w-]*(?:token|key|sig|signature|credential|password|secret|code))=[^&\s\"']+",
        ),
        ("password", rf"{_BESIDE}[\"']?\s*(?:=|:|\bis\b)\s*{_WORD}"),
        ("password", rf"(?:{_NAMES}[\"']?\s*[=:]|\b(?:pass|psk|community)[\"']?=)\s*{_WORD}"),
        ("password", r"(?<=identified by )(?:'[^']*'|\"[^\"]*\")"),
        ("password", rf"(?<![\w-])--?(?:[\w-]*?(?:password|passphrase|secret|token))[ =]{_WORD}"),
        ("password", r"\b(?:mysql\w*|mariadb\w*)\b(?: \S+){0,20}? -p\S+|\bsshpass -p ?\S+"),
        ("password", r"\b(?:password|secret|key) [05789] \S+"),
        ("community", r"\b(?:snmp-server community|(?:ro|rw)community6?|community string) \S+"),
        (
            "community",
            r"\bsnmp(?:walk|get|set|bulk\w*|table)\b(?:(?! -[cAX]\b).){0,200} -[cAX] ?\S+(?: -[AX] ?\S+)*",
        ),
    )
)
"""Words beside which a secret stands; redacted from free text only, where a wrong guess costs a word."""


def without_secrets(text: str) -> str:
    """Return the text with whatever looks like a secret replaced by its kind in brackets."""
    for kind, shape in (*SHAPES, *PAIRS):
        text = shape.sub(f"[{kind}]", text)
    return text
