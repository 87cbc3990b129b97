"""Operations that take away rights which crept in: on people's homes, on logs, on compilers."""

from __future__ import annotations

from shlex import join, quote

from pyinfra import host, logger
from pyinfra.api import operation

from deploys.steps import DIFFERS, Lines, Steps

_HOMES = (
    "awk -F: '$3 >= 1000 && $3 < 60000 && $7 !~ /(nologin|false)$/ { print $6 }' /etc/passwd"
    ' | while read -r home; do [ -d "$home" ] && [ "$home" != / ] || continue;'
)

_OPEN_HOMES = f'{_HOMES} find "$home" -maxdepth 0 -perm /027; done; true'
_OPEN_FILES = f"{_HOMES} find \"$home\" -maxdepth 1 -type f -name '.*' -perm /7037; done; true"
_OPEN_LOGS = "find /var/log -maxdepth 1 -type f -perm /7137"
_OPEN_ROTATIONS = r"grep -lE '^\s*create\s+0?6[46]4' /etc/logrotate.d/* || true"
_CLOSE_ROTATION = r"s/^(\s*create\s+)0?6[46]4/\10640/"
_OPEN_COMPILERS = (
    "for name in as c++ cc clang g++ gcc tcc; do readlink -e /usr/bin/$name; done"
    ' | sort -u | while read -r file; do find "$file" -perm /001; done'
)


@operation()
def closed_homes() -> Steps:
    """Take others' rights from people's homes, and from the settings in them."""
    yield from _without(_OPEN_HOMES, "g-w,o-rwx")
    yield from _without(_OPEN_FILES, "u-s,g-wxs,o-rwx,-t")


@operation()
def closed_logs() -> Steps:
    """Take others' rights from logs, also from those that will be made when they are rotated."""
    yield from _without(_OPEN_LOGS, "u-xs,g-wxs,o-rwx,-t")
    rotations = host.get_fact(Lines, command=_OPEN_ROTATIONS)
    if rotations:
        logger.info(DIFFERS, f"logs made for everybody by {' '.join(rotations)}")
        yield f"sed -Ei {quote(_CLOSE_ROTATION)} {join(rotations)}"


@operation()
def closed_compilers() -> Steps:
    """Leave compilers to root; dpkg is told, so that an update does not open them again."""
    for path in host.get_fact(Lines, command=_OPEN_COMPILERS):
        logger.info(DIFFERS, f"{path} can be run by everybody")
        yield f"dpkg-statoverride --force-statoverride-add --update --add root root 0750 {quote(path)}"


def _without(finding: str, rights: str) -> Steps:
    found = host.get_fact(Lines, command=finding)
    if found:
        logger.info(DIFFERS, f"open to others: {' '.join(found)}")
        yield f"chmod {rights} -- {join(found)}"
