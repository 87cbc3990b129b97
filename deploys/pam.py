"""How PAM is composed: by profiles for pam-auth-update, beside those of sssd, winbind or LDAP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from shlex import join, quote

from pyinfra import host, logger
from pyinfra.api import FactBase, operation
from pyinfra.operations import files

from deploys.guard import guarded
from deploys.steps import DIFFERS, FILES, Steps

_FOLDER = "/usr/share/pam-configs"
_UNIX = "drplan-unix"


@dataclass(frozen=True)
class Profile:
    """One profile: its name, its text in ``deploys/files``, the file in ``/etc/pam.d`` and its line there."""

    name: str
    text: str
    file: str
    line: str


class Texts(FactBase[dict[str, str]]):
    """The text of each of those files that exist."""

    default = dict

    def command(self, paths: list[str]) -> str:
        """Read all of them at once, each under a line with its name."""
        return f'for f in {join(paths)}; do [ -r $f ] && echo "==> $f" && cat $f; done; true'

    def process(self, output: list[str]) -> dict[str, str]:
        """Return ``{path: text}``."""
        texts: dict[str, str] = {}
        path = ""
        for line in output:
            if line.startswith("==> "):
                path = line.removeprefix("==> ")
                texts[path] = ""
            else:
                texts[path] += f"{line}\n"
        return texts


@operation()
def pam_profiles(profiles: Sequence[Profile]) -> Steps:
    """Have PAM composed with the profiles, and without logins by an empty password."""
    yield from guarded(_pam_profiles(profiles))


def _pam_profiles(profiles: Sequence[Profile]) -> Steps:
    composed = [f"/etc/pam.d/{file}" for file in ("common-auth", "common-password")]
    found = host.get_fact(Texts, paths=[*composed, f"{_FOLDER}/unix"])
    texts = {each.name: (FILES / each.text).read_text() for each in profiles}
    texts[_UNIX] = without_empty_passwords(found.get(f"{_FOLDER}/unix", ""))
    wrong = [each for each in profiles if not re.search(each.line, found.get(f"/etc/pam.d/{each.file}", ""))]
    stale = bool(wrong) or "nullok" in found.get(composed[0], "")
    for name, text in texts.items():
        for command in files.put._inner(  # noqa: SLF001
            src=StringIO(text), dest=f"{_FOLDER}/{name}", user="root", group="root", mode="644"
        ):
            stale = True
            yield command
    if stale:
        logger.info(DIFFERS, f"/etc/pam.d is composed without {', '.join(texts)}")
        yield f"{_COMPOSE} {join(texts)} && {_seen(profiles)}"


_COMPOSE = "DEBIAN_FRONTEND=noninteractive pam-auth-update --package --enable"

_BY_HAND = (
    "/etc/pam.d was changed by hand, so pam-auth-update leaves it alone:"
    " put the change into a profile, then run pam-auth-update --force"
)


def _seen(profiles: Sequence[Profile]) -> str:
    """Return what ends badly unless the profiles did come into force."""
    tests = [f"grep -Eq {quote(each.line)} /etc/pam.d/{each.file}" for each in profiles]
    tests.append("! grep -q nullok /etc/pam.d/common-auth")
    return f"if ! {{ {' && '.join(tests)}; }}; then echo {quote(_BY_HAND)} >&2; exit 1; fi"


def without_empty_passwords(unix: str) -> str:
    """Return Debian's own profile for passwords, changed so that an empty one opens nothing."""
    text = re.sub(
        r"^Name: .*$", "Name: drplan: passwords, never an empty one", unix, count=1, flags=re.MULTILINE
    )
    text = re.sub(r"^Priority: .*$", "Priority: 257\nConflicts: unix", text, count=1, flags=re.MULTILINE)
    return re.sub(r" nullok\b", "", text)
