"""What a student's data looks like in the words of tools: rows they quote, names of files, numbers.

What people type into a note cannot be told from any other words; these rules are for what programs say.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from drplan.record.sums import sha256

_DIGITS = 4
"""So short that a name that somebody guesses is not confirmed, and long enough to tell a few apart."""

_ENTRY = (
    r"is missing|differs in|was not there at|could not be read|is not in the manifest|is absent|is not what"
)
_DOCUMENTS = (
    "pdf|docx?|xlsx?|pptx?|odt|ods|odp|txt|rtf|jpe?g|png|gif|heic|mp[34]|mov|wav|zip|html?|eml|msg|pst"
)
_SYSTEM = (
    "bin|boot|dev|etc|lib|lib64|opt|proc|root|run|sbin|sys|tmp|usr|var/(?:lib|log|cache|tmp|run|backups)"
)
_PERSON = (
    r"(?:student|pupil|child|parent|guardian|given|family|first|last|middle|full|display|sur|nick)"
    r"[_ ]?names?|surname|givenName|familyName|legal_name"
)

_BEFORE = r"(?P<kept>(?:(?<=: )|^)(?:canary )?)"

_Form = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _named(match: re.Match[str]) -> str:
    kept = match.groupdict().get("kept") or ""
    return kept + entry(match[0].removeprefix(kept))


def _left_out(what: str) -> Callable[[re.Match[str]], str]:
    return lambda match: f"{match.groupdict().get('kept') or ''}[{what}]"


ROWS: tuple[_Form, ...] = tuple(
    (re.compile(form), _left_out("left out"))
    for form in (
        # PostgreSQL's and MariaDB's messages with a row's values in them.
        r"(?P<kept>\b(?:DETAIL|CONTEXT|STATEMENT|QUERY|LINE \d+): +).+",
        r"(?P<kept>\bKey \([^)]*\)=)\(.*\)",
        r"(?P<kept>\bFailing row contains )\(.*",
        r"(?P<kept>\bCOPY [^,]+, line \d+)(?:, column [^:]+)?: .+",
        r"(?P<kept>\binvalid (?:input )?(?:syntax|value|byte sequence)[^:]*: )\S.*",
        r"(?P<kept>\bdate/time field value out of range: )\".*\"",
        r"(?P<kept>\bDuplicate entry )'.*'(?= for key)",
        r"(?P<kept>\b(?:[Ii]ncorrect|[Ii]nvalid) [\w ]*value: )'.*'",
        r"(?P<kept>\bnear )'.*'(?= at line)",
        # A directory's names (RFC 4514).
        r"(?P<kept>\b(?:uid|cn|sn|gn|givenName|displayName|mail|sAMAccountName|employeeNumber)=)[^,;\"]+",
        rf"(?P<kept>(?:(?i:{_PERSON}))[\"']?\s*[=:]\s*)(?:\"[^\"]*\"|'[^']*'|[^,;|}}]+)",
    )
)

FILES: tuple[_Form, ...] = tuple(
    (re.compile(form), _named)
    for form in (
        # A name that stands before one of our own words for entries: all of it, also with spaces and dots.
        _BEFORE
        + rf"(?:/(?!(?:{_SYSTEM})/)|[^:]{{0,300}}?(?:/|\\|\.\w{{2,5}}(?= ))).{{0,1000}}(?= (?:{_ENTRY})\b)",
        rf"\"[^\"\n]*(?:/|\.(?:{_DOCUMENTS}))[^\"\n]*\"|'[^'\n]*\.(?:{_DOCUMENTS})'",
        rf"(?<![\w:/.])/(?!(?:{_SYSTEM})\b)[^\"':;\n/]+/(?:[^\"':;\n])+",
        r"(?:\b[A-Za-z]:|\\)\\[^\"':;\n]+",
        rf"(?:(?<=: )|^)[^:/\"\n]+\.(?:{_DOCUMENTS})\b",
    )
)

NUMBERS: tuple[_Form, ...] = (
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _left_out("e-mail address")),
    (re.compile(r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])"), _left_out("number")),
    (re.compile(r"(?<![\d-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-])"), _left_out("number")),
    (
        re.compile(
            r"(?P<kept>(?i:\b(?:student|pupil|stu|person|state|perm|lunch|sasid|sis)"
            r"[ _-]?(?:id|number|num|no|nr|pin)?\.?[\"']?\s*(?:[=:#(]|is\b)?\s*[\"']?))\d{4,}"
        ),
        _left_out("number"),
    ),
    (
        re.compile(r"(?P<kept>(?i:\b(?:dob|birth\w*|born)\b[\w \"'=:(]{0,12}?))[\d][\d/.-]{5,}"),
        _left_out("date"),
    ),
    (re.compile(r"\b\d{1,2}/\d{1,2}/(?:19|20)\d\d\b"), _left_out("date")),
)

_DAY = re.compile(r"\b(?P<year>(?:19|20)\d\d)-\d\d-\d\d\b(?!T)")


def entry(name: str) -> str:
    """Return what stands for a name out of the data."""
    return f"entry #{sha256(name.encode(errors='surrogateescape'))[:_DIGITS]}"


def without_numbers(text: str) -> str:
    """Return the text without e-mail addresses, Social Security, telephone and student numbers."""
    return _redacted(text, NUMBERS)


def without_students(text: str, *, since: int) -> str:
    """Return a tool's words without rows, names of files outside the system's folders, and numbers.

    A plain day before the year ``since`` may be somebody's birthday, and is left out too.
    """
    told = _redacted(text, (*ROWS, *FILES, *NUMBERS))
    return _DAY.sub(lambda day: "[date]" if int(day["year"]) < since else day[0], told)


def _redacted(text: str, forms: tuple[_Form, ...]) -> str:
    for form, instead in forms:
        text = form.sub(instead, text)
    return text
