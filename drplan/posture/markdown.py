"""SCuBA's baselines as their authors write them: one Markdown document a product.

The Markdown is the authoritative form upstream (``docs/misc/scubabaselineschema.md`` of ScubaGear). A
document that cannot be read whole is refused: a policy that is lost on the way would never be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from drplan.errors import DeclarationError
from drplan.posture.policy import POLICY_ID, Criticality, Policy

_TITLE = re.compile(r"# CISA .*Secure Configuration Baseline for (.+?)\s*$")
_GROUP = re.compile(r"## ([0-9]+)\.\s*(.+?)\s*$")
_POLICY = re.compile(rf"####\s+({POLICY_ID.pattern})\s*$")
_STEPS = re.compile(rf"####\s+({POLICY_ID.pattern}) instructions:?\s*$", re.IGNORECASE)
_ANY_POLICY = re.compile(r"#{1,6}\s*(?:MS|GWS)\.")
_SAID = re.compile(rf"<!--\s*Policy:\s*({POLICY_ID.pattern});\s*Criticality:\s*([A-Z]+)")
_STRENGTH = re.compile(r"\b(SHALL|SHOULD|MAY)\b")
_STEP = re.compile(r"[0-9]+\.\s+(.+)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_BEHIND = ("<!--", "#", "- _", "[![")
_LONGEST_WHERE, _STEPS_SHOWN = 400, 3


def read_baseline(text: str, name: str, page: str) -> tuple[Policy, ...]:
    """Read the document ``name``, published at ``page``; raises ``DeclarationError`` unless it is whole."""
    lines = text.splitlines()
    title = next((match[1] for line in lines if (match := _TITLE.match(line))), None)
    if title is None:
        raise _unread(name, "it has no title of a SCuBA baseline")
    found = tuple(_policies(lines, name, page, title))
    twice = {each.id for each in found if sum(each.id == other.id for other in found) > 1}
    if twice:
        raise _unread(name, f"it has {', '.join(sorted(twice))} twice")
    if not found:
        raise _unread(name, "it has no policy")
    return found


def _policies(lines: Sequence[str], name: str, page: str, title: str) -> Iterator[Policy]:
    group, said, where = "", dict(_criticalities(lines)), dict(_places(lines))
    for number, line in enumerate(lines):
        if match := _GROUP.match(line):
            group = match[2]
        elif match := _POLICY.match(line):
            identity = match[1]
            requirement = plain(" ".join(_paragraph(lines[number + 1 :])))
            yield Policy(
                id=identity,
                product=title,
                group=group,
                requirement=_there(requirement, name, f"{identity} has no requirement"),
                criticality=_strength(said.get(identity, requirement), name, identity),
                where=where.get(identity, ""),
                link=f"{page}#{identity.lower().replace('.', '')}",
            )
        elif _ANY_POLICY.match(line) and not _STEPS.match(line):
            raise _unread(name, f"line {number + 1} has a heading that is no policy: {line.strip()[:60]!r}")


def _criticalities(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if match := _SAID.search(line):
            yield match[1], match[match.lastindex or 0]


def _places(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines):
        if match := _STEPS.match(line):
            yield match[1], _where(lines[number + 1 :])


def _where(lines: Sequence[str]) -> str:
    """Return the first steps, up to the one that leads through menus."""
    taken: list[str] = []
    for number, line in enumerate(lines):
        if line.startswith("#") or len(taken) == _STEPS_SHOWN:
            break
        if step := _STEP.match(line):
            rest = takewhile(lambda each: each.strip() and not _STEP.match(each), lines[number + 1 :])
            taken.append(plain(" ".join((step[1], *(each.strip() for each in rest)))).rstrip(".:"))
            if ">" in taken[-1]:
                break
    said = "; ".join(taken)
    return said if len(said) <= _LONGEST_WHERE else said[: said.rindex(" ", 0, _LONGEST_WHERE)] + " …"


def _paragraph(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a requirement, with the whole list that follows one which ends in a colon."""
    begun = listed = False
    for line in lines:
        said = line.strip()
        if said.startswith(_BEHIND) or (not said and begun and not listed):
            return
        if said:
            begun, listed = True, listed or said.endswith(":")
            yield said


def plain(text: str) -> str:
    """Return Markdown's text without its marks."""
    text = _LINK.sub(r"\1", text).replace("\\>", ">").replace("\\|", "|")
    text = re.sub(r"<[^<>]{1,200}>", " ", text)
    text = re.sub(r"\s*-?>\s*", " > ", text.replace("*", "").replace("`", ""))
    return " ".join(text.split())


def _strength(said: str, name: str, identity: str) -> Criticality:
    match = _STRENGTH.search(said)
    word = _there(match[1] if match else "", name, f"{identity} says neither SHALL nor SHOULD")
    return "SHALL" if word == "SHALL" else "SHOULD" if word == "SHOULD" else "MAY"


def _there(said: str, name: str, lacking: str) -> str:
    if said:
        return said
    raise _unread(name, lacking)


def _unread(name: str, why: str) -> DeclarationError:
    return DeclarationError(
        f"{name} cannot be read whole: {why}",
        next_step="see what its authors changed, and teach drplan/posture/markdown.py their new form",
    )
